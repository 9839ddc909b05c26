# SPDX-License-Identifier: Apache-2.0
"""What ``git diff-tree`` and its like say in their raw form."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.model import ChangedFile

RAW = ("-r", "-z", "-M", "-l400", "--raw", "--relative", "--no-ext-diff", "--no-textconv")
"""The options under which the raw form is that of :func:`parse`."""

_STATUS = {b"A": "added", b"C": "added", b"D": "deleted", b"R": "renamed"}


def parse(output: bytes) -> tuple[ChangedFile, ...]:
    """Return the changed files of one comparison, sorted by path."""
    return next((files for _, files in parse_many(output)), ())


def parse_many(output: bytes) -> Iterator[tuple[str, tuple[ChangedFile, ...]]]:
    """Yield the commit that heads each comparison, if any does, and the changed files."""
    commit, found = "", list[ChangedFile]()
    parts = iter(output.split(b"\0"))
    for part in parts:
        if not part.startswith(b":"):
            if found or commit:
                yield commit, _sorted(found)
            commit, found = part.strip().decode("ascii", "replace"), []
            continue
        letter = part.rpartition(b" ")[2][:1]
        path = _path(next(parts, b""))
        if letter in (b"R", b"C"):
            old, path = path, _path(next(parts, b""))
            found.append(ChangedFile(path, _STATUS[letter], old if letter == b"R" else ""))
        else:
            found.append(ChangedFile(path, _STATUS.get(letter, "modified")))
    if found:
        yield commit, _sorted(found)


def _path(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _sorted(found: list[ChangedFile]) -> tuple[ChangedFile, ...]:
    return tuple(sorted(found, key=lambda file: (file.path, file.old_path)))
