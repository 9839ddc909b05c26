# SPDX-License-Identifier: Apache-2.0
"""The history of writes finds what stores lose or leave by halves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from refstore.conformance.history import History, Outcome
from refstore.conformance.writers import live, writers
from refstore.driver import StoreDriverV9
from refstore.errors import (
    ConflictError,
    NotFoundError,
    OutcomeUnknownError,
    StoreUnavailableError,
)
from refstore.hints import Hints, Page, page_of
from refstore.records import Changes, Record

RECORD = Record("a", "name", "one")


class Memory(StoreDriverV9):
    """Keeps records and names in dictionaries. Fails as the test says, before or after."""

    def __init__(self) -> None:
        super().__init__(None)
        self.records: dict[str, Record] = {}
        self.names: dict[str, str] = {}
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def create(self, record: Record) -> Record:
        self.before()
        self.records[record.id] = record
        self.names[record.name] = record.id
        self.after()
        return record

    def get(self, record_id: str) -> Record:
        return self._of(self.records, record_id)

    def get_by_name(self, scope: str, name: str) -> Record:
        return Record(self._of(self.names, name), name, scope)

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        old = self.get(record_id)
        self.delete(record_id)
        return self.create(old.changed(changes))

    def delete(self, record_id: str, revision: int | None = None) -> None:
        del self.names[self.records.pop(record_id).name]

    def list_records(self, scope: str, hints: Hints) -> Page:
        return page_of(self.records.values(), hints)

    @staticmethod
    def _of(found: dict[str, str] | dict[str, Record], key: str) -> object:
        if key not in found:
            raise NotFoundError("key", key)
        return found[key]


def fail(error: type[StoreUnavailableError]) -> Callable[[], None]:
    def raise_it() -> None:
        raise error("memory", "it fails")

    return raise_it


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def history() -> History:
    return History()


def create(memory: Memory, history: History) -> None:
    with history.writing("a", RECORD):
        memory.create(RECORD)


def test_what_is_acknowledged_must_be_there(memory: Memory, history: History) -> None:
    create(memory, history)
    assert history.faults(memory) == []
    del memory.records["a"], memory.names["name"]
    (fault,) = history.faults(memory)
    assert fault.startswith("a is None, not one of (Record(")


def test_what_is_refused_must_not_be_there(memory: Memory, history: History) -> None:
    memory.before = fail(StoreUnavailableError)
    create(memory, history)
    assert history.faults(memory) == []
    assert history.count(Outcome.REFUSED) == 1
    memory.before = lambda: None
    memory.create(RECORD)
    assert history.faults(memory)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_unknown_may_be_there_or_not(memory: Memory, history: History, when: str) -> None:
    setattr(memory, when, fail(OutcomeUnknownError))
    create(memory, history)
    assert history.faults(memory) == []
    assert not history.is_sure("a")


def test_halves_are_found(memory: Memory, history: History) -> None:
    memory.after = fail(OutcomeUnknownError)
    create(memory, history)
    del memory.names["name"]
    assert history.faults(memory) == ["the name 'name' leads to None, not a"]
    memory.names["name"] = memory.records.pop("a").id
    assert history.faults(memory) == ["the name 'name' leads to a, not None"]


def test_other_errors_are_the_callers(memory: Memory, history: History) -> None:
    with pytest.raises(ConflictError), history.writing("a", RECORD):
        raise ConflictError("id", "a")


def test_waiting_ends(history: History) -> None:
    with pytest.raises(TimeoutError, match="no 1 acknowledged writes within 0"):
        history.wait_for(1, 0)


def test_writers_write_and_what_they_did_not_expect_is_raised(
    memory: Memory, history: History
) -> None:
    with writers(memory, history, threads=1):
        history.wait_for(20, 10)
    assert history.faults(memory) == []
    memory.records.clear()
    memory.create = None  # type: ignore[assignment,method-assign]
    with pytest.raises(TypeError), writers(memory, history, threads=1):
        pass


def test_a_life_ends_where_its_outcome_is_unknown(memory: Memory, history: History) -> None:
    memory.after = fail(OutcomeUnknownError)
    live(memory, history, 1)
    assert (history.count(Outcome.UNKNOWN), history.count(Outcome.ACKNOWLEDGED)) == (1, 0)
