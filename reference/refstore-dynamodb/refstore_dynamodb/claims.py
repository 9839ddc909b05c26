# SPDX-License-Identifier: Apache-2.0
"""Names, each held by one record.

A record has a name only as long as the name's item has the record's id and ``claim``. A writer
that died can leave the item of a name that nobody has: whoever wants the name takes it over, and
first changes the token of the record's item, so that the writer, if it lives after all, fails.
"""

from __future__ import annotations

import contextlib
import random
import time

from refstore.errors import ConflictError, StoreUnavailableError

from refstore_dynamodb.items import Claim, Stored, new_token, read, read_claim, written
from refstore_dynamodb.table import Table

PATIENCE = 0.1
"""Seconds that a writer between its claim and its record is given, before its name is taken."""


class Overtaken(Exception):  # noqa: N818 - no error: the driver tries again
    """Another writer was faster. Read again and repeat: nothing was written."""


class Claims:
    """The items of names in a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, key: str) -> tuple[Claim | None, Stored | None]:
        """Return the item of a name, and what is kept under the id of its owner."""
        item = self._table.get(key)
        if item is None:
            return None, None
        claim = read_claim(item)
        owner = self._table.get(claim.owner)
        return claim, None if owner is None else read(owner)

    def free(self, key: str, name: str, mine: Stored) -> str | None:
        """Return the token of a name's item that may be written over; None if there is none.

        ``mine`` is what the caller has read of, or keeps for, its own record. Raises ConflictError
        if another record has the name, and Overtaken.
        """
        claim, owner = self._unheld(key, name, mine)
        if claim is None:
            return None
        if owner is not None and owner.id != mine.id:
            time.sleep(PATIENCE * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            if self._unheld(key, name, mine) != (claim, owner):
                raise Overtaken
            self._fence(owner)
        return claim.token

    def drop(self, key: str, token: str) -> None:
        """Delete the item of a name that nobody holds any more. If that fails, it does no harm."""
        with contextlib.suppress(StoreUnavailableError):
            self._table.delete(key, token)

    def _unheld(self, key: str, name: str, mine: Stored) -> tuple[Claim | None, Stored | None]:
        claim, owner = self.find(key)
        if owner is not None and owner.id == mine.id and owner.token != mine.token:
            raise Overtaken
        if owner is not None and owner.holds(key):
            raise ConflictError("name", name)
        return claim, owner

    def _fence(self, owner: Stored) -> None:
        """Let a write to an item that its writer began before now fail."""
        if owner.record is None:
            done = self._table.delete(owner.id, owner.token)
        else:
            done = self._table.put(written(owner.with_token(new_token())), owner.token)
        if not done:
            raise Overtaken
