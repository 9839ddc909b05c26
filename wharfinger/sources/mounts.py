# SPDX-License-Identifier: Apache-2.0
"""File systems that are not on the disk: commits and wheels, mounted below a path.

A mounted path is absolute and starts with a prefix that the disk does not have. Links are
resolved here, within the file system and never out of it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

FILE, FOLDER, LINK = "file", "folder", "link"

_MOST_HOPS = 40
"""As many links in one path as Linux follows."""


class RefusedError(OSError):
    """A file that could be read but must not be; the text is the reason."""


class FileSystem(Protocol):
    """Files below one root. All paths are relative to it, use ``/`` and have no links in them.

    The root is the empty path.
    """

    def listing(self, folder: str) -> Mapping[str, str]:
        """Return the names in a folder with their kinds: ``file``, ``folder`` or ``link``.

        Raises :class:`OSError` for what is no folder.
        """

    def read(self, path: str, limit: int) -> bytes:
        """Return what is in a file.

        Raises :class:`OSError` if it is not there or larger than ``limit`` bytes.
        """

    def link(self, path: str) -> str:
        """Return where a link leads, as it is written."""

    def identity(self, path: str) -> str:
        """Return what files have in common only if they are the same, or an empty string."""


class Mount:
    """A file system below a prefix, with the links of paths resolved."""

    def __init__(self, prefix: str, files: FileSystem) -> None:
        self.prefix, self.files = prefix, files
        self._resolved: dict[str, tuple[str, tuple[str, ...]]] = {"": ("", ())}

    def resolve(self, path: str) -> tuple[str, tuple[str, ...]]:
        """Return a path without links, and the links on the way.

        Raises :class:`RefusedError` for one that leads out and :class:`OSError` for one that is
        not there.
        """
        if path not in self._resolved:
            self._resolved[path] = self._resolve(path)
        return self._resolved[path]

    def _resolve(self, path: str) -> tuple[str, tuple[str, ...]]:
        waiting, done, links = path.split("/")[::-1], list[str](), list[str]()
        while waiting:
            part = waiting.pop()
            if part in ("", "."):
                continue
            if part == "..":
                _go_up(done)
                continue
            kind = self.files.listing("/".join(done)).get(part)
            if kind is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            done.append(part)
            if kind == LINK:
                links.append("/".join(done))
                waiting += _steps(self.files.link(links[-1]), len(links))
                done.pop()
        return "/".join(done), tuple(links)

    def kind(self, path: str) -> str:
        """Return the kind of what a path without links names."""
        folder, _, name = path.rpartition("/")
        return self.files.listing(folder).get(name, "") if path else FOLDER

    def shown(self, path: str) -> str:
        """Return the absolute path of one in the file system."""
        return f"{self.prefix}/{path}" if path else self.prefix


def _go_up(done: list[str]) -> None:
    if not done:
        raise RefusedError("it leads out of its folder")
    done.pop()


def _steps(target: str, hops: int) -> list[str]:
    if hops > _MOST_HOPS:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.startswith("/"):
        raise RefusedError("it leads out of its folder")
    return target.split("/")[::-1]


_MOUNTS: ContextVar[tuple[Mount, ...]] = ContextVar("mounts", default=())


@contextmanager
def mounted(prefix: str | Path, files: FileSystem) -> Iterator[Path]:
    """Answer for paths below an absolute prefix from a file system, and yield the prefix."""
    mount = Mount(os.fspath(prefix).rstrip("/"), files)
    token = _MOUNTS.set((mount, *_MOUNTS.get()))
    try:
        yield Path(mount.prefix)
    finally:
        _MOUNTS.reset(token)


def find(path: str) -> tuple[Mount, str] | None:
    """Return the mount that a path is below, and the rest of the path; None for the disk."""
    for mount in _MOUNTS.get():
        if path.startswith(mount.prefix):
            rest = path[len(mount.prefix) :]
            if not rest or rest.startswith("/"):
                return mount, rest.strip("/")
    return None
