# SPDX-License-Identifier: Apache-2.0
"""One ``db_sync`` at a time, wherever it is started; a lock ends with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from refstore.errors import ConfigurationError

_KEY = 0x7265667374
"""The number of the lock in PostgreSQL: "refst"."""


def exclusive(engine: Engine) -> AbstractContextManager[None]:
    """Wait until nobody else migrates the database.

    Makes the folder of a SQLite file; raises ConfigurationError if that cannot be.
    """
    if engine.name == "sqlite":
        return _locked_folder(Path(str(engine.url.database)).parent)
    return _locked_number(engine)


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    # Not the file: to close it would let go of SQLite's own locks in this process.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ConfigurationError(f"the folder {folder} cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _locked_number(engine: Engine) -> Iterator[None]:
    # The lock goes with its transaction.
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_KEY)))
        yield
