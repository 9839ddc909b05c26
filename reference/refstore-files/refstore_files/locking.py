# SPDX-License-Identifier: Apache-2.0
"""A lock on a file, between processes."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refstore.errors import StoreUnavailableError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file beside ``path``. The system frees it when its holder dies.

    Raises StoreUnavailableError if the file cannot be opened.
    """
    try:
        file = path.with_name(f"{path.name}.lock").open("a")
    except OSError as error:
        raise StoreUnavailableError(str(path), error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
