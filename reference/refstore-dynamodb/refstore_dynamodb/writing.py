# SPDX-License-Identifier: Apache-2.0
"""Writing a record together with its name: in one transaction, or one item after the other.

What a writer leaves behind that dies after a call:

==========  ===================================  ========================================
operation   after call                           what others see, and what heals it
==========  ===================================  ========================================
any         the transaction                      all of it is done
create      1 keeps a place                      nothing; a create of the id writes over it
create      2 takes the name                     nothing; a writer takes the name over,
                                                 and deletes the place
create      3 writes the record                  the record
rename      1 changes the record's token         the record, unchanged
rename      2 takes the new name                 the record, unchanged; a writer takes the
                                                 new name over
rename      3 writes the record                  the record renamed; a writer takes the old
                                                 name over
rename      4 deletes the old name               the record renamed
delete      1 deletes the record                 no record; a writer takes the name over
delete      2 deletes the name                   no record
==========  ===================================  ========================================

A change that keeps the name is one call. Both ways keep the same promises to each other, so that
processes with and without transactions can share a table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

from refstore.errors import ConflictError, OutcomeUnknownError, StoreUnavailableError
from refstore.records import Record

from refstore_dynamodb.claims import Claims, Overtaken
from refstore_dynamodb.items import (
    Claim,
    Stored,
    claim_of,
    name_key,
    new_token,
    written,
    written_claim,
)
from refstore_dynamodb.table import ENGINE, Cancelled, Table, condition


class Writer(Protocol):
    """Writes a record and its name as one. ``before`` is what is kept under the id now."""

    def store(self, before: Stored | None, after: Record, *, hopeful: bool) -> None:
        """Write a record that has a new name.

        ``hopeful``: nobody has the name, so far as is known. Raises ConflictError if another
        record has it, Overtaken, and what :meth:`Table.put` raises.
        """

    def remove(self, before: Stored) -> None:
        """Delete a record and its name. Raises Overtaken, and what :meth:`Table.put` raises."""


def replace(table: Table, before: Stored, after: Record) -> None:
    """Write a record that keeps its name. Raises Overtaken."""
    if not table.put(written(Stored(after.id, new_token(), after, before.claim)), before.token):
        raise Overtaken


class InTransactions:
    """Writes in transactions."""

    def __init__(self, table: Table, claims: Claims) -> None:
        self._table, self._claims = table, claims

    def store(self, before: Stored | None, after: Record, *, hopeful: bool) -> None:
        """Write the record and its new name, and delete its old name, all or nothing."""
        token = new_token()
        claim = claim_of(after, token)
        mine = before or Stored(after.id, "")
        unheld = None if hopeful else self._claims.free(claim.key, after.name, mine)
        new = Stored(after.id, token, after, token)
        self._transact(
            token,
            _put(written_claim(claim), unheld),
            _put(written(new), before.token if before else None),
            *_forgotten_name(before),
        )

    def remove(self, before: Stored) -> None:
        """Delete the record and its name, both or none."""
        record = {"Key": {"id": {"S": before.id}}, **condition(before.token)}
        self._transact(new_token(), {"Delete": record}, *_forgotten_name(before))

    def _transact(self, token: str, *actions: dict[str, Any]) -> None:
        try:
            self._table.transact(actions, token)
        except Cancelled as error:
            raise Overtaken from error


class OneByOne:
    """Writes one item after the other, for engines without transactions."""

    def __init__(self, table: Table, claims: Claims) -> None:
        self._table, self._claims = table, claims

    def store(self, before: Stored | None, after: Record, *, hopeful: bool) -> None:
        """Keep a place, take the new name, write the record, delete the old name."""
        with _nothing_visible():
            place = self._announced(before, after.id)
            claim = self._claimed(place, after, hopeful)
        new = Stored(after.id, claim.token, after, claim.token)
        if not self._table.put(written(new), place.token):
            self._claims.drop(claim.key, claim.token)
            raise Overtaken
        if place.record is not None:
            self._claims.drop(name_key(place.record.scope, place.record.name), place.claim)

    def remove(self, before: Stored) -> None:
        """Delete the record, then its name."""
        if not self._table.delete(before.id, before.token):
            raise Overtaken
        if before.record is not None:
            self._claims.drop(name_key(before.record.scope, before.record.name), before.claim)

    def _announced(self, before: Stored | None, record_id: str) -> Stored:
        """Give the record's item a token that only this writer knows, and return it."""
        place = (before or Stored(record_id, "")).with_token(new_token())
        if not self._table.put(written(place), before.token if before else None):
            raise Overtaken
        return place

    def _claimed(self, place: Stored, after: Record, hopeful: bool) -> Claim:
        claim = claim_of(after, new_token())
        try:
            if hopeful and self._table.put(written_claim(claim), None):
                return claim
            unheld = self._claims.free(claim.key, after.name, place)
        except ConflictError:
            if place.record is None:
                self._claims.drop(place.id, place.token)
            raise
        if not self._table.put(written_claim(claim), unheld):
            raise Overtaken
        return claim


@contextlib.contextmanager
def _nothing_visible() -> Iterator[None]:
    """Whatever became of a call in here, no record is changed by it."""
    try:
        yield
    except OutcomeUnknownError as error:
        raise StoreUnavailableError(ENGINE, error.reason) from error


def _put(item: dict[str, Any], seen: str | None) -> dict[str, Any]:
    return {"Put": {"Item": item, **condition(seen)}}


def _forgotten_name(before: Stored | None) -> tuple[dict[str, Any], ...]:
    """Delete the name that a record has; it is the record's as long as the record is as read."""
    if before is None or before.record is None:
        return ()
    key = name_key(before.record.scope, before.record.name)
    return ({"Delete": {"Key": {"id": {"S": key}}}},)
