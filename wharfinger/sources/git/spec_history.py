# SPDX-License-Identifier: Apache-2.0
"""What git knows of the history of specs: one pass, never commit by commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wharfinger.sources.git.objects import Objects
from wharfinger.sources.git.running import run

_FORM = (
    *("--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--relative"),
    "--format=%x01%H %ct %P",
)
_COMMIT, _CHANGE = b"\x01", b":"
_TEXT_LIMIT = 2**20
"""A longer file is no spec that anybody reads."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a commit did to a file: the ids of its text before and after, empty for none."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of the main line, with what it or the branch that it merges did to the files.

    ``time`` is when it was made, in seconds since 1970. ``parents`` are none where the history
    begins or is cut off.
    """

    id: str
    time: int
    parents: tuple[str, ...]
    moves: tuple[Move, ...]


def steps(folder: Path, head: str, below: str) -> tuple[Step, ...]:
    """Return the commits of the main line that touched files below a folder, the oldest first.

    A branch counts when it is merged: what it did takes effect then, as a whole.
    """
    output, _ = run(folder, "log", *_FORM, head, "--", below)
    found: list[tuple[list[str], list[Move]]] = []
    parts = iter(output.split(b"\0"))
    for part in parts:
        text = part.strip(b"\n")
        if text.startswith(_COMMIT):
            line, _, text = text[1:].partition(b"\n")
            found.append((line.decode("ascii", "replace").split(), []))
            text = text.strip(b"\n")
        if text.startswith(_CHANGE):
            path = next(parts, b"").decode("utf-8", "surrogateescape")
            found[-1][1].append(_move(text, path))
    made = [Step(words[0], int(words[1]), tuple(words[2:]), tuple(moves)) for words, moves in found]
    return tuple(reversed(made))


def _move(line: bytes, path: str) -> Move:
    """Return what a line of git's raw format says; links and submodules have no text."""
    old_mode, new_mode, old, new, _ = line[1:].decode("ascii", "replace").split()
    return Move(path, _text(old_mode, old), _text(new_mode, new))


def _text(mode: str, oid: str) -> str:
    return oid if mode.startswith("100") else ""


def texts(folder: Path, ids: Iterable[str]) -> dict[str, str]:
    """Return the texts of files by their ids, without those that cannot be read."""

    def read(objects: Objects, oid: str) -> str:
        return objects.read(oid, _TEXT_LIMIT).decode("utf-8", "replace")

    return dict(_each(folder, ids, read))


def authors(folder: Path, ids: Iterable[str]) -> dict[str, str]:
    """Return who wrote commits by their ids: of a merge, who wrote the last of what it merges."""

    def read(objects: Objects, oid: str) -> str:
        commit = objects.commit(oid)
        return (objects.commit(commit.parents[-1]) if commit.parents[1:] else commit).author

    return dict(_each(folder, ids, read))


def _each(
    folder: Path, ids: Iterable[str], read: Callable[[Objects, str], str]
) -> Iterator[tuple[str, str]]:
    objects = Objects(folder)
    try:
        for oid in ids:
            with suppress(OSError):
                yield oid, read(objects, oid)
    finally:
        objects.close()
