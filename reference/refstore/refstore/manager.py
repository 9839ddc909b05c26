# SPDX-License-Identifier: Apache-2.0
"""The store: what callers use, whatever the drivers are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from oslo_config import cfg

from refstore import paging
from refstore.caching import cache_for
from refstore.driver import StoreDriverV9
from refstore.errors import NotFoundError
from refstore.hints import Filter, Hints, Page, normalised
from refstore.listing import CHUNK, full_page
from refstore.records import (
    Changes,
    Record,
    Value,
    decoded,
    encoded,
    valid,
    valid_changes,
    valid_id,
    valid_name,
    valid_scope,
)
from refstore.scopes import ScopeDrivers


class StoreManager:
    """Creates, finds, changes, deletes and lists records. Threads may share it.

    What callers give is made regular and validated: any method may raise InvalidRecordError.
    Each may raise StoreUnavailableError, ConfigurationError if the driver of the scope cannot be
    opened, and UnknownScopeError.
    """

    def __init__(self, conf: cfg.ConfigOpts) -> None:
        self._drivers = ScopeDrivers(conf)
        self._records = cache_for("records", conf, encoded, decoded)
        self._named = cache_for("records", conf, str, str)
        self._list_limit: int = conf.list_limit

    def create(
        self,
        scope: str,
        name: str,
        attributes: Mapping[str, Value] | None = None,
        *,
        record_id: str | None = None,
    ) -> Record:
        """Store a new record and return it.

        Without ``record_id`` the id is random. In a scope whose ids are hidden ``record_id`` is
        the local one, and the record comes back with its public id.

        Raises ConflictError, RecordTooLargeError and OutcomeUnknownError.
        """
        new_id = uuid.uuid4().hex if record_id is None else record_id
        record = valid(Record(new_id, name, scope, attributes or {}))
        return self._drivers.for_scope(record.scope).create(record)

    def get(self, record_id: str) -> Record:
        """Return a record. Raises NotFoundError."""
        valid_id(record_id)
        return self._records.get_or_create(
            _id_key(record_id), lambda: self._drivers.for_id(record_id).get(record_id)
        )

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name. Raises NotFoundError."""
        scope, name = valid_scope(scope), valid_name(name)
        key = _name_key(scope, name)
        driver = self._drivers.for_scope(scope)
        found: list[Record] = []

        def read() -> str:
            found.append(driver.get_by_name(scope, name))
            return found[0].id

        record_id = self._named.get_or_create(key, read)
        record = found[0] if found else self._still_named(record_id, name)
        if record is None:
            self._named.invalidate(key)
            record = driver.get_by_name(scope, name)
        return record

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record and return its next revision; with ``revision``, only if it has that.

        Raises NotFoundError, RevisionMismatchError, ConflictError, RecordTooLargeError and
        OutcomeUnknownError.
        """
        changes = valid_changes(changes)
        with self._writing(record_id) as driver:
            return driver.update(record_id, changes, revision)

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record; with ``revision``, only if it has that.

        Raises NotFoundError, RevisionMismatchError and OutcomeUnknownError.
        """
        with self._writing(record_id) as driver:
            driver.delete(record_id, revision)

    def list_records(
        self,
        scope: str,
        filters: Iterable[Filter] = (),
        limit: int | None = None,
        marker: str | None = None,
    ) -> Page:
        """Return a page of a scope's records.

        It has as many records as the smallest of ``limit``, the driver's ``list_limit`` and the
        global one allows. It is truncated only if more follow, at ``next_marker``. Records come
        in order of their ids; of their local ids, where those are hidden.

        Raises InvalidLimitError and InvalidMarkerError.
        """
        scope, filters = valid_scope(scope), tuple(map(normalised, filters))
        Hints(filters, limit)
        driver = self._drivers.for_scope(scope)
        after = None if marker is None else paging.position_of(marker, scope, filters)
        page = full_page(driver, scope, Hints(filters, self._smallest(driver, limit), after))
        if page.next_marker is None:
            return page
        return Page(page.items, paging.marker_at(page.next_marker, scope, filters), truncated=True)

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records, sorted.

        Raises NotSupportedError if the default driver cannot tell.
        """
        default = self._drivers.default
        others = set(default.list_scopes()) if default else set()
        own = {*self._drivers.scopes}
        return tuple(sorted((others - own) | {scope for scope in own if self._is_used(scope)}))

    def purge(self, scope: str) -> int:
        """Delete all records of a scope, and return how many there were."""
        driver = self._drivers.for_scope(valid_scope(scope))
        ids = _ids(driver, scope) if self._records.is_on else ()
        cached = tuple(map(_id_key, ids))
        try:
            return driver.purge(scope)
        finally:
            self._records.invalidate(*cached)

    def close(self) -> None:
        """Close the drivers, and the caches."""
        self._drivers.close()
        self._records.close()
        self._named.close()

    def _is_used(self, scope: str) -> bool:
        return bool(full_page(self._drivers.for_scope(scope), scope, Hints(limit=1)).items)

    def _smallest(self, driver: StoreDriverV9, limit: int | None) -> int | None:
        return min(filter(None, (limit, driver.options.list_limit, self._list_limit)), default=None)

    def _still_named(self, record_id: str, name: str) -> Record | None:
        """Return the record that had the name, if it is still there and still has it."""
        try:
            record = self.get(record_id)
        except NotFoundError:
            return None
        return record if record.name == name else None

    @contextmanager
    def _writing(self, record_id: str) -> Iterator[StoreDriverV9]:
        """Give the driver of a record, and forget what was read of it, however the write ends.

        After a RevisionMismatchError callers read again; after an OutcomeUnknownError the write
        may be done.
        """
        driver = self._drivers.for_id(valid_id(record_id))
        try:
            yield driver
        finally:
            self._records.invalidate(_id_key(record_id))


def _ids(driver: StoreDriverV9, scope: str) -> Iterator[str]:
    after, more = None, True
    while more:
        page = full_page(driver, scope, Hints(limit=CHUNK, after=after))
        yield from (record.id for record in page.items)
        after, more = page.next_marker, page.truncated


def _id_key(record_id: str) -> str:
    return f"id:{record_id}"


def _name_key(scope: str, name: str) -> str:
    return f"name:{scope}:{name}"
