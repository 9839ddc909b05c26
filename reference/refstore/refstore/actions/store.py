# SPDX-License-Identifier: Apache-2.0
"""Records in a store, as its drivers keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from refstore.actions.data_driver import DataDriver, Use, Written
from refstore.actions.errors import ConflictingRecordsError, InvalidDataError
from refstore.driver import StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, NotSupportedError, RefstoreError
from refstore.hints import Hints
from refstore.listing import CHUNK, full_page
from refstore.local_drivers import LocalDrivers
from refstore.options import load
from refstore.records import Record, encoded

_GROWTH = 3
"""How many bytes an engine takes for one of a line of JSON, its indexes included, at most."""


class Store(DataDriver):
    """A store, by its configuration file; that of the command unless one is named."""

    _opened: LocalDrivers | None = None

    def validate(self, use: Use) -> None:  # noqa: ARG002
        """Raise InvalidDataError for each driver that cannot be opened or lacks something."""
        try:
            scopes = self._drivers.scopes
        except RefstoreError as error:
            raise InvalidDataError([str(error)]) from error
        if faults := [fault for scope in scopes for fault in self._faults(scope)]:
            raise InvalidDataError(faults)

    def read(self, scopes: Sequence[str] | None = None) -> Iterator[Record]:
        """Yield records by scope and id, a page at a time.

        Raises NotSupportedError if no scopes are named and the default driver cannot tell them.
        """
        for scope in self._all_scopes() if scopes is None else scopes:
            yield from _records(self._drivers.driver(scope), scope)

    def write(self, records: Iterable[Record]) -> Written:
        """Store what is not there yet; revisions begin anew at 1.

        Raises ConflictingRecordsError, RecordTooLargeError and what else drivers raise. What was
        stored before stays, and is passed over the next time.
        """
        counts = {True: 0, False: 0}
        for record in records:
            counts[self._created(record)] += 1
        return Written(new=counts[True], same=counts[False])

    def conflicts(self, records: Iterable[Record]) -> Iterator[str]:
        """Yield which records have an id or a name that another one in the store has."""
        for record in records:
            driver = self._drivers.driver(record.scope)
            try:
                yield from _conflict(record, driver.get(record.id))
            except NotFoundError:
                yield from _named(driver, record)

    def room_needed(self, size: int) -> Mapping[Path, int]:
        """Return what the drivers' files on this machine may grow by.

        Each may get all of the records.
        """
        drivers = [self._drivers.driver(scope) for scope in self._drivers.scopes]
        files = [file for driver in drivers if (file := _file(driver.options))]
        return {file.absolute().parent: size * _GROWTH for file in files}

    def close(self) -> None:
        """Close the drivers that were opened."""
        if self._opened:
            self._opened.close()

    @property
    def _drivers(self) -> LocalDrivers:
        if self._opened is None:
            self._opened = LocalDrivers(load([self.location]) if self.location else self._conf)
        return self._opened

    def _all_scopes(self) -> tuple[str, ...]:
        try:
            return self._drivers.list_scopes()
        except NotSupportedError as error:
            advice = "list its scopes: name them in the parameter scopes"
            raise NotSupportedError(advice) from error

    def _faults(self, scope: str) -> tuple[str, ...]:
        try:
            return self._drivers.driver(scope).check_engine()
        except RefstoreError as error:
            return (str(error),)

    def _created(self, record: Record) -> bool:
        """Store a record and return true, or false if it was there and equal."""
        driver = self._drivers.driver(record.scope)
        try:
            driver.create(replace(record, revision=1))
        except ConflictError as error:
            if found := [*self.conflicts([record])]:
                raise ConflictingRecordsError(found) from error
            return False
        return True


def content(record: Record) -> str:
    """Return all of a record but its revision, which begins anew in another store."""
    return encoded(replace(record, revision=1))


def _records(driver: StoreDriverV9, scope: str) -> Iterator[Record]:
    after, more = None, True
    while more:
        page = full_page(driver, scope, Hints(limit=CHUNK, after=after))
        yield from page.items
        after, more = page.next_marker, page.truncated


def _named(driver: StoreDriverV9, record: Record) -> Iterator[str]:
    try:
        yield from _conflict(record, driver.get_by_name(record.scope, record.name))
    except NotFoundError:
        return


def _conflict(record: Record, found: Record) -> Iterator[str]:
    if content(record) == content(found):
        return
    if record.id == found.id:
        yield f"{record.scope}: the store has another record {record.id}"
    else:
        yield f"{record.scope}: the name {record.name!r} of {record.id} is that of {found.id} there"


def _file(options: Any) -> Path | None:
    """Return the file that a driver's options name, None if its engine is a server."""
    connection = getattr(options, "connection", "")
    if connection.startswith("sqlite"):
        return Path(str(make_url(connection).database))
    if getattr(options, "backend", "") == "file":
        return Path(options.url)
    path = getattr(options, "path", None)
    return Path(path) if path else None
