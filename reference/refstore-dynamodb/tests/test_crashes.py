# SPDX-License-Identifier: Apache-2.0
"""A writer dies before or after each of its calls: nothing is half there, and all of it heals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from refstore.conformance import Opening
from refstore.errors import ConflictError, NotFoundError
from refstore.hints import Hints
from refstore.records import Changes, Record
from refstore_dynamodb import claims
from refstore_dynamodb.driver import DynamoDBDriver

pytestmark = pytest.mark.engines

LONGEST = 12
"""More calls than any write takes."""


class Died(BaseException):
    """The end of the process, as far as the driver can see."""


class Dying:
    """A client that dies at its n-th call: before it is sent, or when it is done."""

    def __init__(self, client: Any, calls: int, done: bool) -> None:
        self._client, self._calls, self._done = client, calls, done

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        if name in ("meta", "close"):
            return call

        def counted(**arguments: Any) -> Any:
            self._calls -= 1
            if self._calls < 0 or (self._calls == 0 and not self._done):
                raise Died
            answer = call(**arguments)
            if self._calls == 0:
                raise Died
            return answer

        return counted


@pytest.fixture
def driver(way: Opening, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(claims, "PATIENCE", 0.001)
    driver = way.open()
    yield driver
    driver.close()


def dies(driver: Any, calls: int, done: bool, write: Callable[[], object]) -> bool:
    """Let the driver die at a call of a write; tell whether it did not come so far."""
    table = driver._table
    client, table.client = table.client, Dying(table.client, calls, done)
    try:
        write()
    except Died:
        return False
    finally:
        table.client = client
    return True


def whole(driver: DynamoDBDriver, *ids: str) -> dict[str, str]:
    """Return the names of the records that there are, having looked in each way."""
    found = {record.id: record for record in driver.list_records("s", Hints()).items}
    for record_id in ids:
        try:
            assert driver.get(record_id) == found[record_id]
        except NotFoundError:
            assert record_id not in found
    for record in found.values():
        assert driver.get_by_name("s", record.name) == record
    return {record.id: record.name for record in found.values()}


def usable(driver: DynamoDBDriver, names: dict[str, str], wanted: set[str]) -> None:
    """Demand that each name that nobody has can be had, and each other cannot, and so with ids."""
    for name in sorted(wanted - set(names.values())):
        with pytest.raises(NotFoundError):
            driver.get_by_name("s", name)
        driver.create(Record(f"new-{name}", name, "s"))
    for name in names.values():
        with pytest.raises(ConflictError):
            driver.create(Record("other", name, "s"))
    for number, record_id in enumerate(("a", "b")):
        if record_id in names:
            driver.delete(record_id)
        driver.create(Record(record_id, f"again {number}", "s"))
    driver.purge("s")
    left = driver._table.client.scan(TableName=driver._table.name, ConsistentRead=True)["Items"]
    assert [item for item in left if "scope" in item] == []


STATES = {
    "create": (
        lambda driver: driver.create(Record("a", "old", "s")),
        ({}, {"a": "old"}),
        lambda driver: None,
    ),
    "rename": (
        lambda driver: driver.update("a", Changes(name="new")),
        ({"a": "old"}, {"a": "new"}),
        lambda driver: driver.create(Record("a", "old", "s")),
    ),
    "update": (
        lambda driver: driver.update("a", Changes(attributes={"x": 1})),
        ({"a": "old"},),
        lambda driver: driver.create(Record("a", "old", "s")),
    ),
    "delete": (
        lambda driver: driver.delete("a"),
        ({"a": "old"}, {}),
        lambda driver: driver.create(Record("a", "old", "s")),
    ),
}


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("operation", STATES)
def test_a_death_at_any_call_leaves_no_half(driver: Any, operation: str, done: bool) -> None:
    write, allowed, prepare = STATES[operation]
    for calls in range(1, LONGEST):
        prepare(driver)
        if dies(driver, calls, done, lambda: write(driver)):
            break
        names = whole(driver, "a", "b")
        assert names in allowed
        usable(driver, names, {"old", "new"})
    else:
        pytest.fail(f"no write takes {LONGEST} calls")
    assert calls > 1


@pytest.mark.parametrize("first", range(1, 4))
def test_a_death_while_taking_over_from_the_dead(driver: Any, first: int) -> None:
    for second in range(1, LONGEST):
        dies(driver, first, True, lambda: driver.create(Record("a", "old", "s")))
        if not whole(driver, "a", "b"):
            dies(driver, second, True, lambda: driver.create(Record("b", "old", "s")))
        names = whole(driver, "a", "b")
        assert names in ({}, {"a": "old"}, {"b": "old"})
        usable(driver, names, {"old"})


def test_a_writer_that_was_taken_for_dead_fails(driver: Any) -> None:
    """Another takes the name between each two calls of a writer that goes on afterwards."""

    def rename() -> None:
        driver.update("a", Changes(name="wanted"))

    _taken_between_calls(driver, rename, {"a": "first", "b": "wanted"}, [Record("a", "first", "s")])


def test_a_creator_that_was_taken_for_dead_fails(driver: Any) -> None:
    def create() -> None:
        driver.create(Record("a", "wanted", "s"))

    _taken_between_calls(driver, create, {"b": "wanted"}, [])


def _taken_between_calls(
    driver: Any, write: Callable[[], None], lost: dict[str, str], before: list[Record]
) -> None:
    """Write, with another taking the name after each number of calls; ``lost`` is then left."""
    for calls in range(1, LONGEST):
        for record in before:
            driver.create(record)
        stopped = _Interrupted(driver, calls, lambda: _try_create(driver, "b"))
        try:
            write()
        except ConflictError:
            assert whole(driver, "a", "b") == lost
        else:
            assert whole(driver, "a", "b") == {"a": "wanted"}
        stopped.end()
        driver.purge("s")
        if not stopped.interrupted:
            break
    else:
        pytest.fail(f"no write takes {LONGEST} calls")


def _try_create(driver: DynamoDBDriver, record_id: str) -> None:
    try:
        driver.create(Record(record_id, "wanted", "s"))
    except ConflictError as error:
        assert error.what == "name"


class _Interrupted:
    """Does something else after the n-th call of a driver's client."""

    def __init__(self, driver: Any, calls: int, other: Callable[[], None]) -> None:
        self._table, self._client = driver._table, driver._table.client
        self._calls, self._other, self.interrupted = calls, other, False
        self._table.client = self

    def end(self) -> None:
        self._table.client = self._client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def counted(**arguments: Any) -> Any:
            answer = call(**arguments)
            self._calls -= 1
            if self._calls == 0:
                self.interrupted = True
                self._other()
            return answer

        return counted
