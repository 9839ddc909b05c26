# SPDX-License-Identifier: Apache-2.0
"""Records in a file, each a line of JSON."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from refstore.actions.data_driver import DataDriver, Use, Written
from refstore.actions.errors import BadRecordsError, InvalidDataError
from refstore.actions.lines import records_in
from refstore.errors import StoreUnavailableError
from refstore.records import Record, encoded


class JSONLines(DataDriver):
    """A file with a record a line, in JSON.

    The file is replaced as a whole, or not at all. Only its owner can read it.
    """

    def validate(self, use: Use) -> None:
        """Raise InvalidDataError if the file cannot be read, or its folder not be written."""
        try:
            if not self.location:
                raise InvalidDataError(["name a file"])
            if use is Use.READ:
                self._path.open("rb").close()
            elif self._path.is_dir():
                raise InvalidDataError([f"{self._path} is a folder"])
            else:
                tempfile.TemporaryFile(dir=self._path.parent).close()
        except (OSError, ValueError) as error:
            raise InvalidDataError([f"{self._path}: {_reason(error)}"]) from error

    def read(self, scopes: Sequence[str] | None = None) -> Iterator[Record]:
        """Yield the records in the order of the file. Raises BadRecordsError."""
        try:
            with self._path.open("rb") as file:
                for record in records_in(file):
                    if scopes is None or record.scope in scopes:
                        yield record
        except BadRecordsError as error:
            raise BadRecordsError(f"{self._path}: {fault}" for fault in error.faults) from None
        except OSError as error:
            raise StoreUnavailableError(str(self._path), _reason(error)) from error

    def write(self, records: Iterable[Record]) -> Written:
        """Write a new file and put it in the place of the old one."""
        count = 0
        with self._replacing() as file:
            for count, record in enumerate(records, 1):  # noqa: B007 - used below
                file.write(encoded(record).encode() + b"\n")
        return Written(count)

    def size(self, scopes: Sequence[str] | None = None) -> int:
        """Return the size of the file."""
        if scopes is not None:
            return super().size(scopes)
        try:
            return self._path.stat().st_size
        except OSError as error:
            raise StoreUnavailableError(str(self._path), _reason(error)) from error

    def room_needed(self, size: int) -> Mapping[Path, int]:
        """Return the size for the folder: the old file is there until the new one is whole."""
        return {self._path.parent: size}

    @property
    def _path(self) -> Path:
        return Path(self.location)

    @contextmanager
    def _replacing(self) -> Iterator[IO[bytes]]:
        """Give a file that takes the place of the old one if the block ends well."""
        try:
            new = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before it moves
                dir=self._path.parent, prefix=f".{self._path.name}.", delete=False
            )
            try:
                with new as file:
                    yield file.file
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(new.name, self._path)
            finally:
                Path(new.name).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailableError(str(self._path), _reason(error)) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
