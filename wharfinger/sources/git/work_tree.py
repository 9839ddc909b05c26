# SPDX-License-Identifier: Apache-2.0
"""What the files on the disk have that the index has not.

Git itself would run the filters of the repository's configuration to find out, so content
is compared here. A file behind a filter may count as changed although it is not.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wharfinger.model import ChangedFile
from wharfinger.sources import disk

_ENTRY = re.compile(
    rb"(?P<tag>\S) (?P<mode>\d{6}) (?P<id>[0-9a-f]+) (?P<stage>\d)\t(?P<path>[^\0]*)\0"
    rb"(?:  ctime: [^\n]*\n  mtime: (?P<seconds>\d+):(?P<nanoseconds>\d+)\n[^\n]*\n[^\n]*\n"
    rb"  size: (?P<size>\d+)[^\n]*\n)?"
)
_LINK, _SUBMODULE = b"120000", b"160000"
_SKIPPED = b"S"
_HASHED_LIMIT = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the index knows it. ``stamp`` is its time in nanoseconds and its size."""

    path: str
    mode: bytes
    id: str
    stamp: tuple[int, int]
    conflict: bool


def entries(output: bytes) -> Iterator[Entry]:
    """Yield the files in the output of ``git ls-files -s -t -z --debug``."""
    for match in _ENTRY.finditer(output):
        if match["tag"] != _SKIPPED and match["mode"] != _SUBMODULE:
            time = int(match["seconds"] or 0) * 10**9 + int(match["nanoseconds"] or 0)
            yield Entry(
                os.fsdecode(match["path"]),
                match["mode"],
                match["id"].decode(),
                (time, int(match["size"] or 0)),
                match["stage"] != b"0",
            )


def state(entry: Entry, folder: Path, index_time: int) -> str:
    """Return ``modified``, ``deleted``, or nothing for a file that is as the index has it.

    ``index_time`` is the time of the index in nanoseconds: what is younger proves nothing.
    """
    path = os.path.join(folder, entry.path)
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return "deleted"
    if entry.conflict:
        return "modified"
    stamp = (status.st_mtime_ns, status.st_size)
    if stamp == entry.stamp and stamp[0] < index_time:
        return ""
    return "" if _same(entry, path, status) else "modified"


def _same(entry: Entry, path: str, status: os.stat_result) -> bool:
    try:
        if stat.S_ISLNK(status.st_mode):
            return entry.mode == _LINK and _is(entry.id, os.fsencode(os.readlink(path)))
        data = disk.read(path, _HASHED_LIMIT)
    except OSError:
        return False
    if entry.mode == _LINK:
        return False
    return _is(entry.id, data) or _is(entry.id, data.replace(b"\r\n", b"\n"))


def _is(oid: str, data: bytes) -> bool:
    name = "sha1" if len(oid) == 40 else "sha256"
    blob = b"blob %d\0" % len(data) + data
    return hashlib.new(name, blob, usedforsecurity=False).hexdigest() == oid


def joined(
    indexed: Iterable[ChangedFile], states: Iterable[tuple[str, str]], untracked: Iterable[str]
) -> tuple[ChangedFile, ...]:
    """Return what changed up to the disk, given what changed up to the index."""
    found = {file.path: file for file in indexed}
    for path, status in states:
        before = found.get(path)
        if status == "modified":
            found[path] = before or ChangedFile(path, status)
        elif before is None or before.status == "modified":
            found[path] = ChangedFile(path, "deleted")
        else:
            del found[path]
            if before.old_path:
                found[before.old_path] = ChangedFile(before.old_path, "deleted")
    for path in untracked:
        gone = found.get(path)
        found[path] = ChangedFile(path, "modified" if gone else "added")
    return tuple(sorted(found.values(), key=lambda file: file.path))
