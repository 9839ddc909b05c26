# SPDX-License-Identifier: Apache-2.0
"""Scopes with drivers of their own, and ids that are hidden."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from refstore.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    NotSupportedError,
    RecordTooLargeError,
    RevisionMismatchError,
    UnknownScopeError,
)
from refstore.hints import Comparator, Filter
from refstore.id_mapping import public_id_of
from refstore.records import Changes, Record
from refstore.scopes import ScopeDrivers


def test_a_scopes_driver_has_its_records_and_hides_its_ids(opened, drivers):
    store = opened(lab="")
    hidden = store.create("lab", "a", record_id="local")
    plain = store.create("other", "a", record_id="local")
    assert (hidden.id, plain.id) == (public_id_of("lab", "local"), "local")
    assert [next(iter(driver.records.values())).scope for driver in drivers] == ["lab", "other"]
    assert [list(driver.records) for driver in drivers] == [["local"], ["local"]]
    assert store.get(hidden.id) == store.get_by_name("lab", "a") == hidden
    assert store.get("local") == plain
    assert store.list_records("lab").items == (hidden,)
    assert store.list_scopes() == ("lab", "other")
    assert store.update(hidden.id, Changes(name="b"), 1).id == hidden.id
    assert store.purge("lab") == 1
    assert store.list_scopes() == ("other",)


def test_what_the_default_driver_still_has_of_a_scope_is_not_listed(opened, drivers):
    store = opened(lab="")
    store.create("other", "a")
    drivers[0].records["old"] = Record("old", "old", "lab")
    assert store.list_scopes() == ("other",)
    assert store.list_records("lab").items == ()


def test_errors_name_the_public_id(opened):
    store = opened(lab="")
    made = store.create("lab", "a", record_id="local")
    store.create("lab", "b")
    store.get(made.id)
    cases = [
        (lambda: store.update(made.id, Changes(name="c"), 7), RevisionMismatchError),
        (lambda: store.create("lab", "c", record_id="local"), ConflictError),
        (lambda: store.create("lab", "n" * 101, record_id="long"), RecordTooLargeError),
        (lambda: [store.delete(made.id), store.delete(made.id)], NotFoundError),
    ]
    for call, error in cases:
        with pytest.raises(error) as caught:
            call()
        assert "local" not in str(caught.value)
        assert "long" not in str(caught.value)
        assert caught.value.__suppress_context__


def test_filters_on_ids_see_public_ones(opened):
    store = opened(lab="")
    made = [store.create("lab", f"n{at}", record_id=f"id{at}") for at in range(20)]
    one = Filter("id", made[3].id)
    assert store.list_records("lab", [one]).items == (made[3],)
    assert store.list_records("lab", [Filter("id", "id3")]).items == ()
    letter = Filter("id", "a", Comparator.STARTS_WITH)
    expected = [record for record in made if record.id.startswith("a")]
    assert sorted(record.id for record in store.list_records("lab", [letter]).items) == sorted(
        r.id for r in expected
    )


def test_filters_that_the_driver_leaves_are_applied_to_hidden_records(opened):
    store = opened(lab="")
    made = [store.create("lab", f"n{at % 5}-{at:02}", record_id=f"id{at:02}") for at in range(30)]
    store._drivers._mapping.purge()
    fours = [Filter("name", "n4-", Comparator.STARTS_WITH)]
    page = store.list_records("lab", fours, limit=2)
    assert (page.items, page.truncated) == ((made[4], made[9]), True)
    rest = store.list_records("lab", fours, marker=page.next_marker)
    assert (rest.items, rest.truncated) == (tuple(made[14::5]), False)
    assert store.get(made[4].id) == made[4]
    assert store._drivers._mapping.local(made[0].id) is None


def test_a_marker_does_not_tell_the_local_id(opened):
    store = opened(lab="")
    for at in range(3):
        store.create("lab", f"n{at}", record_id=f"secret{at}")
    page = store.list_records("lab", limit=1)
    assert b"secret" not in base64.urlsafe_b64decode(page.next_marker + "==")
    names = [r.name for r in store.list_records("lab", marker=page.next_marker).items]
    assert names == ["n1", "n2"]


def test_a_record_that_nobody_mapped_gets_its_id_from_a_list(opened):
    store = opened(lab="")
    made = store.create("lab", "a")
    store._drivers._mapping.purge()
    with pytest.raises(NotFoundError):
        store.get(made.id)
    assert store.list_records("lab").items == (made,)
    assert store.get(made.id) == made


def test_the_default_drivers_ids_are_hidden_only_if_that_is_asked_for(opened):
    store = opened("[id_mapping]\nmap_default_driver = true\n")
    made = store.create("lab", "a", record_id="local")
    assert made.id == public_id_of("lab", "local")
    assert store.get(made.id) == made
    with pytest.raises(NotFoundError):
        store.get("local")


def test_without_scopes_and_mapping_there_need_be_no_table(opened):
    store = opened("[id_mapping]\nconnection = postgresql://127.0.0.1:9/nothing\n")
    made = store.create("lab", "a", record_id="mine")
    assert store.get("mine") == made


def test_without_a_default_driver_only_the_named_scopes_are_there(opened):
    store = opened("", "", lab="")
    made = store.create("lab", "a")
    assert store.list_scopes() == ("lab",)
    assert store.get(made.id) == made
    with pytest.raises(UnknownScopeError, match=r"'other': .*: lab"):
        store.create("other", "a")
    with pytest.raises(NotFoundError):
        store.get("other")


def test_a_driver_that_cannot_list_scopes_says_so(opened, silent_name):
    with pytest.raises(NotSupportedError):
        opened("", silent_name).list_scopes()


def test_a_bad_scope_file_is_named_and_spoils_nothing_else(opened):
    store = opened(lab="what = 3\n", other="", third="enable_unsupported = maybe\n")
    assert store.create("other", "a").name == "a"
    for scope in ("lab", "third"):
        with pytest.raises(ConfigurationError, match=rf"scopes/{scope}\.conf"):
            store.create(scope, "a")


def test_a_scopes_unknown_driver_is_named_with_its_file(configured, tmp_path):
    conf = configured(lab="")
    (tmp_path / "scopes" / "lab.conf").write_text("[DEFAULT]\ndriver = nothing\n")
    with pytest.raises(ConfigurationError, match=r"scopes/lab\.conf: .*nothing"):
        ScopeDrivers(conf).for_scope("lab")


def test_the_folder_of_scopes_must_be_there_and_have_scopes_names(configured, tmp_path):
    conf = configured()
    (tmp_path / "scopes" / "-odd.conf").touch()
    with pytest.raises(ConfigurationError, match=r"-odd\.conf: its name is not a scope's"):
        ScopeDrivers(conf)
    conf.set_override("scopes_path", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match=r"there is no folder .*nowhere"):
        ScopeDrivers(conf)


@pytest.mark.parametrize("scope", ["../refstore", "scopes/lab", "/etc/passwd", "lab.conf", ""])
def test_no_name_of_a_scope_leads_to_another_file(configured, scope):
    served = ScopeDrivers(configured(lab=""))
    assert served.for_scope(scope) is served.default


def test_each_driver_is_opened_once_for_all_threads_and_closed(configured, drivers):
    served = ScopeDrivers(configured(lab="", other=""))
    barrier = threading.Barrier(16)

    def ask(number: int) -> None:
        barrier.wait(30)
        served.for_scope(("lab", "other", "third")[number % 3])

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, range(16)))
    assert len(drivers) == 3
    served.close()
    assert all(driver.closed for driver in drivers)
    served.close()
