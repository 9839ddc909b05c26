# SPDX-License-Identifier: Apache-2.0
"""Random calls: scopes, hidden ids and the cache change no answer."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.database import engine_for
from refstore.errors import ConflictError, NotFoundError, RevisionMismatchError
from refstore.hints import Hints
from refstore.id_mapping import public_id_of
from refstore.manager import StoreManager
from refstore.options import load
from refstore.records import Changes, Record
from refstore.tables import METADATA

steps = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "change", "delete", "get", "by_name", "list"]),
        st.sampled_from(["lab", "plain"]),
        st.integers(0, 3),
        st.sampled_from(["n0", "n1", "n2"]),
    ),
    max_size=30,
)


@given(steps=steps)
def test_a_store_answers_as_a_bare_dictionary_does(steps, random_store, dict_driver):
    for scope in ("lab", "plain"):
        random_store.purge(scope)
    bare = dict_driver(None)
    for what, scope, number, name in steps:
        local = f"{scope}-{number}"
        public = public_id_of(scope, local) if scope == "lab" else local
        expected = outcome(bare, what, scope, public, name)
        assert outcome(random_store, what, scope, public, name, local) == expected


def asked(store, what, scope, public, name, local=None):
    """Ask a store, or a driver: that is given no local id."""
    match what:
        case "create" if local:
            return store.create(scope, name, record_id=local)
        case "create":
            return store.create(Record(public, name, scope))
        case "rename":
            return store.update(public, Changes(name=name))
        case "change":
            return store.update(public, Changes(attributes={"a": name}), 2)
        case "delete":
            return store.delete(public)
        case "get":
            return store.get(public)
        case "by_name":
            return store.get_by_name(scope, name)
    page = store.list_records(scope) if local else store.list_records(scope, Hints())
    return {record.id: record for record in page.items}


def outcome(store, *step):
    try:
        return asked(store, *step)
    except (NotFoundError, ConflictError, RevisionMismatchError) as error:
        return type(error), str(error)


@pytest.fixture(scope="module")
def random_store(tmp_path_factory, dict_name, silent_name):
    """Return a store with a scope of its own driver and with a cache."""
    folder = tmp_path_factory.mktemp("random")
    engine = engine_for(f"sqlite:///{folder}/refstore.db")
    METADATA.create_all(engine)
    (folder / "scopes").mkdir()
    (folder / "scopes" / "lab.conf").write_text(f"[DEFAULT]\ndriver = {silent_name}\n")
    file = folder / "refstore.conf"
    file.write_text(
        f"[DEFAULT]\ndriver = {dict_name}\nstate_path = {folder}\n"
        f"scopes_path = {folder}/scopes\n[cache]\nenabled = true\n"
    )
    with closing(StoreManager(load([str(file)]))) as store:
        yield store
    engine.dispose()
