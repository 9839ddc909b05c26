# SPDX-License-Identifier: Apache-2.0
"""Writing specs: new ones, and those that are mended. Nothing is written outside of the tree."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wharfinger.errors import UsageError
from wharfinger.sources import files

_MARK = b"\xef\xbb\xbf"


def create(tree: Path, path: str, text: str) -> Path:
    """Write a new file into a tree and return where it is.

    Raises :class:`~wharfinger.errors.UsageError` if there is such a file already, if a link is
    on the way to it, or if it cannot be written.
    """
    file = tree / path
    try:
        _require_own_folder(tree, file.parent)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError(f"{file} is there already; choose another name with --slug") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {file}: {_reason(error)}") from error
    return file


def change(tree: Path, path: str, mend: Callable[[str], str]) -> bool:
    """Change the text of a file of a tree in one step, and tell whether anything changed.

    Its mode and a byte order mark stay. Raises :class:`~wharfinger.errors.UsageError` if it is
    a link, no file of the tree, no UTF-8, or cannot be written.
    """
    file = tree / path
    try:
        _require_own_folder(tree, file.parent)
        if not stat.S_ISREG(file.lstat().st_mode):
            raise UsageError(f"{file} is no regular file; it is left as it is")
        data = files.read_bytes(file, tree, files.PROJECT_FILE_LIMIT)
        mark = _MARK if data.startswith(_MARK) else b""
        text = data.removeprefix(mark).decode("utf-8")
        mended = mend(text)
        if mended == text:
            return False
        _replace(file, mark + mended.encode())
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {file}: {_reason(error)}") from error
    return True


def _require_own_folder(tree: Path, folder: Path) -> None:
    """Raise an error if a link is on the way to a folder, or if it leads out of the tree."""
    below = os.path.relpath(folder, tree)
    if os.path.isabs(below) or below.split(os.sep)[0] == "..":
        raise UsageError(f"{folder} leads out of {tree}; nothing is written there")
    place = tree
    for part in Path(below).parts:
        place /= part
        if place.is_symlink():
            raise UsageError(f"{place} is a link; nothing is written through it")


def _replace(file: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:60]}-")
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(data)
        os.chmod(name, stat.S_IMODE(file.lstat().st_mode))
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return getattr(error, "strerror", None) or str(error)
