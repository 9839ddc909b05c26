# SPDX-License-Identifier: Apache-2.0
"""Random calls, made of a driver and of a dictionary."""

from __future__ import annotations

import random

import pytest

from refstore.conformance.base import DriverTests
from refstore.conformance.requirements import checks
from refstore.driver import StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, RefstoreError, RevisionMismatchError
from refstore.records import Changes, Record


class RandomCallTests(DriverTests):
    """Whatever the sequence of calls, a store does what a dictionary would do."""

    @checks("store.model")
    @pytest.mark.parametrize("seed", range(3))
    def test_calls_do_what_a_dictionary_would(self, driver: StoreDriverV9, seed: int) -> None:
        choice = random.Random(seed)
        model: dict[str, Record] = {}
        for _ in range(60):
            call = _random_call(choice)
            assert _outcome(call, driver) == _outcome(call, _Dictionary(model))
        for scope in ("one", "two"):
            ids = sorted(r.id for r in model.values() if r.scope == scope)
            self.lists(driver, scope, ids)


class _Dictionary:
    """What a store is, said in the plainest way: the oracle for random calls."""

    def __init__(self, records: dict[str, Record]) -> None:
        self.records = records

    def create(self, new: Record) -> Record:
        if new.id in self.records:
            raise ConflictError("id", new.id)
        self._free(new.scope, new.name)
        self.records[new.id] = new
        return new

    def get(self, record_id: str) -> Record:
        if record_id not in self.records:
            raise NotFoundError("id", record_id)
        return self.records[record_id]

    def get_by_name(self, scope: str, name: str) -> Record:
        for each in self.records.values():
            if (each.scope, each.name) == (scope, name):
                return each
        raise NotFoundError("name", name)

    def update(self, record_id: str, changes: Changes, revision: int | None) -> Record:
        old = self._expected(record_id, revision)
        if changes.name not in (None, old.name):
            self._free(old.scope, str(changes.name))
        self.records[record_id] = old.changed(changes)
        return self.records[record_id]

    def delete(self, record_id: str, revision: int | None) -> None:
        self._expected(record_id, revision)
        del self.records[record_id]

    def _expected(self, record_id: str, revision: int | None) -> Record:
        old = self.get(record_id)
        if revision not in (None, old.revision):
            raise RevisionMismatchError(record_id, int(revision or 0))
        return old

    def _free(self, scope: str, name: str) -> None:
        if any((r.scope, r.name) == (scope, name) for r in self.records.values()):
            raise ConflictError("name", name)


_Call = tuple[str, tuple[object, ...]]


def _random_call(choice: random.Random) -> _Call:
    record_id, name = choice.choice("abcd"), choice.choice(["x", "y", "X"])
    scope, revision = choice.choice(["one", "two"]), choice.choice([None, None, 1, 2])
    changes = Changes(choice.choice([None, name]), choice.choice([None, {"n": choice.random()}]))
    return choice.choice(
        [
            ("create", (Record(record_id, name, scope),)),
            ("get", (record_id,)),
            ("get_by_name", (scope, name)),
            ("update", (record_id, changes, revision)),
            ("delete", (record_id, revision)),
        ]
    )


def _outcome(call: _Call, store: object) -> object:
    method, arguments = call
    try:
        return getattr(store, method)(*arguments)
    except ConflictError as error:
        return type(error), error.what, error.key
    except RefstoreError as error:
        return type(error)
