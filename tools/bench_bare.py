# SPDX-License-Identifier: Apache-2.0
"""What a bare client has to do: what the manager and a driver do, by hand and in plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = tuple[str, str, str, Mapping[str, Any], int]
"""The id, the name, the scope, the attributes and the revision of a record."""


class Overtaken(Exception):  # noqa: N818 - it says what is so
    """A condition of a write does not hold. Nothing was written."""


class Bare(Protocol):
    """The calls of a bare client. Their safety, and their round trips, are those of the driver."""

    def create(self, row: Row) -> None:
        """Store a record whose id and name nobody has. Raises Overtaken or an engine's error."""

    def get(self, record_id: str) -> Row | None:
        """Return a record as it is now."""

    def get_by_name(self, scope: str, name: str) -> Row | None:
        """Return the record of a name as it is now."""

    def update(self, record_id: str, attributes: Mapping[str, Any], revision: int) -> Row:
        """Replace the attributes if the record still has the revision. Raises Overtaken."""

    def page(self, scope: str, after: str, limit: int) -> tuple[Sequence[Row], bool]:
        """Return the records behind an id in order of ids, and whether more follow."""

    def delete(self, record_id: str) -> None:
        """Delete a record with its name. Raises Overtaken."""

    def close(self) -> None:
        """Give back the connections."""
