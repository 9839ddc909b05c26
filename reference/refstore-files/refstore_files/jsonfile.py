# SPDX-License-Identifier: Apache-2.0
"""Keeps all records in one JSON file. Written for interface version 8, and left there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from oslo_config import cfg
from refstore.driver import StoreDriverV8
from refstore.errors import ConflictError, NotFoundError, StoreUnavailableError
from refstore.records import from_dict
from typing_extensions import deprecated

from refstore_files.locking import locked

Records = dict[str, dict[str, Any]]


@deprecated("JSONFileDriver writes the whole file for each change: use journal", category=None)
class JSONFileDriver(StoreDriverV8):
    """Keeps all records in one JSON file, which each write replaces."""

    DRIVER_DEPRECATED_SINCE = "1.0.0"
    DRIVER_REMOVAL = "2.0.0"
    DRIVER_REPLACEMENT = "journal"

    OPTIONS: ClassVar[Sequence[cfg.Opt]] = (
        cfg.StrOpt("path", default="refstore.json", help="The file; its folder has to be there."),
    )

    def create_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """Store a new record. Raises ConflictError if its id is taken."""

        def create(records: Records) -> dict[str, Any]:
            if record["id"] in records:
                raise ConflictError("id", record["id"])
            records[record["id"]] = record
            return record

        return self._change(create)

    def get_record(self, record_id: str) -> dict[str, Any]:
        """Return a record."""
        return _found(self._read(), record_id)

    def update_record(self, record_id: str, changes: dict[str, Any]) -> dict[str, Any]:
        """Change a record."""

        def update(records: Records) -> dict[str, Any]:
            records[record_id] = {**_found(records, record_id), **changes}
            return records[record_id]

        return self._change(update)

    def delete_record(self, record_id: str) -> None:
        """Delete a record."""

        def delete(records: Records) -> dict[str, Any]:
            return records.pop(_found(records, record_id)["id"])

        self._change(delete)

    def list_all(self, scope: str) -> list[dict[str, Any]]:
        """Return the records of a scope."""
        return [record for record in self._read().values() if record["scope"] == scope]

    @property
    def _path(self) -> Path:
        return Path(self.options.path)

    def _change(self, change: Callable[[Records], dict[str, Any]]) -> dict[str, Any]:
        with locked(self._path):
            records = self._read()
            result = change(records)
            self._replace(records)
        return result

    def _read(self) -> Records:
        try:
            return _checked(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreUnavailableError(str(self._path), error) from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            reason = f"it is damaged; restore it from a copy: {error}"
            raise StoreUnavailableError(str(self._path), reason) from error

    def _replace(self, records: Records) -> None:
        """Write a new file and put it in the place of the old one, at once."""
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            with new.open("w") as file:
                json.dump(records, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise StoreUnavailableError(str(self._path), error) from error


def _checked(records: Any) -> Records:
    """Return what was read from the file, if it is records by their ids."""
    return {from_dict({"attributes": None, **data}).id: data for data in records.values()}


def _found(records: Records, record_id: str) -> dict[str, Any]:
    if record_id not in records:
        raise NotFoundError("id", record_id)
    return records[record_id]
