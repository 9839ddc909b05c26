# SPDX-License-Identifier: Apache-2.0
"""The driver for DynamoDB.

Tested against ministack, dynalite and DynamoDB Local, which are emulators. That is not the same
as tested against DynamoDB.
"""

from __future__ import annotations

import dataclasses
import logging
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from refstore.driver import Capability, StoreDriverV9
from refstore.errors import (
    ConflictError,
    NotFoundError,
    RevisionMismatchError,
    StoreUnavailableError,
)
from refstore.hints import Hints, Page, page_of
from refstore.records import Changes, Record

from refstore_dynamodb import lists, schema
from refstore_dynamodb.claims import Claims, Overtaken
from refstore_dynamodb.items import Stored, fitting, name_key, read
from refstore_dynamodb.options import OPTIONS, client_for
from refstore_dynamodb.table import ENGINE, NoTransactions, Table
from refstore_dynamodb.writing import InTransactions, OneByOne, Writer, replace

T = TypeVar("T")
LOG = logging.getLogger(__name__)

ATTEMPTS = 40
"""How often a write is tried against other writers of the same record or name."""

_LONGEST_PAUSE = 0.2


class DynamoDBDriver(StoreDriverV9):
    """Keeps records in a table of DynamoDB, with their names in items of their own.

    Lists come from an index, which has what was written a moment later. Everything else reads
    what is written at once. Verified on emulators alone.
    """

    DRIVER_STATE = "experimental"
    DRIVER_REASON = "verified on emulators of DynamoDB alone"

    CAPABILITIES = frozenset({Capability.PERSISTENT, Capability.SHARED, Capability.COMPARE_AND_SET})
    OPTIONS = OPTIONS

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._table = Table(client_for(options), options.table)
        self._claims = Claims(self._table)
        self._writer: Writer = (
            InTransactions(self._table, self._claims)
            if options.transactions
            else OneByOne(self._table, self._claims)
        )

    def create(self, record: Record) -> Record:
        """Store a new record with its name."""
        record = dataclasses.replace(record, revision=1)
        fitting(record)

        def write(attempt: int) -> Record:
            before = self._read(record.id) if attempt else None
            if before is not None and before.record is not None:
                raise ConflictError("id", record.id)
            self._writer.store(before, record, hopeful=not attempt)
            return record

        return self._persist(record.id, write)

    def get(self, record_id: str) -> Record:
        """Return a record as it is now."""
        return self._found(record_id)[1]

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name as it is now: if the name's owner still has it."""
        _, owner = self._claims.find(name_key(scope, name))
        if owner is None or owner.record is None or not owner.holds(name_key(scope, name)):
            raise NotFoundError("name", name)
        return owner.record

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record if it is as it was read; without ``revision``, read again if not."""

        def write(attempt: int) -> Record:
            before, record = self._found(record_id, revision)
            after = fitting(record.changed(changes))
            if after.name == record.name:
                replace(self._table, before, after)
            else:
                self._writer.store(before, after, hopeful=not attempt)
            return after

        return self._persist(record_id, write)

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record and its name."""

        def write(_: int) -> None:
            self._writer.remove(self._found(record_id, revision)[0])

        self._persist(record_id, write)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page of records from the index, or the one record of a name."""
        for condition in hints.filters:
            if lists.names_one(condition):
                return page_of(self._named(scope, str(condition.value)), hints)
        return lists.page(self._table, scope, hints)

    def purge(self, scope: str) -> int:
        """Delete all records of a scope that the index has, and return how many there were."""
        count, hints = 0, Hints(limit=100)
        while True:
            page = self.list_records(scope, hints)
            count += sum(self._is_gone(record.id) for record in page.items)
            if not page.truncated:
                return count
            hints = Hints(limit=100, after=page.next_marker)

    def check_engine(self) -> tuple[str, ...]:
        """Return what is wrong with the table and its index."""
        return schema.problems(self._table)

    def close(self) -> None:
        """Give back the connections."""
        self._table.client.close()

    def _read(self, record_id: str) -> Stored | None:
        item = self._table.get(record_id)
        return None if item is None else read(item)

    def _found(self, record_id: str, revision: int | None = None) -> tuple[Stored, Record]:
        stored = self._read(record_id)
        if stored is None or stored.record is None:
            raise NotFoundError("id", record_id)
        if revision is not None and stored.record.revision != revision:
            raise RevisionMismatchError(record_id, revision, stored.record.revision)
        return stored, stored.record

    def _named(self, scope: str, name: str) -> tuple[Record, ...]:
        try:
            return (self.get_by_name(scope, name),)
        except NotFoundError:
            return ()

    def _is_gone(self, record_id: str) -> bool:
        """Delete a record that a list has; the list may be late."""
        try:
            self.delete(record_id)
        except NotFoundError:
            return False
        return True

    def _persist(self, record_id: str, write: Callable[[int], T]) -> T:
        """Write, and read and write again as long as others are faster, within bounds."""
        for attempt in range(ATTEMPTS):
            try:
                return self._written(write, attempt)
            except Overtaken:
                _pause(attempt)
        raise StoreUnavailableError(
            ENGINE, f"others have changed {record_id!r} in each of {ATTEMPTS} attempts"
        )

    def _written(self, write: Callable[[int], T], attempt: int) -> T:
        try:
            return write(attempt)
        except NoTransactions:
            LOG.info("The engine has no transactions: names are written one by one.")
            self._writer = OneByOne(self._table, self._claims)
            return write(attempt)


def _pause(attempt: int) -> None:
    """Wait longer, the more often others were faster, but not before the second attempt."""
    if attempt:
        time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.005 * 2**attempt)))  # noqa: S311 - no secret
