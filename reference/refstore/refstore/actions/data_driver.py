# SPDX-License-Identifier: Apache-2.0
"""Data drivers: where the records of actions come from and go to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from oslo_config import cfg

from refstore.records import Record, encoded


class Use(Enum):
    """What an action does with a place."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Written:
    """How many records were written, and how many were there before, and equal."""

    new: int
    same: int = 0


def counted(count: int) -> str:
    """Return a number of records in words."""
    return f"{count} record" if count == 1 else f"{count} records"


class DataDriver(ABC):
    """A place with records, such as a store or a file.

    ``location`` says where, in the driver's own terms; empty if nothing was said.
    """

    def __init__(self, location: str, conf: cfg.ConfigOpts) -> None:
        self.location = location
        self._conf = conf

    @abstractmethod
    def validate(self, use: Use) -> None:
        """Raise InvalidDataError, with all faults, if the place cannot be used."""

    @abstractmethod
    def read(self, scopes: Sequence[str] | None = None) -> Iterator[Record]:
        """Yield the records of some scopes, or all. Raises BadRecordsError."""

    @abstractmethod
    def write(self, records: Iterable[Record]) -> Written:
        """Write records. To write the same records once more changes nothing."""

    def conflicts(self, records: Iterable[Record]) -> Iterator[str]:  # noqa: ARG002
        """Yield why records cannot be written. Most places take all."""
        return iter(())

    def size(self, scopes: Sequence[str] | None = None) -> int:
        """Return how many bytes the records take as lines of JSON."""
        return sum(len(encoded(record).encode()) + 1 for record in self.read(scopes))

    def room_needed(self, size: int) -> Mapping[Path, int]:  # noqa: ARG002
        """Return how many bytes it takes to write records of this size, by folder.

        Only folders on this machine count.
        """
        return {}

    def close(self) -> None:  # noqa: B027 - a file has nothing to give back
        """Give back what was opened."""
