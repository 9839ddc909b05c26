# SPDX-License-Identifier: Apache-2.0
"""A wheel as a file system: nothing is unpacked, and nothing but plain files is in it.

The format is that of the *binary distribution format* of the Python Packaging User Guide.
"""

from __future__ import annotations

import errno
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from threading import Lock

from wharfinger.errors import UsageError
from wharfinger.sources.disk import TooLargeError
from wharfinger.sources.files import encodable
from wharfinger.sources.mounts import FILE, FOLDER

SUFFIX = ".whl"

# The largest wheels in use have some ten thousand files, and less than 4 GiB in them.
_MOST_FILES = 200_000
_MOST_BYTES = 2**34
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class Wheel:
    """The files of a wheel. Close it, or leave it to :func:`contextlib.closing`."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._archive = _opened(path)
        try:
            self._folders = _folders(path, self._archive.infolist())
        except BaseException:
            self._archive.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def listing(self, folder: str) -> Mapping[str, str]:
        """Return the names in a folder with their kinds.

        Raises :class:`OSError` for what is no folder.
        """
        if folder not in self._folders:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return self._folders[folder]

    def read(self, path: str, limit: int) -> bytes:
        """Return what is in a file.

        Raises :class:`OSError` if it is not there, damaged, or larger than ``limit`` bytes.
        """
        info = self._info(path)
        if info.file_size > limit:
            raise TooLargeError(info.file_size, limit)
        try:
            with self._lock, self._archive.open(info) as file:
                # What the archive says of the size may be a lie.
                data = file.read(limit + 1)
        except _BROKEN as error:
            raise OSError(errno.EIO, f"it is damaged: {encodable(str(error))}") from None
        if len(data) > limit:
            raise TooLargeError(len(data), limit)
        return data

    def link(self, path: str) -> str:  # noqa: ARG002 - there is none to follow
        """Wheels have no links; what one stands for is a file."""
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    def identity(self, path: str) -> str:
        """Return nothing: only reading a file tells what is in it."""
        self._info(path)
        return ""

    def _info(self, path: str) -> zipfile.ZipInfo:
        try:
            return self._archive.getinfo(path)
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        # Opening a pipe would wait for ever.
        if not path.is_file():
            raise UsageError(f"{path}: there is no such wheel")
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        raise UsageError(f"{path}: this is no wheel: {encodable(str(error))}") from None


def _folders(path: Path, infos: list[zipfile.ZipInfo]) -> dict[str, dict[str, str]]:
    """Return the listings of all folders.

    Raises :class:`~wharfinger.errors.UsageError` for an archive that no honest tool makes.
    """
    if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
        raise UsageError(f"{path}: this wheel is too large to be read")
    found: dict[str, dict[str, str]] = {"": {}}
    for info in infos:
        name = info.filename
        if fault := _fault(info):
            raise UsageError(f"{path}: this wheel is not safe: {encodable(name)!r} {fault}")
        kind = FOLDER if info.is_dir() else FILE
        if not _add(found, name.rstrip("/"), kind):
            raise UsageError(f"{path}: this wheel has {encodable(name)!r} twice")
    return found


def _fault(info: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(info.filename).parts
    if info.filename.startswith(("/", "\\")) or info.filename[1:2] == ":":
        return "is an absolute path"
    if {"", "."}.intersection(info.filename.rstrip("/").split("/")):
        return "is not a plain path"
    if ".." in parts or "\\" in info.filename or not parts:
        return "leads out of it"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.compress_type not in _METHODS:
        return "is compressed in a way that is not known"
    return ""


def _add(found: dict[str, dict[str, str]], path: str, kind: str) -> bool:
    """Put a path into the listings; False if there is one of that name already."""
    folder, _, name = path.rpartition("/")
    if folder not in found and not _add(found, folder, FOLDER):
        return False
    known = found[folder].get(name)
    if kind == FOLDER:
        found[folder][name] = kind
        found.setdefault(path, {})
        return known in (None, FOLDER)
    found[folder][name] = kind
    return known is None
