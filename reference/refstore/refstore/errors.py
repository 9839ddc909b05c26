# SPDX-License-Identifier: Apache-2.0
"""What can go wrong. Each error carries data; its text says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class RefstoreError(Exception):
    """Base of all errors that refstore and its drivers raise on purpose."""


class NotFoundError(RefstoreError):
    """No record has this id, or this name in this scope."""

    def __init__(self, what: str, key: str) -> None:
        self.what, self.key = what, key
        super().__init__(f"no record has the {what} {key!r}")


class ConflictError(RefstoreError):
    """Another record has this id already, or this name in the same scope."""

    def __init__(self, what: str, key: str) -> None:
        self.what, self.key = what, key
        super().__init__(f"another record has the {what} {key!r}")


class RevisionMismatchError(RefstoreError):
    """The record has moved on since the caller read it. Read it again and repeat the change.

    ``actual`` is None where the engine does not tell.
    """

    def __init__(self, record_id: str, expected: int, actual: int | None = None) -> None:
        self.record_id, self.expected, self.actual = record_id, expected, actual
        has = "another one" if actual is None else f"revision {actual}"
        super().__init__(
            f"record {record_id!r} has {has}, not revision {expected}: "
            "read it again and repeat the change"
        )


class InvalidRecordError(RefstoreError, ValueError):
    """A part of a record is not what it may be. ``what`` names the part."""

    def __init__(self, what: str, reason: str) -> None:
        self.what, self.reason = what, reason
        super().__init__(f"{what}: {reason}")


class RecordTooLargeError(RefstoreError, ValueError):
    """The record, written down, has more bytes than the engine takes."""

    def __init__(self, record_id: str, size: int, limit: int) -> None:
        self.record_id, self.size, self.limit = record_id, size, limit
        super().__init__(
            f"record {record_id!r} takes {size} bytes; this driver's engine takes {limit}"
        )


class UnknownAttributeError(RefstoreError, ValueError):
    """A filter names what no record has."""

    def __init__(self, attribute: str, known: Sequence[str]) -> None:
        self.attribute, self.known = attribute, tuple(known)
        super().__init__(
            f"records have no {attribute!r}; filter by {', '.join(self.known)} or attributes.NAME"
        )


class InvalidFilterError(RefstoreError, ValueError):
    """A filter compares what cannot be compared, or cannot be read."""


class InvalidLimitError(RefstoreError, ValueError):
    """A limit is not a whole number from 1 on."""

    def __init__(self, limit: object) -> None:
        self.limit = limit
        super().__init__(f"the limit is {limit!r}; give a whole number from 1 on")


class InvalidMarkerError(RefstoreError, ValueError):
    """A marker was not given out for this list, or was changed since."""

    def __init__(self) -> None:
        super().__init__(
            "the marker was not given out for this scope and these filters: "
            "take next_marker from the page before, or list from the start"
        )


class StoreUnavailableError(RefstoreError):
    """The engine does not answer or refuses for now. Nothing was written; try again later."""

    def __init__(self, engine: str, reason: object) -> None:
        self.engine, self.reason = engine, str(reason)
        super().__init__(engine, self.reason)

    def __str__(self) -> str:
        return f"{self.engine} is not available: {self.reason}"


class OutcomeUnknownError(StoreUnavailableError):
    """The engine stopped answering in the middle of a write.

    The write was done as a whole or not at all, but nobody can say which: read the record.
    """

    def __str__(self) -> str:
        return (
            f"{self.engine} failed in the middle of a write, which may be done all the same "
            f"({self.reason}): read the record to find out"
        )


class NotSupportedError(RefstoreError, NotImplementedError):
    """This driver cannot do that, as its interface allows."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"this driver cannot {what}")


class ConfigurationError(RefstoreError):
    """An option, a scope's file or a plugin is not what it may be."""


class UnknownScopeError(RefstoreError):
    """No driver is configured for a scope, and there is no default one."""

    def __init__(self, scope: str, known: Sequence[str]) -> None:
        self.scope, self.known = scope, tuple(known)
        others = ", ".join(self.known) or "none"
        super().__init__(
            f"no driver serves the scope {scope!r}: name a default driver, or give the scope a "
            f"file in scopes_path; scopes with a driver of their own: {others}"
        )
