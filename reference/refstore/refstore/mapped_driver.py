# SPDX-License-Identifier: Apache-2.0
"""A driver whose ids are hidden behind public ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from refstore.driver import StoreDriverV9
from refstore.errors import (
    ConflictError,
    InvalidMarkerError,
    NotFoundError,
    RecordTooLargeError,
    RevisionMismatchError,
)
from refstore.hints import Hints, Page
from refstore.id_mapping import IdMapping, public_id_of
from refstore.records import Changes, Record


class MappedDriver(StoreDriverV9):
    """Lets a driver keep its own ids: callers see public ones, in results and in errors.

    Lists are in order of the local ids, which callers cannot see. Their markers are public ids,
    too.
    """

    def __init__(self, driver: StoreDriverV9, mapping: IdMapping) -> None:
        super().__init__(driver.options)
        self._driver = driver
        self._mapping = mapping

    def create(self, record: Record) -> Record:
        """Store a new record; the id that it comes with is the local one."""
        public_id = self._mapping.public_id(record.scope, record.id)
        with _errors_naming(public_id):
            return replace(self._driver.create(record), id=public_id)

    def get(self, record_id: str) -> Record:
        """Return a record."""
        with _errors_naming(record_id):
            return replace(self._driver.get(self._local(record_id)), id=record_id)

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name."""
        record = self._driver.get_by_name(scope, name)
        return replace(record, id=self._mapping.public_id(record.scope, record.id))

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record, if it still has the revision."""
        with _errors_naming(record_id):
            record = self._driver.update(self._local(record_id), changes, revision)
            return replace(record, id=record_id)

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record, if it still has the revision."""
        with _errors_naming(record_id):
            self._driver.delete(self._local(record_id), revision)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page with all filters applied: those on ids cannot be left to the driver."""
        asked = tuple(one for one in hints.filters if one.attribute != "id")
        after = None if hints.after is None else self._position(hints.after)
        page = self._driver.list_records(scope, Hints(asked, hints.limit, after))
        left = {*hints.filters} - {*asked} | {*page.unsatisfied}
        pairs = [(record.id, _public(record)) for record in page.items]
        kept = [(key, record) for key, record in pairs if all(one.matches(record) for one in left)]
        marker = [] if page.next_marker is None else [page.next_marker]
        self._mapping.remember(scope, [*(key for key, _ in kept), *marker])
        return Page(
            tuple(record for _, record in kept),
            public_id_of(scope, *marker) if marker else None,
            page.truncated,
        )

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records."""
        return self._driver.list_scopes()

    def purge(self, scope: str) -> int:
        """Delete all records of a scope."""
        return self._driver.purge(scope)

    def check_engine(self) -> tuple[str, ...]:
        """Return what is wrong with the driver's engine."""
        return self._driver.check_engine()

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    def _local(self, public_id: str) -> str:
        found = self._mapping.local(public_id)
        if found is None:
            raise NotFoundError("id", public_id)
        return found[1]

    def _position(self, public_id: str) -> str:
        found = self._mapping.local(public_id)
        if found is None:
            raise InvalidMarkerError
        return found[1]


def _public(record: Record) -> Record:
    return replace(record, id=public_id_of(record.scope, record.id))


@contextmanager
def _errors_naming(public_id: str) -> Iterator[None]:
    """Put the public id in the place of the local one."""
    try:
        yield
    except NotFoundError:
        raise NotFoundError("id", public_id) from None
    except ConflictError as error:
        raise ConflictError(error.what, error.key if error.what != "id" else public_id) from None
    except RevisionMismatchError as error:
        raise RevisionMismatchError(public_id, error.expected, error.actual) from None
    except RecordTooLargeError as error:
        raise RecordTooLargeError(public_id, error.size, error.limit) from None
