# SPDX-License-Identifier: Apache-2.0
"""Public ids: made without collisions, kept, and the same for all who ask at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.database import engine_for
from refstore.errors import ConfigurationError
from refstore.id_mapping import IdMapping, public_id_of
from refstore.options import load
from refstore.tables import ID_MAPPING, METADATA
from sqlalchemy import text

pairs = st.tuples(st.text("ab:1", max_size=6), st.text("ab:1", max_size=6))


@pytest.fixture
def file(database_url, tmp_path):
    """Return a configuration file that names a database with all tables."""
    engine = engine_for(database_url)
    METADATA.create_all(engine)
    file = tmp_path / "refstore.conf"
    file.write_text(f"[id_mapping]\nconnection = {database_url}\n")
    yield str(file)
    engine.dispose()


@pytest.fixture
def mapping(file):
    """Return an empty mapping."""
    return IdMapping(load([file]))


@given(pairs, pairs)
def test_only_the_same_pair_has_the_same_id(one, other):
    assert (public_id_of(*one) == public_id_of(*other)) == (one == other)


def test_an_id_is_fit_for_every_engine_and_stays_what_it_is():
    expected = "0ac59c656f3a9f021d40faf50c745dc19b66aeb91b30ec26e0878a83e807892c"
    assert public_id_of("lab", "x") == expected
    assert set(public_id_of("lab", "x" * 5000)) <= set("0123456789abcdef")


def test_the_way_back_is_known_once_somebody_asked(mapping, file):
    public = public_id_of("lab", "x")
    assert mapping.local(public) is None
    assert mapping.public_id("lab", "x") == public == mapping.public_id("lab", "x")
    assert mapping.local(public) == ("lab", "x")
    assert IdMapping(load([file])).local(public) == ("lab", "x")


def test_a_row_that_refstore_did_not_make_is_told(mapping, database_url):
    row = {"public_id": public_id_of("lab", "x"), "scope": "other", "local_id": "y"}
    with engine_for(database_url).begin() as connection:
        connection.execute(ID_MAPPING.insert(), row)
    with pytest.raises(ConfigurationError, match="mapping_purge --all"):
        mapping.public_id("lab", "x")


def test_many_are_remembered_at_once(mapping):
    mapping.remember("lab", (f"id{at}" for at in range(1200)))
    mapping.remember("lab", [f"id{at}" for at in range(1100, 1300)] * 2)
    assert all(mapping.local(public_id_of("lab", f"id{at}")) for at in range(1300))
    mapping.remember("lab", [])


def test_purge_removes_one_a_scope_or_all(mapping):
    for scope in ("a", "b", "c"):
        mapping.remember(scope, ["x", "y"])
    assert mapping.purge(public_id=public_id_of("a", "x")) == 1
    assert mapping.purge(scope="b") == 2
    assert mapping.local(public_id_of("a", "x")) is None
    assert mapping.local(public_id_of("b", "x")) is None
    assert mapping.local(public_id_of("a", "y")) == ("a", "y")
    assert mapping.purge() == 3
    assert mapping.purge() == 0


def test_sixteen_threads_make_the_same_rows_at_once(mapping, file):
    def make(number: int) -> set[str]:
        own = IdMapping(load([file]))
        if number % 2:
            own.remember("lab", [f"id{at}" for at in range(40)])
        return {own.public_id("lab", f"id{at}") for at in range(40)}

    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(make, range(16)))
    assert all(ids == made[0] for ids in made)
    assert mapping.purge() == 40


def test_four_processes_make_the_same_rows_at_once(mapping, file):
    program = (
        "import sys; from refstore.id_mapping import IdMapping; from refstore.options import load\n"
        "mapping = IdMapping(load([sys.argv[1]]))\n"
        "print([mapping.public_id('lab', f'id{at}') for at in range(40)])"
    )
    command = [sys.executable, "-c", program, file]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert set(said) == {f"{[public_id_of('lab', f'id{at}') for at in range(40)]}\n".encode()}
    assert mapping.purge() == 40


def test_the_cache_answers_without_the_table(file, database_url):
    with open(file, "a", encoding="utf-8") as more:
        more.write("[cache_id_mapping]\nenabled = true\n")
    mapping = IdMapping(load([file]))
    public = public_id_of("lab", "x")
    assert mapping.local(public) is None
    mapping.remember("lab", ["x"])
    assert mapping.local(public) == ("lab", "x")
    with engine_for(database_url).begin() as connection:
        connection.execute(text("DELETE FROM id_mapping"))
    assert mapping.local(public) == ("lab", "x")
