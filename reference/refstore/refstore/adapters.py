# SPDX-License-Identifier: Apache-2.0
"""Adapters that let a driver of an older interface version serve the newest."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from refstore.driver import StoreDriverV8, StoreDriverV9
from refstore.errors import ConflictError, NotFoundError
from refstore.hints import Hints, Page, page_of
from refstore.records import Changes, Record

REVISION = "refstore:revision"
"""The attribute in which the adapter keeps the revision that version 8 does not know."""


class V8ToV9(StoreDriverV9):
    """Lets a driver of version 8 serve version 9.

    The lock makes an update with a revision safe between the threads of one process. Between
    processes it is not, so the adapter does not claim COMPARE_AND_SET.
    """

    def __init__(self, driver: StoreDriverV8) -> None:
        super().__init__(driver.options)
        self._driver = driver
        self._lock = threading.RLock()

    def create(self, record: Record) -> Record:
        """Store a new record, if nobody has its id or name."""
        with self._lock:
            self._demand_free(record.id)
            if any(other.name == record.name for other in self._all(record.scope)):
                raise ConflictError("name", record.name)
            return _record(self._driver.create_record(_written(replace(record, revision=1))))

    def get(self, record_id: str) -> Record:
        """Return a record."""
        return _record(self._driver.get_record(record_id))

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name, found among all of the scope."""
        for record in self._all(scope):
            if record.name == name:
                return record
        raise NotFoundError("name", name)

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record, if it still has the revision."""
        with self._lock:
            old = self.get(record_id).at(revision)
            new = old.changed(changes)
            if new.name != old.name and any(r.name == new.name for r in self._all(new.scope)):
                raise ConflictError("name", new.name)
            written = _written(new)
            kept = {key: written[key] for key in ("name", "attributes")}
            return _record(self._driver.update_record(record_id, kept))

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record, if it still has the revision."""
        with self._lock:
            self.get(record_id).at(revision)
            self._driver.delete_record(record_id)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page of all records of the scope."""
        return page_of(self._all(scope), hints)

    def _demand_free(self, record_id: str) -> None:
        try:
            self._driver.get_record(record_id)
        except NotFoundError:
            return
        raise ConflictError("id", record_id)

    def _all(self, scope: str) -> list[Record]:
        return [_record(data) for data in self._driver.list_all(scope)]


def _written(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "scope": record.scope,
        "attributes": {**record.attributes, REVISION: record.revision},
    }


def _record(data: dict[str, Any]) -> Record:
    attributes = dict(data["attributes"])
    revision = attributes.pop(REVISION, 1)
    return Record(data["id"], data["name"], data["scope"], MappingProxyType(attributes), revision)
