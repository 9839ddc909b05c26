# SPDX-License-Identifier: Apache-2.0
"""The one door to the files of a project or environment that nobody vouches for.

Paths below a mounted prefix are answered by what is mounted there, all others by the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from wharfinger.errors import ToolkitError
from wharfinger.sources import disk, mounts
from wharfinger.sources.mounts import FileSystem, Mount, RefusedError, mounted

__all__ = ["FileSystem", "UnreadableError", "mounted"]

METADATA_LIMIT = 8 * 2**20
"""No honest metadata comes near this size; the largest seen are below one MiB."""

PROJECT_FILE_LIMIT = 2**20
"""Files that people write by hand, some of them with slow parsers, are smaller still."""


class UnreadableError(ToolkitError):
    """A file cannot be read. ``reason`` is short and fits behind "unknown:"."""

    def __init__(self, path: str | Path, reason: str) -> None:
        self.path, self.reason = str(path), reason
        super().__init__(f"{path}: {reason}")


_SEEN: ContextVar[set[str] | None] = ContextVar("seen", default=None)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Collect the files that are read and the folders that are searched in the meantime.

    Whoever records around it gets them, too.
    """
    seen: set[str] = set()
    outer = _SEEN.get()
    token = _SEEN.set(seen)
    try:
        yield seen
    finally:
        _SEEN.reset(token)
        if outer is not None:
            outer.update(seen)


def record(path: str | Path) -> None:
    """Note that an answer depends on a file or folder, be it there or not."""
    seen = _SEEN.get()
    if seen is not None:
        seen.add(os.fspath(path))


def read_text(path: str | Path, within: str | Path, limit: int = METADATA_LIMIT) -> str:
    """Return the text of a UTF-8 file below ``within``, without a byte order mark.

    Raises :class:`UnreadableError` like :func:`read_bytes`, and for what is not text.
    """
    return text_of(path, read_bytes(path, within, limit))


def text_of(path: str | Path, data: bytes) -> str:
    """Return the text that the bytes of a file are, without a byte order mark.

    Raises :class:`UnreadableError` for what is not text in UTF-8.
    """
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
        return read_real(_inside(path, within), limit)
    except (OSError, ValueError) as error:
        raise UnreadableError(path, _reason(error)) from error


def read_real(path: str, limit: int, *, follow: bool = False) -> bytes:
    """Return what is in a regular file; on the disk only ``follow`` lets its path be a link.

    Raises :class:`OSError`, of which :class:`~wharfinger.sources.mounts.RefusedError` is one.
    """
    if found := _mounted(path):
        mount, inner = found
        if mount.kind(inner) == mounts.FOLDER:
            raise disk.NotRegularError("it is a folder")
        return mount.files.read(inner, limit)
    return disk.read(path, limit, follow=follow)


def identity(path: str) -> str:
    """Return what two files share only if the same is in them; empty where nothing says so.

    That is the id of a git blob. Where a file is not there, it is empty as well.
    """
    try:
        found = _mounted(path)
        return found[0].files.identity(found[1]) if found else ""
    except OSError:
        return ""


def is_inside(path: str | Path, folder: str | Path) -> bool:
    """Tell whether a path, once its links are resolved, is that folder or below it."""
    try:
        _inside(path, folder)
    except (OSError, ValueError):
        return False
    return True


def exists(path: str | Path) -> bool:
    """Tell whether there is anything by that name, be it a link that leads nowhere."""
    text = os.fspath(path)
    if not mounts.find(text):
        return os.path.lexists(text)
    folder, _, name = text.rstrip("/").rpartition("/")
    record(text)
    try:
        found = _mounted(folder)
        # What is above the top is not mounted.
        return found is None or name in found[0].files.listing(found[1])
    except OSError:
        return False


def is_folder(path: str | Path) -> bool:
    """Tell whether a path leads to a folder."""
    text = os.fspath(path)
    return _kind(text) == mounts.FOLDER if mounts.find(text) else os.path.isdir(text)


