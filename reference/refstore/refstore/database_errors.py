# SPDX-License-Identifier: Apache-2.0
"""The errors of SQL databases in refstore's terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, exc

from refstore.errors import (
    ConfigurationError,
    OutcomeUnknownError,
    RefstoreError,
    StoreUnavailableError,
)

_MISSING = ("no such table", "no such column", "has no column named")
_UNDEFINED = {"42P01", "42703"}
_NEEDS_ATTENTION = {
    sqlite3.SQLITE_CANTOPEN: "cannot be opened or made: run refstore-manage db_sync, "
    "or see to the folder's permissions",
    sqlite3.SQLITE_READONLY: "cannot be written: see to the permissions of the file and its folder",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore it from a backup",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database: move it away, then run "
    "refstore-manage db_sync",
}


@dataclass(slots=True)
class Progress:
    """How far a transaction has come."""

    committing: bool = False


@contextmanager
def translated(engine: Engine, progress: Progress) -> Iterator[None]:
    """Raise what a database refuses as an error of :mod:`refstore.errors`.

    An IntegrityError passes through.
    """
    try:
        yield
    except exc.IntegrityError:
        raise
    except exc.TimeoutError as error:
        raise StoreUnavailableError(engine.name, "all its connections are in use") from error
    except exc.DBAPIError as error:
        raise _translation(engine, error, progress) from error


def _translation(engine: Engine, error: exc.DBAPIError, progress: Progress) -> RefstoreError:
    reason = " ".join(str(error.orig).split())
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if _is_unmigrated(error):
        return ConfigurationError(
            f"the database lacks something ({reason}): run refstore-manage db_sync"
        )
    if code in _NEEDS_ATTENTION:
        return ConfigurationError(f"{engine.url.database} {_NEEDS_ATTENTION[code]}")
    if progress.committing:
        return OutcomeUnknownError(engine.name, reason)
    if isinstance(error, exc.ProgrammingError):
        return ConfigurationError(f"{engine.name} refuses: {reason}")
    return StoreUnavailableError(engine.name, reason)


def _is_unmigrated(error: exc.DBAPIError) -> bool:
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate in _UNDEFINED or any(text in str(error.orig) for text in _MISSING)
