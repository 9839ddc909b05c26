# SPDX-License-Identifier: Apache-2.0
"""Three writers whose calls are done in any order, and of whom any may die: no name is had twice.

The engine is a dictionary with DynamoDB's two conditions. A schedule picks at random who makes
the next call. After each call, every record must be the holder of its name.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from refstore.errors import NotFoundError, RefstoreError
from refstore.records import Changes, Record
from refstore_dynamodb import claims
from refstore_dynamodb import driver as driver_module
from refstore_dynamodb.driver import DynamoDBDriver
from refstore_dynamodb.items import name_key

SCHEDULES = 200
"""Schedules of one test. Tens of thousands were tried once."""

IDS, NAMES = ("a", "b"), ("m", "n")


class Died(BaseException):
    """The end of a writer."""


class Dictionary:
    """As much of a table as the driver's writes need."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}

    def get_item(self, Key: Any, **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's
        item = self.items.get(Key["id"]["S"])
        return {"Item": item} if item else {}

    def put_item(self, Item: Any, **condition: Any) -> None:  # noqa: N803 - boto3's
        self._demand(Item["id"]["S"], condition)
        self.items[Item["id"]["S"]] = Item

    def delete_item(self, Key: Any, **condition: Any) -> None:  # noqa: N803 - boto3's
        self._demand(Key["id"]["S"], condition)
        self.items.pop(Key["id"]["S"], None)

    def transact_write_items(self, TransactItems: Any, **_: Any) -> None:  # noqa: N803 - boto3's
        kinds = {"Put": self.put_item, "Delete": self.delete_item}
        before = dict(self.items)
        try:
            for action in TransactItems:
                for kind, arguments in action.items():
                    kinds[kind](**arguments)
        except ClientError:
            self.items = before
            raise _refusal("TransactionCanceledException") from None

    def _demand(self, key: str, condition: dict[str, Any]) -> None:
        seen = condition.get("ExpressionAttributeValues", {}).get(":seen")
        if "ConditionExpression" in condition and self.items.get(key, {}).get("token") != seen:
            raise _refusal("ConditionalCheckFailedException")

    def demand_names_held(self) -> None:
        for item in self.items.values():
            if "scope" in item:
                claim = self.items[name_key(item["scope"]["S"], item["name"]["S"])]
                assert (claim["owner"], claim["token"]) == (item["id"], item["claim"])


def _refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "Write")


class Writer:
    """A driver in a thread of its own, which waits to be told before each of its calls."""

    def __init__(self, engine: Dictionary, options: Any, write: Callable[[Any], object]) -> None:
        self._engine, self._write = engine, write
        self._turn, self._waits = threading.Semaphore(0), threading.Semaphore(0)
        self._dies, self.ended = False, False
        self._driver = DynamoDBDriver(options)
        self._driver._table.client = self
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._waits.acquire()

    def step(self, dies: bool = False) -> None:
        self._dies = dies
        self._turn.release()
        self._waits.acquire()
        if self.ended:
            self._thread.join()

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self._waits.release()
            self._turn.acquire()
            if self._dies:
                raise Died
            return getattr(self._engine, name)(**arguments)

        return call

    def _run(self) -> None:
        with contextlib.suppress(RefstoreError, Died):
            self._write(self._driver)
        self.ended = True
        self._waits.release()


def any_write(chance: random.Random, ids: tuple[str, ...]) -> Callable[[Any], object]:
    record_id, name = chance.choice(ids), chance.choice(NAMES)
    return chance.choice(
        [
            lambda driver: driver.create(Record(record_id, name, "s")),
            lambda driver: driver.update(record_id, Changes(name=name)),
            lambda driver: driver.update(record_id, Changes(attributes={"x": 1})),
            lambda driver: driver.delete(record_id),
        ]
    )


def burst(engine: Dictionary, writer: Writer, chance: random.Random) -> None:
    """Let a writer go on for a while: often long enough to overtake one that waits."""
    for _ in range(chance.choice((1, 2, 12))):
        writer.step(dies=chance.random() < 0.02)
        engine.demand_names_held()
        if writer.ended:
            return


def run(chance: random.Random, ways: list[Any]) -> None:
    engine, writers, started = Dictionary(), [], 0
    ids = IDS[: chance.choice((1, 2))]
    while started < 8 or writers:
        if started < 8 and len(writers) < 3:
            writers.append(Writer(engine, chance.choice(ways), any_write(chance, ids)))
            started += 1
            continue
        burst(engine, chance.choice(writers), chance)
        writers = [each for each in writers if not each.ended]
    all_is_usable(engine, ways[0])


def all_is_usable(engine: Dictionary, options: Any) -> None:
    """Delete what there is, and demand that every name and id can be had."""
    driver: Any = DynamoDBDriver(options)
    driver._table.client = engine
    for record_id in IDS:
        with contextlib.suppress(NotFoundError):
            driver.delete(record_id)
    for record_id, name in zip(IDS, NAMES, strict=True):
        driver.create(Record(record_id, name, "s"))


@pytest.mark.parametrize("transactions", [[True], [False], [True, False]])
def test_no_schedule_lets_two_records_have_a_name(
    transactions: list[bool], options_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "PATIENCE", 0)
    monkeypatch.setattr(driver_module, "_LONGEST_PAUSE", 0)
    client = driver_module.client_for(options_for())
    monkeypatch.setattr(driver_module, "client_for", lambda _: client)
    ways = [options_for(transactions=each) for each in transactions]
    for seed in range(SCHEDULES):
        run(random.Random(seed), ways)
    client.close()
