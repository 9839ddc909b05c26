# SPDX-License-Identifier: Apache-2.0
"""The one way to read a file of a project or environment that nobody vouches for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from wharfinger.errors import ToolkitError

METADATA_LIMIT = 8 * 2**20
"""No honest metadata comes near this size; the largest seen are below one MiB."""

PROJECT_FILE_LIMIT = 2**20
"""Files that people write by hand, some of them with slow parsers, are smaller still."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


class UnreadableError(ToolkitError):
    """A file cannot be read. ``reason`` is short and fits behind "unknown:"."""

    def __init__(self, path: str | Path, reason: str) -> None:
        self.path, self.reason = str(path), reason
        super().__init__(f"{path}: {reason}")


_SEEN: ContextVar[set[str] | None] = ContextVar("seen", default=None)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Collect the files that are read and the folders that are searched in the meantime."""
    seen: set[str] = set()
    token = _SEEN.set(seen)
    try:
        yield seen
    finally:
        _SEEN.reset(token)


def record(path: str | Path) -> None:
    """Note that an answer depends on a file or folder, be it there or not."""
    seen = _SEEN.get()
    if seen is not None:
        seen.add(os.fspath(path))


def read_text(path: str | Path, within: str | Path, limit: int = METADATA_LIMIT) -> str:
    """Return the text of a UTF-8 file below ``within``, without a byte order mark.

    Raises :class:`UnreadableError` like :func:`read_bytes`, and for what is not text.
    """
    data = read_bytes(path, within, limit)
    if b"\0" in data:
        raise UnreadableError(path, "it is not text: it has NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(path, f"it is not UTF-8 (line {line})") from error


def read_bytes(path: str | Path, within: str | Path, limit: int) -> bytes:
    """Return what is in a regular file below ``within``, and never wait for it.

    Raises :class:`UnreadableError` if the file is not there, is not a regular file, is
    larger than ``limit`` bytes, or lies outside ``within`` once links are resolved.
    """
    record(path)
    try:
        return _read(_inside(path, within), limit)
    except (OSError, ValueError) as error:
        raise UnreadableError(path, _reason(error)) from error


def is_inside(path: str | Path, folder: str | Path) -> bool:
    """Tell whether a path, once its links are resolved, is that folder or below it."""
    try:
        _inside(path, folder)
    except (OSError, ValueError):
        return False
    return True


def names(folder: str | Path) -> tuple[str, ...]:
    """Return the names in a folder, sorted; none where there is no readable folder."""
    record(folder)
    try:
        return tuple(sorted(os.listdir(folder)))
    except (OSError, ValueError):
        return ()


def relative(path: str | Path, to: str | Path) -> str:
    """Return a path as seen from a folder, always with ``/``."""
    return encodable(os.path.relpath(path, to).replace(os.sep, "/"))


def encodable(text: str) -> str:
    """Return text that can be written as UTF-8; ``?`` stands for what cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def quoted(text: str) -> str:
    """Return text in quotes, cut where it is too long for a message."""
    return repr(text if len(text) <= 60 else text[:59] + "\u2026")


class _RefusedError(OSError):
    """A file that could be read but must not be; the text is the reason."""


def _inside(path: str | Path, within: str | Path) -> str:
    real, folder = os.path.realpath(path, strict=True), os.path.realpath(within)
    if real != folder and not real.startswith(folder.rstrip(os.sep) + os.sep):
        raise _RefusedError("it leads out of its folder")
    return real


def _read(real: str, limit: int) -> bytes:
    # Asked before opening, since opening a device can already do something.
    _require_regular(os.stat(real))
    descriptor = os.open(real, _FLAGS)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _require_regular(status)
        # One byte more than allowed: the size may have changed, or be a lie.
        data = file.read(limit + 1) if status.st_size <= limit else b""
        if status.st_size > limit or len(data) > limit:
            raise _RefusedError(f"it is larger than {_size(limit)}")
        return data


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        folder = stat.S_ISDIR(status.st_mode)
        raise _RefusedError("it is a folder" if folder else "it is not a regular file")


def _size(limit: int) -> str:
    return f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit} bytes"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, _RefusedError):
        return str(error)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission is denied"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]