def is_file(path: str | Path) -> bool:
    """Tell whether a path leads to a regular file."""
    text = os.fspath(path)
    return _kind(text) == mounts.FILE if mounts.find(text) else os.path.isfile(text)


def real_path(path: str | Path, *, strict: bool = False) -> str:
    """Return an absolute path without links.

    Raises :class:`OSError` for what is not there if ``strict``, and always for a path that
    leads out of what is mounted.
    """
    text = os.fspath(path)
    try:
        found = _mounted(text)
    except FileNotFoundError:
        if strict:
            raise
        return os.path.normpath(text)
    return found[0].shown(found[1]) if found else os.path.realpath(text, strict=strict)


def names(folder: str | Path) -> tuple[str, ...]:
    """Return the names in a folder, sorted; none where there is no readable folder."""
    record(folder)
    text = os.fspath(folder)
    try:
        return tuple(sorted(_entries(text) if mounts.find(text) else os.listdir(text)))
    except (OSError, ValueError):
        return ()


def listing(folder: str) -> Mapping[str, str]:
    """Return the names in a folder, and ``folder`` or ``file`` for what each leads to.

    Nothing where there is no readable folder.
    """
    try:
        if not mounts.find(folder):
            return disk.listing(folder)
        return {
            name: kind if kind != mounts.LINK else _followed(f"{folder}/{name}")
            for name, kind in _entries(folder).items()
        }
    except (OSError, ValueError):
        return {}


def entries(folder: str) -> Mapping[str, str]:
    """Return the names in a folder, sorted, and what each is: ``folder``, ``file`` or ``link``.

    Links are not followed. Nothing where there is no readable folder.
    """
    record(folder)
    try:
        found = _entries(folder) if mounts.find(folder) else disk.entries(folder)
    except (OSError, ValueError):
        return {}
    return dict(sorted(found.items()))


def walk(start: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield folder, names of folders and names of files as :func:`os.walk` does, from the top."""
    if not mounts.find(start):
        yield from os.walk(start)
        return
    if not is_folder(start):
        return
    kinds, raw = listing(start), _entries(start)
    folders = [name for name, kind in kinds.items() if kind == mounts.FOLDER]
    yield start, folders, [name for name, kind in kinds.items() if kind != mounts.FOLDER]
    for name in folders:
        if raw[name] != mounts.LINK:
            yield from walk(f"{start}/{name}")


def relative(path: str | Path, to: str | Path) -> str:
    """Return a path as seen from a folder, always with ``/``."""
    return encodable(os.path.relpath(path, to).replace(os.sep, "/"))


def encodable(text: str) -> str:
    """Return text that can be written as UTF-8; ``?`` stands for what cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def quoted(text: str) -> str:
    """Return text in quotes, cut where it is too long for a message."""
    return repr(text if len(text) <= 60 else text[:59] + "\u2026")


def _mounted(path: str) -> tuple[Mount, str] | None:
    """Return the mount that a path is below and its path there without links; None for the disk.

    What the answer depends on is recorded: the path, and the links on its way.
    """
    found = mounts.find(path)
    if found is None:
        return None
    mount, inner = found
    record(path)
    real, links = mount.resolve(inner)
    for link in (*links, real) if links else ():
        record(mount.shown(link))
    return mount, real


def _entries(folder: str) -> Mapping[str, str]:
    found = _mounted(folder)
    if found is None:
        raise FileNotFoundError(folder)
    return found[0].files.listing(found[1])


def _kind(path: str) -> str:
    """Return the kind of what a mounted path leads to, empty for nothing."""
    try:
        found = _mounted(path)
        return found[0].kind(found[1]) if found else ""
    except OSError:
        return ""


def _followed(path: str) -> str:
    return mounts.FOLDER if _kind(path) == mounts.FOLDER else mounts.FILE


def _inside(path: str | Path, within: str | Path) -> str:
    real, folder = real_path(path, strict=True), real_path(within)
    if real != folder and not real.startswith(folder.rstrip(os.sep) + os.sep):
        raise RefusedError("it leads out of its folder")
    return real


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission is denied"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]
