# SPDX-License-Identifier: Apache-2.0
"""Stores over drivers that are dictionaries."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from refstore.database import engine_for
from refstore.driver import StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, RecordTooLargeError, RevisionMismatchError
from refstore.hints import page_of
from refstore.manager import StoreManager
from refstore.options import load
from refstore.tables import METADATA


class DictDriver(StoreDriverV9):
    """Keeps records in a dictionary, and counts what it is asked for."""

    opened: list[DictDriver] = []  # noqa: RUF012 - emptied by a fixture

    def __init__(self, options):
        super().__init__(options)
        self.records = {}
        self.calls = Counter()
        self.fails_after = None
        self.closed = False
        self.opened.append(self)

    def create(self, record):
        if record.id in self.records:
            raise ConflictError("id", record.id)
        self._claim(record.scope, record.name)
        if len(record.name) > 100:
            raise RecordTooLargeError(record.id, 101, 100)
        self.records[record.id] = record
        return record

    def get(self, record_id):
        self.calls["get"] += 1
        if record_id not in self.records:
            raise NotFoundError("id", record_id)
        return self.records[record_id]

    def get_by_name(self, scope, name):
        self.calls["get_by_name"] += 1
        for record in self.records.values():
            if (record.scope, record.name) == (scope, name):
                return record
        raise NotFoundError("name", name)

    def update(self, record_id, changes, revision=None):
        old = self.get(record_id)
        if revision not in (None, old.revision):
            raise RevisionMismatchError(record_id, revision, old.revision)
        if changes.name and changes.name != old.name:
            self._claim(old.scope, changes.name)
        self.records[record_id] = old.changed(changes)
        if self.fails_after:
            raise self.fails_after
        return self.records[record_id]

    def delete(self, record_id, revision=None):
        self.get(record_id)
        del self.records[record_id]

    def list_records(self, scope, hints):
        self.calls["list"] += 1
        return page_of((r for r in self.records.values() if r.scope == scope), hints)

    def list_scopes(self):
        return tuple(sorted({record.scope for record in self.records.values()}))

    def close(self):
        self.closed = True

    def _claim(self, scope, name):
        if any((r.scope, r.name) == (scope, name) for r in self.records.values()):
            raise ConflictError("name", name)


class SilentDriver(DictDriver):
    """One that cannot list its scopes, and leaves all filters to its caller."""

    list_scopes = StoreDriverV9.list_scopes

    def list_records(self, scope, hints):
        page = super().list_records(scope, replace(hints, filters=()))
        return replace(page, unsatisfied=hints.filters)


DRIVER = f"{__name__}:DictDriver"
SILENT = f"{__name__}:SilentDriver"


@pytest.fixture(scope="session")
def dict_driver():
    """Return the driver's class."""
    return DictDriver


@pytest.fixture(scope="session")
def dict_name():
    """Return the name by which the driver is loaded."""
    return DRIVER


@pytest.fixture(scope="session")
def silent_name():
    """Return the name of a driver that cannot list its scopes, and serves the named scopes."""
    return SILENT


@pytest.fixture
def drivers():
    """Return the drivers that were opened in the test, in turn."""
    DictDriver.opened.clear()
    return DictDriver.opened


@pytest.fixture
def configured(tmp_path, drivers):
    """Return a function that makes a configuration, with files for the scopes that it names."""
    engine = engine_for(f"sqlite:///{tmp_path}/refstore.db")
    METADATA.create_all(engine)
    (tmp_path / "scopes").mkdir()

    def configure(text: str = "", driver: str = DRIVER, **scopes: str):
        for scope, more in scopes.items():
            (tmp_path / "scopes" / f"{scope}.conf").write_text(
                f"[DEFAULT]\ndriver = {SILENT}\n{more}"
            )
        file = tmp_path / "refstore.conf"
        file.write_text(
            f"[DEFAULT]\ndriver = {driver}\nstate_path = {tmp_path}\n"
            f"scopes_path = {tmp_path}/scopes\n{text}"
        )
        return load([str(file)])

    yield configure
    engine.dispose()


@pytest.fixture
def opened(configured):
    """Return a function that opens a store, closed at the end."""
    stores = []

    def open_(*arguments: str, **scopes: str) -> StoreManager:
        stores.append(StoreManager(configured(*arguments, **scopes)))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(opened):
    """Return a store with one driver."""
    return opened()
