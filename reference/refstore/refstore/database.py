# SPDX-License-Identifier: Apache-2.0
"""Connections to SQL databases: SQLite and PostgreSQL.

    engine = engine_for("sqlite:////var/lib/refstore/refstore.db")
    with reading(engine) as connection:
        connection.execute(...)
    with writing(engine) as connection:
        connection.execute(...)

``writing`` commits at the end of the block. What goes wrong is raised in refstore's terms; only
``IntegrityError`` is left to the caller, who alone knows what a duplicate means.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from refstore.database_errors import Progress, translated
from refstore.errors import ConfigurationError, StoreUnavailableError

POOL_SIZE = 20
"""Connections of one process to one database; more threads than that take turns."""

BUSY_TIMEOUT = 30
"""Seconds that SQLite waits for another writer. ``?timeout=…`` in the address changes it."""

CONNECT_TIMEOUT = 10
"""Seconds that PostgreSQL has to answer. ``?connect_timeout=…`` in the address changes it."""

_AUTOCOMMIT = "AUTOCOMMIT"
_engines: dict[str, Engine] = {}
_readers: dict[Engine, Engine] = {}
"""For each engine one with the same connections, which begins no transactions."""

_beginnings: dict[Engine, Callable[[Connection], None]] = {}
"""For engines of SQLite, what begins a transaction: an event for it slows each statement."""

_lock = threading.Lock()


def engine_for(url: str) -> Engine:
    """Return the engine of a database, the same one for the same address.

    It can be used by all threads, and after a fork. Nothing is connected yet.

    Raises ConfigurationError if the address is not understood or a module is missing.
    """
    with _lock:
        if url not in _engines:
            _engines[url] = _engine(_parsed(url))
        return _engines[url]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection for statements that read, each of them on its own.

    Raises StoreUnavailableError or ConfigurationError.
    """
    with translated(engine, Progress()), _readers[engine].connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction, which is committed if the block ends well.

    Raises StoreUnavailableError (nothing was written), OutcomeUnknownError (the connection was
    lost during the commit) or ConfigurationError.
    """
    progress, begin = Progress(), _beginnings.get(engine)
    source = _readers[engine] if begin else engine
    with translated(engine, progress), source.connect() as connection:
        if begin:
            begin(connection)
        yield connection
        progress.committing = True
        connection.commit()


def is_primary_key(error: Any) -> bool:
    """Tell whether an IntegrityError is about the primary key, and not another unique one."""
    original = error.orig
    if hasattr(original, "sqlite_errorname"):
        return str(original.sqlite_errorname) == "SQLITE_CONSTRAINT_PRIMARYKEY"
    return str(original.diag.constraint_name).startswith("pk_")


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            "the connection is not an address like sqlite:////folder/refstore.db "
            "or postgresql://user:password@host/database"
        ) from None
    match url.get_backend_name():
        case "sqlite":
            return _sqlite_url(url)
        case "postgresql":
            url = url.set(drivername="postgresql+psycopg")
            return _with_default(url, "connect_timeout", CONNECT_TIMEOUT)
        case other:
            raise ConfigurationError(
                f"the connection names {other!r}; refstore knows sqlite and postgresql"
            )


def _sqlite_url(url: URL) -> URL:
    if url.database in (None, "", ":memory:"):
        raise ConfigurationError(
            "the connection names no file, so each thread would have a store of its own: "
            "give sqlite:////folder/refstore.db"
        )
    return _with_default(url, "timeout", BUSY_TIMEOUT)


def _with_default(url: URL, name: str, seconds: int) -> URL:
    return url if name in url.query else url.update_query_dict({name: str(seconds)})


def _engine(url: URL) -> Engine:
    try:
        plain = create_engine(url, pool_size=POOL_SIZE, max_overflow=0)
        plain.dialect.create_connect_args(url)  # Connecting would tell of bad values too late.
    except (ValueError, ArgumentError) as error:
        raise ConfigurationError(f"the connection's settings: {error}") from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{url.get_backend_name()} needs the module {error.name}: "
            f"pip install 'refstore[{url.get_backend_name()}]'"
        ) from error
    engine, _readers[engine] = _sqlite(plain) if plain.name == "sqlite" else _postgresql(plain)
    return engine


def _sqlite(plain: Engine) -> tuple[Engine, Engine]:
    file = str(plain.url.database)
    event.listen(plain, "connect", partial(_set_up_sqlite, file))
    # Listening to an engine slows its statements, so only the migrations' does.
    engine = plain.execution_options()
    _beginnings[engine] = partial(_begin_sqlite, file)
    event.listen(engine, "begin", _beginnings[engine])
    return engine, plain


def _postgresql(plain: Engine) -> tuple[Engine, Engine]:
    event.listen(plain, "checkout", _refuse_closed)
    return plain, plain.execution_options(isolation_level=_AUTOCOMMIT)


def _set_up_sqlite(file: str, connection: Any, record: Any) -> None:
    # Python's module would begin transactions by itself, and too late; now nobody does but
    # _begin_sqlite.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        # Another connection may be at it, or the file cannot be written: it works without.
        with suppress(OperationalError):
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
    record.info["inode"] = _inode(file)


def _begin_sqlite(file: str, connection: Connection) -> None:
    # Who has a file open can write to it after it was removed or restored from a copy, but nobody
    # would ever read that.
    if connection.info["inode"] != _inode(file):
        connection.engine.dispose()
        raise StoreUnavailableError("sqlite", f"{file} was removed or replaced; try again")
    # A transaction that reads first and writes later can deadlock; one that takes the lock for
    # writing at once waits for its turn.
    if connection.get_execution_options().get("isolation_level") != _AUTOCOMMIT:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _inode(file: str) -> int | None:
    try:
        return os.stat(file).st_ino
    except OSError:  # A file: URI, for one, is no path.
        return None


def _refuse_closed(connection: Any, record: Any, _proxy: Any) -> None:
    # A server that went away left an end of file or a last message; asking the socket for it
    # takes no round trip. The pool then connects anew, with an empty ``info``.
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if record.info.get("used") and poll.poll(0):
        raise DisconnectionError
    record.info["used"] = True


def _forget_connections() -> None:
    # Connections belong to the parent: drop them without a word to the server.
    global _lock  # noqa: PLW0603 - a thread of the parent may hold the old one for ever
    _lock = threading.Lock()
    for engine in _engines.values():
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)
