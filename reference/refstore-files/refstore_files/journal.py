# SPDX-License-Identifier: Apache-2.0
"""Keeps records in a file that only grows: each write is one line at its end.

A line is a checksum and a record, or an id that is deleted. It counts once it is whole, its
newline included; what a killed writer left of one is cut off by the next writer. Readers do not
lock: they read on from where they were, up to the last newline.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from oslo_config import cfg
from refstore.driver import Capability, StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, StoreUnavailableError
from refstore.hints import Hints, Page, page_of
from refstore.records import Changes, Record, as_dict, from_dict

from refstore_files.locking import locked


class JournalDriver(StoreDriverV9):
    """Keeps records in a file that only grows, and all of them in memory too."""

    DRIVER_STATE = "experimental"
    DRIVER_REASON = "its file is never compacted"

    CAPABILITIES = frozenset(Capability)
    OPTIONS: ClassVar[Sequence[cfg.Opt]] = (
        cfg.StrOpt(
            "path", default="refstore.journal", help="The file; its folder has to be there."
        ),
        cfg.BoolOpt("sync", default=True, help="Wait for the disk before a write counts."),
    )

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._path = Path(options.path)
        self._mutex = threading.RLock()
        self._position = 0
        self._records: dict[str, Record] = {}
        self._ids: dict[tuple[str, str], str] = {}

    def create(self, record: Record) -> Record:
        """Add a line for a new record."""
        record = replace(record, revision=1)
        with self._writing():
            if record.id in self._records:
                raise ConflictError("id", record.id)
            self._demand_free(record)
            self._append({"put": as_dict(record)})
        return record

    def get(self, record_id: str) -> Record:
        """Return a record."""
        with self._reading():
            return self._known(record_id)

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name."""
        with self._reading():
            if (scope, name) not in self._ids:
                raise NotFoundError("name", name)
            return self._records[self._ids[scope, name]]

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Add a line with the record's next revision."""
        with self._writing():
            old = self._known(record_id).at(revision)
            new = old.changed(changes)
            if new.name != old.name:
                self._demand_free(new)
            self._append({"put": as_dict(new)})
        return new

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Add a line that says that the record is gone."""
        with self._writing():
            self._known(record_id).at(revision)
            self._append({"delete": record_id})

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page of the records in memory."""
        with self._reading():
            return page_of((r for r in self._records.values() if r.scope == scope), hints)

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records."""
        with self._reading():
            return tuple(sorted({record.scope for record in self._records.values()}))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._mutex:
            self._catch_up()
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._mutex, locked(self._path):
            self._catch_up()
            yield

    def _catch_up(self) -> None:
        """Apply the whole lines that were added since."""
        try:
            with self._path.open("rb") as file:
                self._demand_grown(file.seek(0, os.SEEK_END))
                file.seek(self._position)
                lines = file.read().split(b"\n")[:-1]
        except FileNotFoundError:
            self._demand_grown(0)
            return
        except OSError as error:
            raise StoreUnavailableError(str(self._path), error) from error
        for line in lines:
            self._apply(self._entry(line))
            self._position += len(line) + 1

    def _demand_grown(self, size: int) -> None:
        if size < self._position:
            raise StoreUnavailableError(
                str(self._path), "it was cut or removed; restore it from a copy, and start again"
            )

    def _entry(self, line: bytes) -> dict[str, Any]:
        checksum, _, text = line.partition(b" ")
        if checksum != b"%08x" % zlib.crc32(text):
            raise StoreUnavailableError(
                str(self._path), f"it is damaged at byte {self._position}; restore it from a copy"
            )
        return dict(json.loads(text))

    def _append(self, entry: dict[str, Any]) -> None:
        text = json.dumps(entry, ensure_ascii=False).encode()
        line = b"%08x %s\n" % (zlib.crc32(text), text)
        try:
            with self._path.open("ab") as file:
                self._write(file.fileno(), line)
        except OSError as error:
            raise StoreUnavailableError(str(self._path), error) from error
        self._apply(entry)
        self._position += len(line)

    def _write(self, file: int, line: bytes) -> None:
        os.ftruncate(file, self._position)
        try:
            while line:
                line = line[os.write(file, line) :]
            if self.options.sync:
                os.fsync(file)
        except OSError:
            os.ftruncate(file, self._position)
            raise

    def _apply(self, entry: dict[str, Any]) -> None:
        new = from_dict(entry["put"]) if "put" in entry else None
        old = self._records.pop(entry["delete"] if new is None else new.id, None)
        if old is not None:
            del self._ids[old.scope, old.name]
        if new is not None:
            self._records[new.id] = new
            self._ids[new.scope, new.name] = new.id

    def _known(self, record_id: str) -> Record:
        if record_id not in self._records:
            raise NotFoundError("id", record_id)
        return self._records[record_id]

    def _demand_free(self, record: Record) -> None:
        if (record.scope, record.name) in self._ids:
            raise ConflictError("name", record.name)
