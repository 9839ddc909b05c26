# SPDX-License-Identifier: Apache-2.0
"""The kit itself: each requirement has a test, and drivers that break one are caught."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from refstore.conformance import REQUIREMENTS, ConcurrencyTests, Opening, StoreDriverV9Tests
from refstore.driver import Capability, StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, RevisionMismatchError
from refstore.hints import Page, page_of
from refstore.records import Changes, Record


class Plain(StoreDriverV9):
    """A driver with nothing wrong, in a dictionary."""

    CAPABILITIES = frozenset({Capability.COMPARE_AND_SET, Capability.CONSISTENT_LISTS})

    def __init__(self, options=None):
        super().__init__(options)
        self.records: dict[str, Record] = {}
        self.lock = threading.RLock()

    def create(self, record):
        record = replace(record, revision=1)
        with self.lock:
            if record.id in self.records:
                raise ConflictError("id", record.id)
            self._demand_free(record.scope, record.name)
            self.records[record.id] = record
            return record

    def get(self, record_id):
        with self.lock:
            if record_id not in self.records:
                raise NotFoundError("id", record_id)
            return self.records[record_id]

    def get_by_name(self, scope, name):
        with self.lock:
            for record in self.records.values():
                if (record.scope, record.name) == (scope, name):
                    return record
        raise NotFoundError("name", name)

    def update(self, record_id, changes, revision=None):
        with self.lock:
            old = self.expected(record_id, revision)
            if changes.name not in (None, old.name):
                self._demand_free(old.scope, changes.name)
            self.records[record_id] = old.changed(changes)
            return self.records[record_id]

    def delete(self, record_id, revision=None):
        with self.lock:
            self.expected(record_id, revision)
            del self.records[record_id]

    def list_records(self, scope, hints):
        with self.lock:
            return page_of([r for r in self.records.values() if r.scope == scope], hints)

    def expected(self, record_id, revision):
        old = self.get(record_id)
        if revision not in (None, old.revision):
            raise RevisionMismatchError(record_id, revision, old.revision)
        return old

    def _demand_free(self, scope, name):
        if any((r.scope, r.name) == (scope, name) for r in self.records.values()):
            raise ConflictError("name", name)


class PlainOpening(Opening):
    """Opens a driver class that no entry point announces."""

    def open(self):
        return MUTANTS[self.driver]()


class OverwritesIds(Plain):
    def create(self, record):
        with self.lock:
            self._demand_free(record.scope, record.name)
            self.records[record.id] = record
            return record


class AllowsNamesTwice(Plain):
    def _demand_free(self, scope, name):
        pass


class NamesAreGlobal(Plain):
    def _demand_free(self, scope, name):
        if any(r.name == name for r in self.records.values()):
            raise ConflictError("name", name)


class KeepsGivenRevision(Plain):
    def create(self, record):
        super().create(record)
        self.records[record.id] = record
        return record


class StartsAtZero(Plain):
    def create(self, record):
        self.records[record.id] = replace(super().create(record), revision=0)
        return self.records[record.id]


class LosesTypes(Plain):
    def create(self, record):
        texts = {key: str(value) for key, value in record.attributes.items()}
        super().create(replace(record, attributes=texts))
        return record


class ReturnsNothing(Plain):
    def get(self, record_id):
        return self.records.get(record_id)


class MergesAttributes(Plain):
    def update(self, record_id, changes, revision=None):
        if changes.attributes is not None:
            old = self.get(record_id).attributes
            changes = Changes(changes.name, {**old, **changes.attributes})
        return super().update(record_id, changes, revision)


class KeepsRevision(Plain):
    def update(self, record_id, changes, revision=None):
        with self.lock:
            new = super().update(record_id, changes, revision)
            self.records[record_id] = replace(new, revision=new.revision - 1)
            return self.records[record_id]


class IgnoresRevision(Plain):
    def update(self, record_id, changes, revision=None):
        return super().update(record_id, changes)


class DeletesAnyRevision(Plain):
    def delete(self, record_id, revision=None):
        super().delete(record_id)


class CreatesOnUpdate(Plain):
    def update(self, record_id, changes, revision=None):
        try:
            return super().update(record_id, changes, revision)
        except NotFoundError:
            return self.create(Record(record_id, changes.name or "", "one"))


class DeletesQuietly(Plain):
    def delete(self, record_id, revision=None):
        if record_id in self.records:
            super().delete(record_id, revision)


class FoldsNames(Plain):
    def get_by_name(self, scope, name):
        for record in self.records.values():
            if (record.scope, record.name.casefold()) == (scope, name.casefold()):
                return record
        raise NotFoundError("name", name)


class StripsNames(Plain):
    def create(self, record):
        return super().create(replace(record, name=record.name.strip()))


class ListsByName(Plain):
    def list_records(self, scope, hints):
        page = super().list_records(scope, hints)
        return replace(page, items=tuple(sorted(page.items, key=lambda r: r.name[::-1])))


class ListsAllScopes(Plain):
    def list_records(self, scope, hints):
        return page_of(list(self.records.values()), hints)


class CutsWithoutSaying(Plain):
    def list_records(self, scope, hints):
        page = super().list_records(scope, hints)
        return replace(page, truncated=False, next_marker=None)


class ExactLimitIsTruncated(Plain):
    def list_records(self, scope, hints):
        page = super().list_records(scope, hints)
        if hints.limit == len(page.items):
            return replace(page, truncated=True, next_marker=page.items[-1].id)
        return page


class IgnoresLimit(Plain):
    def list_records(self, scope, hints):
        return super().list_records(scope, replace(hints, limit=None))


class ClaimsFilters(Plain):
    def list_records(self, scope, hints):
        return super().list_records(scope, replace(hints, filters=()))


class LimitsBeforeFiltering(Plain):
    def list_records(self, scope, hints):
        page = super().list_records(scope, replace(hints, filters=()))
        kept = tuple(r for r in page.items if all(f.matches(r) for f in hints.filters))
        return Page(kept)


class SkipsAfter(Plain):
    def list_records(self, scope, hints):
        if hints.after is not None and hints.after not in self.records:
            return Page(())
        return super().list_records(scope, hints)


class PurgesAll(Plain):
    def purge(self, scope):
        count = super().purge(scope)
        self.records.clear()
        return count


class ScopesUnsorted(Plain):
    def list_scopes(self):
        return tuple(sorted({r.scope for r in self.records.values()}, reverse=True))


class LosesUpdates(Plain):
    def update(self, record_id, changes, revision=None):
        old = self.expected(record_id, revision)
        threading.Event().wait(0.001)
        self.records[record_id] = old.changed(changes)
        return self.records[record_id]


class RenamesLate(Plain):
    def get_by_name(self, scope, name):
        found = super().get_by_name(scope, name)
        if found.revision > 1:
            raise NotFoundError("name", name)
        return found


class AlwaysIll(Plain):
    def check_engine(self):
        return ("something",)


class TakesLittle(Plain):
    def create(self, record):
        if len(str(record)) > 20_000:
            raise ConflictError("size", record.id)
        return super().create(record)


BROKEN = {
    OverwritesIds: "store.create.id_taken",
    AllowsNamesTwice: "store.create.name_taken",
    NamesAreGlobal: "store.create.scopes_apart",
    KeepsGivenRevision: "store.create.revision",
    StartsAtZero: "store.create.revision",
    LosesTypes: "store.get.whole",
    ReturnsNothing: "store.get.unknown",
    MergesAttributes: "store.update.parts",
    KeepsRevision: "store.update.revision",
    IgnoresRevision: "store.update.compare_and_set",
    DeletesAnyRevision: "store.delete.compare_and_set",
    CreatesOnUpdate: "store.update.unknown",
    DeletesQuietly: "store.delete.unknown",
    FoldsNames: "store.names.exact",
    StripsNames: "store.names.exact",
    ListsByName: "store.list.order",
    ListsAllScopes: "store.list.scope",
    CutsWithoutSaying: "store.list.truncation",
    ExactLimitIsTruncated: "store.list.exact_limit",
    IgnoresLimit: "store.list.limit",
    ClaimsFilters: "store.list.filters",
    LimitsBeforeFiltering: "store.list.filters_and_limit",
    SkipsAfter: "store.list.after",
    PurgesAll: "store.purge.scope",
    ScopesUnsorted: "store.scopes.listed",
    LosesUpdates: "store.threads",
    RenamesLate: "store.update.rename",
    AlwaysIll: "store.engine.healthy",
    TakesLittle: "store.size.plain",
}
MUTANTS = {"Plain": Plain} | {mutant.__name__: mutant for mutant in BROKEN}


class TestPlain(StoreDriverV9Tests, ConcurrencyTests):
    """A driver with nothing wrong passes."""

    @pytest.fixture
    def opening(self):
        return PlainOpening("Plain", {})


def test_every_requirement_has_a_test():
    tested = {r.id for _, test in _tests() for r in test.requirements}
    assert tested == set(REQUIREMENTS)


@pytest.mark.parametrize(("mutant", "requirement"), BROKEN.items(), ids=str)
def test_a_broken_driver_is_caught(mutant: type[Plain], requirement: str):
    caught = [
        name
        for name, test in _tests()
        if requirement in {r.id for r in test.requirements}
        for arguments in _arguments(test)
        if _fails(test, mutant, arguments)
    ]
    assert caught


def _tests() -> Iterator[tuple[str, Callable[..., None]]]:
    for kit in (StoreDriverV9Tests, ConcurrencyTests):
        yield from (
            (name, test) for name, test in inspect.getmembers(kit) if name.startswith("test_")
        )


def _arguments(test: Callable[..., None]) -> list[tuple[object, ...]]:
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            return [(value,) for value in mark.args[1]]
    return [()]


def _fails(test: Callable[..., None], mutant: type[Plain], arguments: tuple[object, ...]) -> bool:
    names = inspect.signature(test).parameters
    given = {"driver": mutant(), "opening": PlainOpening(mutant.__name__, {})}
    kit = type("Kit", (StoreDriverV9Tests, ConcurrencyTests), {"eventually": _at_once})()
    try:
        test(kit, *(given[name] for name in names if name in given), *arguments)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - any failure catches it
        return True
    return False


@staticmethod
def _at_once(driver: StoreDriverV9, holds: Callable[[], bool]) -> None:
    assert holds()
