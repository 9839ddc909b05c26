# SPDX-License-Identifier: Apache-2.0
"""The key-value driver, on the backends that need no engine."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests
from refstore.conformance.values import record
from refstore.errors import OutcomeUnknownError, StoreUnavailableError
from refstore.hints import Hints
from refstore.records import Changes


class TestMemory(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self):
        return Opening("kv", {})


class TestFile(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, tmp_path):
        return Opening("kv", {"backend": "file", "url": str(tmp_path / "records")})


def test_a_new_record_is_revision_1_whatever_it_was_elsewhere():
    driver = Opening("kv", {}).open()
    assert driver.create(replace(record("a"), revision=7)) == record("a") == driver.get("a")


def test_the_ids_of_what_expired_do_not_stay(monkeypatch):
    monkeypatch.setattr("refstore.drivers.kv._PRUNED_FROM", 4)
    driver = Opening("kv", {"time_to_live": 1, "no_expiry_keys": "b"}).open()
    for record_id in "abcd":
        driver.create(record(record_id))
    time.sleep(1.1)
    driver.create(record("e"))
    assert driver._sorted("ids:one") == ["b", "e"]
    assert [r.id for r in driver.list_records("one", Hints()).items] == ["b", "e"]


def test_two_purges_at_once_both_end_well(monkeypatch):
    driver = Opening("kv", {}).open()
    for record_id in "abc":
        driver.create(record(record_id))
    delete = driver.delete

    def delete_behind_another(record_id):
        if record_id != "b":
            delete(record_id)
        delete(record_id)

    monkeypatch.setattr(driver, "delete", delete_behind_another)
    assert driver.purge("one") == 1
    assert not driver.list_records("one", Hints()).items


WRITES = {
    "create": lambda driver: driver.create(record("b")),
    "update": lambda driver: driver.update("a", Changes(name="other")),
    "delete": lambda driver: driver.delete("a"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_an_engine_that_fails_tells_what_is_known_of_the_write(write, monkeypatch):
    """Each call that changes the engine fails once: before the record's, nothing was written."""
    told = []
    for fails in range(9):
        driver = Opening("kv", {}).open()
        driver.create(record("a"))
        touched = _failing(driver, fails, monkeypatch)
        try:
            write(driver)
        except StoreUnavailableError as error:
            told.append(isinstance(error, OutcomeUnknownError))
            assert told[-1] == any(key.startswith("record:") for key in touched)
    assert told == sorted(told)
    assert told[-1]


def _failing(driver, fails, monkeypatch):
    """Let one of the changes fail; return the keys of those that were tried."""
    store, touched = driver._store, []

    def failing(change):
        def call(key, *value):
            touched.append(key)
            if len(touched) > fails:
                raise StoreUnavailableError("memory", "it is away")
            change(key, *value)

        return call

    for name in ("set", "delete"):
        monkeypatch.setattr(store, name, failing(getattr(store, name)))
    return touched
