# SPDX-License-Identifier: Apache-2.0
"""Reading the disk with care: only regular files, of a limited size, and never waiting."""

from __future__ import annotations

import os
import stat

from wharfinger.sources.mounts import RefusedError

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
_FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)


class NotRegularError(RefusedError):
    """A pipe, a device, a folder: what is no regular file."""


class TooLargeError(RefusedError):
    """A file that is larger than what may be read. ``size`` is in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        self.size = size
        super().__init__(f"it is larger than {_size(limit)}")


def read(path: str, limit: int, *, follow: bool = False) -> bytes:
    """Return what is in a regular file; a link is refused unless it is to be followed.

    Raises :class:`OSError` for what cannot be read, :class:`NotRegularError` and
    :class:`TooLargeError` for what must not be.
    """
    # Asked before opening, since opening a device can already do something.
    _require_regular(os.stat(path))
    descriptor = os.open(path, _FLAGS if follow else _FLAGS | _NO_FOLLOW)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _require_regular(status)
        # One byte more than allowed: the size may have changed, or be a lie.
        data = file.read(limit + 1) if status.st_size <= limit else b""
        if status.st_size > limit or len(data) > limit:
            raise TooLargeError(max(status.st_size, len(data)), limit)
        return data


def listing(folder: str) -> dict[str, str]:
    """Return the names in a folder, and ``folder`` or ``file`` for what each leads to.

    Raises :class:`OSError` where there is no readable folder.
    """
    with os.scandir(folder) as entries:
        return {entry.name: "folder" if _is_folder(entry) else "file" for entry in entries}


def entries(folder: str) -> dict[str, str]:
    """Return the names in a folder, and ``folder``, ``file`` or ``link`` for what each is.

    Raises :class:`OSError` where there is no readable folder.
    """
    with os.scandir(folder) as found:
        return {
            entry.name: "link" if entry.is_symlink() else "folder" if _is_folder(entry) else "file"
            for entry in found
        }


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        folder = stat.S_ISDIR(status.st_mode)
        raise NotRegularError("it is a folder" if folder else "it is not a regular file")


def _size(limit: int) -> str:
    return f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit} bytes"
