# SPDX-License-Identifier: Apache-2.0
"""Keeps records in Python's shelve. Nobody looks after it: it shows how that is said."""

from __future__ import annotations

import dbm
import shelve
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from oslo_config import cfg
from refstore.driver import StoreDriverV8
from refstore.errors import ConflictError, NotFoundError, StoreUnavailableError

from refstore_files.locking import locked


class ShelfDriver(StoreDriverV8):
    """Keeps records in Python's shelve."""

    DRIVER_STATE = "unsupported"
    DRIVER_REASON = "a shelf is made of pickles: whoever can write the file can run code"
    DRIVER_REPLACEMENT = "journal"

    OPTIONS: ClassVar[Sequence[cfg.Opt]] = (
        cfg.StrOpt("path", default="refstore-shelf", help="The shelf; its folder has to be there."),
    )

    def create_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """Store a new record. Raises ConflictError if its id is taken."""
        with self._shelf() as shelf:
            if record["id"] in shelf:
                raise ConflictError("id", record["id"])
            shelf[record["id"]] = record
        return record

    def get_record(self, record_id: str) -> dict[str, Any]:
        """Return a record."""
        with self._shelf() as shelf:
            return _found(shelf, record_id)

    def update_record(self, record_id: str, changes: dict[str, Any]) -> dict[str, Any]:
        """Change a record."""
        with self._shelf() as shelf:
            record = {**_found(shelf, record_id), **changes}
            shelf[record_id] = record
        return record

    def delete_record(self, record_id: str) -> None:
        """Delete a record."""
        with self._shelf() as shelf:
            del shelf[_found(shelf, record_id)["id"]]

    def list_all(self, scope: str) -> list[dict[str, Any]]:
        """Return the records of a scope."""
        with self._shelf() as shelf:
            return [record for record in shelf.values() if record["scope"] == scope]

    @contextmanager
    def _shelf(self) -> Iterator[shelve.Shelf[dict[str, Any]]]:
        path = Path(self.options.path)
        with locked(path):
            try:
                with shelve.open(str(path)) as shelf:  # noqa: S301 - why it is unsupported
                    yield shelf
            except (OSError, *dbm.error) as error:
                raise StoreUnavailableError(str(path), error) from error


def _found(shelf: shelve.Shelf[dict[str, Any]], record_id: str) -> dict[str, Any]:
    if record_id not in shelf:
        raise NotFoundError("id", record_id)
    return shelf[record_id]
