# SPDX-License-Identifier: Apache-2.0
"""The driver ``etcd``: records in a cluster that survives the loss of a minority of its members.

Reads and writes go through the majority, so whoever reads sees all that was acknowledged. Each
write is one transaction that compares what it builds on. Two cases need care when an answer is
lost, since the request may be carried out even after the driver has asked another member:

* An update or deletion compares the cluster's revision that wrote the record last. That never
  comes back, so the same transaction can be sent again: it is carried out once at most, and
  what it finds tells whether that was before.
* A creation, or a new name, compares that nobody has the name, which can come back. So it is
  fenced off: a key is written that forbids it, while the driver looks whether it was done.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from etcd3gw import Etcd3Client
from refstore.driver import Capability, StoreDriverV9
from refstore.errors import (
    ConflictError,
    NotFoundError,
    OutcomeUnknownError,
    RecordTooLargeError,
    RevisionMismatchError,
    StoreUnavailableError,
)
from refstore.hints import Hints, Page, cut
from refstore.records import Changes, Record

from refstore_etcd import health, reads, writes
from refstore_etcd.clients import Clients
from refstore_etcd.cluster import ENGINE, Call, Cluster, Operation
from refstore_etcd.failures import LostError, TooLargeError
from refstore_etcd.key_range import ids_of
from refstore_etcd.keys import Keys, end_of
from refstore_etcd.members import Members
from refstore_etcd.options import OPTIONS, demand_usable
from refstore_etcd.settling import was_deleted, was_replaced
from refstore_etcd.stored import LIMIT, Stored, Written, stored, written
from refstore_etcd.transactions import Answer, Part, answer

PAGE = 500
"""The most records that are read at once."""

FENCED = 24 * 60 * 60
"""Seconds for which a write stays forbidden: longer than any request lingers."""


class EtcdDriver(StoreDriverV9):
    """Keeps records in etcd, 3.4 or later. Raises ConfigurationError for odd options."""

    DRIVER_STATE = "supported"

    CAPABILITIES = frozenset(Capability)
    OPTIONS = OPTIONS

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        demand_usable(options)
        self._keys = Keys(options.prefix)
        self._clients = {each: Clients(each, options) for each in options.endpoints}
        self._cluster = Cluster(Members(self._clients), self._clients, options.timeout)

    def create(self, record: Record) -> Record:
        """Store a new record."""
        operation = self._cluster.begin()
        while True:
            new = written(replace(record, revision=1))
            if self._created(operation, new):
                return new.record

    def get(self, record_id: str) -> Record:
        """Return a record."""
        return self._find(self._cluster.begin(), record_id).record

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name."""
        operation = self._cluster.begin()
        entry = operation.read(reads.single(self._keys.name(scope, name)))
        if entry is not None:
            found = self._find_in(operation, scope, entry.value.decode())
            # Between the two reads the record may have got another name.
            if found is not None and found.record.name == name:
                return found.record
        raise NotFoundError("name", name)

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record, and begin again where another came first."""
        operation = self._cluster.begin()
        while True:
            old = self._find(operation, record_id, revision)
            new = written(old.record.changed(changes))
            if self._replaced(operation, old, new):
                return new.record

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record, and begin again where another changed it."""
        operation = self._cluster.begin()
        while True:
            old = self._find(operation, record_id, revision)
            reply = operation.write(_sent(writes.delete_all(self._keys, [old])))
            if was_deleted(reply, old):
                return

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page. Conditions on the id are satisfied, if case matters."""
        ids, unsatisfied = ids_of(hints)
        if ids.empty:
            return Page((), unsatisfied=unsatisfied)
        folder = self._keys.scope(scope)
        limit = min(hints.limit or PAGE, PAGE)
        high = end_of(folder) if ids.high is None else folder + ids.high
        read = reads.between(folder + ids.low, high, limit + 1)
        found = self._cluster.begin().read(read)
        return cut([stored(each).record for each in found], limit, unsatisfied)

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes, with one small request for each."""
        operation = self._cluster.begin()
        found: list[str] = []
        scope = operation.read(reads.scope_behind(self._keys, None))
        while scope is not None:
            found.append(scope)
            scope = operation.read(reads.scope_behind(self._keys, scope))
        return tuple(sorted(found))

    def purge(self, scope: str) -> int:
        """Delete all records of a scope, as many at once as a transaction takes."""
        count = 0
        while found := self._first(scope, writes.DELETIONS):
            self._delete_all(found)
            count += len(found)
        return count

    def check_engine(self) -> tuple[str, ...]:
        """Return which members do not answer or complain."""
        return health.problems(self._cluster)

    def count_members(self) -> int:
        """Return how many members the cluster has. Raises StoreUnavailableError."""
        return len(self._cluster.begin().read(Etcd3Client.members))

    def close(self) -> None:
        """Close all connections."""
        for clients in self._clients.values():
            clients.close()

    def _find(self, operation: Operation, record_id: str, revision: int | None = None) -> Stored:
        scope = operation.read(reads.single(self._keys.id(record_id)))
        found = scope and self._find_in(operation, scope.value.decode(), record_id)
        if not found:
            raise NotFoundError("id", record_id)
        if revision is not None and found.record.revision != revision:
            raise RevisionMismatchError(record_id, revision, found.record.revision)
        return found

    def _find_in(self, operation: Operation, scope: str, record_id: str) -> Stored | None:
        entry = operation.read(reads.single(self._keys.record(scope, record_id)))
        return None if entry is None else stored(entry)

    def _created(self, operation: Operation, new: Written) -> bool:
        """Try to create a record. False if it is sure that this try never will."""
        try:
            answered = operation.write_once(_sent(writes.create(self._keys, new)))
        except LostError:
            return self._fenced_off_too_late(operation, new)
        except TooLargeError as error:
            raise _too_large(new) from error
        if not answered.succeeded:
            raise self._conflict(new.record, answered)
        return True

    def _replaced(self, operation: Operation, old: Stored, new: Written) -> bool:
        """Try to replace a record. False if another changed it first."""
        try:
            reply = operation.write(_sent(writes.replace(self._keys, old, new)))
        except TooLargeError as error:
            raise _too_large(new) from error
        if was_replaced(reply, old, new):
            return True
        if reply.value.entries.get(old.entry.key) != old.entry:
            return False
        # Nobody changed it, so the name is taken: now, but perhaps not when a lost try arrives.
        if reply.repeated and self._fenced_off_too_late(operation, new):
            return True
        raise ConflictError("name", new.record.name)

    def _fenced_off_too_late(self, operation: Operation, new: Written) -> bool:
        """Forbid a write whose answer was lost. True if it was done before."""
        try:
            lease = operation.read(lambda client: client.lease(FENCED)).id
            reply = operation.write(_sent(writes.fence_off(self._keys, new, lease)))
        except StoreUnavailableError as error:
            raise OutcomeUnknownError(ENGINE, error.reason) from error
        return any(stored(each).token == new.token for each in reply.value.entries.values())

    def _conflict(self, record: Record, answered: Answer) -> ConflictError:
        if self._keys.id(record.id) in answered.entries:
            return ConflictError("id", record.id)
        return ConflictError("name", record.name)

    def _first(self, scope: str, limit: int) -> list[Stored]:
        folder = self._keys.scope(scope)
        read = reads.between(folder, end_of(folder), limit)
        return [stored(each) for each in self._cluster.begin().read(read)]

    def _delete_all(self, found: list[Stored]) -> None:
        reply = self._cluster.begin().write(_sent(writes.delete_all(self._keys, found)))
        if reply.value.succeeded:
            return
        # Others change them meanwhile: one at a time cannot be held up for ever.
        for each in found:
            with suppress(NotFoundError):
                self.delete(each.record.id)


def _sent(part: Part) -> Call[Answer]:
    return lambda client: answer(client.transaction(part))


def _too_large(new: Written) -> RecordTooLargeError:
    # The member takes less than others do, and does not say how much.
    size = len(new.value)
    return RecordTooLargeError(new.record.id, size, min(LIMIT, size - 1))
