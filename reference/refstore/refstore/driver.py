# SPDX-License-Identifier: Apache-2.0
"""The driver interface, in its versions.

A released version does not change. What is new goes into the newest one, and an adapter in
:mod:`refstore.adapters` lets drivers of the version before go on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import Any, ClassVar

from oslo_config import cfg
from typing_extensions import deprecated

from refstore.errors import NotFoundError, NotSupportedError
from refstore.hints import Hints, Page
from refstore.records import Changes, Record


class Capability(Enum):
    """What a driver promises beyond the interface."""

    PERSISTENT = "records outlive the process"
    SHARED = "several processes can use one store"
    COMPARE_AND_SET = "an update with a revision loses nothing, whoever writes beside it"
    CONSISTENT_LISTS = "a list has what was written before, at once"


class StoreDriverV9(ABC):
    """Keeps records. Version 9, since 9.0.0.

    One instance serves many threads. What an engine refuses becomes an error of
    :mod:`refstore.errors`; a write happens as a whole or not at all.

    ``options`` has an attribute for each of ``OPTIONS``.
    """

    CAPABILITIES: frozenset[Capability] = frozenset()
    """What all instances promise; one with better means may promise more."""
    OPTIONS: ClassVar[Sequence[cfg.Opt]] = ()
    """The options of the section that has the driver's name."""

    def __init__(self, options: Any) -> None:
        self.options = options

    @abstractmethod
    def create(self, record: Record) -> Record:
        """Store a new record as revision 1 and return it.

        Raises ConflictError if its id, or its name in its scope, is taken, and
        RecordTooLargeError.
        """

    @abstractmethod
    def get(self, record_id: str) -> Record:
        """Return a record. Raises NotFoundError."""

    @abstractmethod
    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name. Raises NotFoundError."""

    @abstractmethod
    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record and return its next revision.

        With ``revision``, only if the record still has it. Raises NotFoundError,
        RevisionMismatchError, ConflictError and RecordTooLargeError.
        """

    @abstractmethod
    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record; with ``revision``, only if it still has it.

        Raises NotFoundError and RevisionMismatchError.
        """

    @abstractmethod
    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return records of a scope in order of their ids, those after ``hints.after``.

        Never more than ``hints.limit`` records. A page may be shorter, and may even be empty,
        as long as it is marked truncated and names where to go on. Filters that were not
        applied are named in the page, and the manager applies them.
        """

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records, sorted. Optional."""
        raise NotSupportedError("list scopes")

    def purge(self, scope: str) -> int:
        """Delete all records of a scope, and return how many there were."""
        count, after, more = 0, None, True
        while more:
            page = self.list_records(scope, Hints(limit=100, after=after))
            for record in page.items:
                with suppress(NotFoundError):  # Another one was faster.
                    self.delete(record.id)
                    count += 1
            after, more = page.next_marker, page.truncated
        return count

    def check_engine(self) -> tuple[str, ...]:
        """Return what is wrong with the engine, such as an index that is not ready.

        Raises StoreUnavailableError if it does not answer.
        """
        return ()

    def close(self) -> None:  # noqa: B027 - most drivers have nothing to give back
        """Give back connections. The driver is not used again."""


@deprecated(
    "StoreDriverV8 is deprecated since 9.0.0 and goes in 10.0.0: use StoreDriverV9",
    category=None,
)
class StoreDriverV8(ABC):
    """Keeps records, as dictionaries without a revision. Version 8, deprecated."""

    OPTIONS: ClassVar[Sequence[cfg.Opt]] = ()

    def __init__(self, options: Any) -> None:
        self.options = options

    @abstractmethod
    def create_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """Store a new record with id, name, scope and attributes, and return it."""

    @abstractmethod
    def get_record(self, record_id: str) -> dict[str, Any]:
        """Return a record. Raises NotFoundError."""

    @abstractmethod
    def update_record(self, record_id: str, changes: dict[str, Any]) -> dict[str, Any]:
        """Change ``name`` or ``attributes`` and return the record. The last writer wins."""

    @abstractmethod
    def delete_record(self, record_id: str) -> None:
        """Delete a record. Raises NotFoundError."""

    @abstractmethod
    def list_all(self, scope: str) -> list[dict[str, Any]]:
        """Return all records of a scope, in any order."""
