# SPDX-License-Identifier: Apache-2.0
"""The drivers over plain files: conformance, and what is special to files."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests
from refstore.conformance.values import record
from refstore.driver import Capability
from refstore.errors import StoreUnavailableError
from refstore.hints import Hints

WRITER = """
import sys
from refstore.conformance import Opening
from refstore.conformance.values import record
driver = Opening("journal", {"path": sys.argv[1]}).open()
for number in range(100_000):
    driver.create(record(f"id{number:06}", attributes={"text": "x" * 5000}))
    print(number, flush=True)
"""


class TestJournal(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, tmp_path):
        return Opening("journal", {"path": str(tmp_path / "journal"), "sync": False})


class TestJSONFile(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, tmp_path):
        return Opening("jsonfile", {"path": str(tmp_path / "records.json")})


class TestShelf(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, tmp_path):
        return Opening("shelf", {"path": str(tmp_path / "shelf")})


@pytest.mark.parametrize("name", ["jsonfile", "shelf"])
def test_the_adapter_claims_nothing_that_version_8_does_not_promise(name, tmp_path):
    driver = Opening(name, {"path": str(tmp_path / "x")}).open()
    assert Capability.COMPARE_AND_SET not in driver.CAPABILITIES


@pytest.mark.parametrize("name", ["journal", "jsonfile"])
def test_a_new_record_is_revision_1_whatever_it_was_elsewhere(name, tmp_path):
    driver = Opening(name, {"path": str(tmp_path / "x")}).open()
    assert driver.create(replace(record("a"), revision=7)) == record("a") == driver.get("a")


@pytest.mark.parametrize("keep", [1, 5, 12, 30, -1])
def test_what_a_killed_writer_left_of_a_line_is_cut_off(tmp_path, keep):
    path = tmp_path / "journal"
    opening = Opening("journal", {"path": str(path)})
    opening.open().create(record("a"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:keep])
    driver = opening.open()
    assert [r.id for r in driver.list_records("one", Hints()).items] == ["a"]
    driver.create(record("b"))
    assert [r.id for r in opening.open().list_records("one", Hints()).items] == ["a", "b"]
    assert path.read_bytes().count(b"\n") == 2


def test_a_damaged_line_is_told_and_nothing_is_written(tmp_path):
    path = tmp_path / "journal"
    opening = Opening("journal", {"path": str(path)})
    opening.open().create(record("a"))
    path.write_bytes(path.read_bytes().replace(b"name of a", b"name of b"))
    damaged = path.read_bytes()
    with pytest.raises(StoreUnavailableError, match="damaged at byte 0"):
        opening.open().create(record("b"))
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b""), Path.unlink])
def test_a_journal_that_was_cut_is_told_and_nothing_is_written(tmp_path, damage):
    path = tmp_path / "journal"
    driver = Opening("journal", {"path": str(path)}).open()
    driver.create(record("a"))
    damage(path)
    for call in (lambda: driver.get("a"), lambda: driver.create(record("b"))):
        with pytest.raises(StoreUnavailableError, match="cut or removed"):
            call()
    assert not path.exists() or path.read_bytes() == b""


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", "[1]", '{"a": 1}', '{"a": {}}', '{"a": {"id": "a"}}', "\x80"]
)
def test_a_file_that_is_not_jsonfiles_is_told_and_stays(tmp_path, text):
    path = tmp_path / "records.json"
    path.write_text(text, encoding="latin-1")
    driver = Opening("jsonfile", {"path": str(path)}).open()
    calls = (lambda: driver.list_records("one", Hints()), lambda: driver.create(record("a")))
    for call in calls:
        with pytest.raises(StoreUnavailableError, match="it is damaged"):
            call()
    assert path.read_text(encoding="latin-1") == text


def test_a_killed_writer_loses_nothing_that_it_was_told(tmp_path):
    path = str(tmp_path / "journal")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True
    )
    with writer:
        for line in writer.stdout:
            if int(line) == 50:
                writer.send_signal(signal.SIGKILL)
                break
    driver = Opening("journal", {"path": path}).open()
    found = [r.id for r in driver.list_records("one", Hints()).items]
    assert found[:51] == [f"id{number:06}" for number in range(51)]
    assert all(
        r.attributes["text"] == "x" * 5000 for r in driver.list_records("one", Hints()).items
    )


@pytest.mark.parametrize("name", ["journal", "jsonfile", "shelf"])
def test_a_folder_that_is_not_there_is_told(name, tmp_path):
    driver = Opening(name, {"path": str(tmp_path / "no" / "store")}).open()
    with pytest.raises(StoreUnavailableError, match="No such file"):
        driver.create(record("a"))
