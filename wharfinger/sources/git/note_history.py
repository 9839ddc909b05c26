# SPDX-License-Identifier: Apache-2.0
"""What git knows of the history of notes: in a few streaming passes, never commit by commit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wharfinger.contract.notes.history import CommitNode, NoteChange
from wharfinger.sources.git.running import GitError, run

_QUIET = ("--no-show-signature", "--no-ext-diff", "--no-textconv")
_COMMIT = b"\x01"


def graph(folder: Path, head: str) -> tuple[CommitNode, ...]:
    """Return the commits that a commit reaches, by date, the newest first."""
    output, _ = run(folder, "log", *_QUIET, "--format=%H %T %P", head, "--")
    lines = (line.split() for line in output.decode("ascii", "replace").splitlines())
    return tuple(CommitNode(line[0], line[1], tuple(line[2:])) for line in lines if line)


def reachable(folder: Path, head: str) -> tuple[str, ...]:
    """Return the ids of the commits that a commit reaches, by date, the newest first."""
    output, _ = run(folder, "rev-list", head, "--")
    return tuple(output.decode("ascii", "replace").split())


def changes(folder: Path, head: str, notes: str) -> dict[str, tuple[NoteChange, ...]]:
    """Return what each commit did to the files of the notes' folder.

    Of a merge, what differs from all its parents counts.
    """
    form = ("--format=%x01%H", "-z", "--raw", "-c", "--no-renames", "--full-history", "--relative")
    output, _ = run(folder, "log", *_QUIET, *form, head, "--", notes)
    found: dict[str, list[NoteChange]] = {}
    commit = ""
    parts = iter(output.split(b"\0"))
    for part in parts:
        text = part.strip(b"\n")
        if text.startswith(_COMMIT):
            commit, _, rest = text[1:].decode("ascii", "replace").partition("\n")
            text = rest.strip("\n").encode()
        if text.startswith(b":"):
            letters = text.rpartition(b" ")[2].decode("ascii", "replace")
            path = next(parts, b"").decode("utf-8", "surrogateescape")
            found.setdefault(commit, []).append(NoteChange(_kind(letters), path))
    return {commit: tuple(items) for commit, items in found.items()}


def _kind(letters: str) -> str:
    """Return what happened, given the letter for each parent."""
    if set(letters) == {"A"}:
        return "added"
    return "deleted" if set(letters) == {"D"} else "modified"


def tags(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the tags of each commit, the oldest first."""
    form = "%(refname)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)"
    output, _ = run(folder, "for-each-ref", f"--format={form}", "refs/tags")
    found: dict[str, list[tuple[int, str]]] = {}
    for line in output.decode("utf-8", "surrogateescape").splitlines():
        ref, own, peeled, time = (*line.split("\0"), "", "", "")[:4]
        name = ref.removeprefix("refs/tags/")
        found.setdefault(peeled or own, []).append((int(time or 0), name))
    return {
        commit: tuple(name for _, name in sorted(items, key=lambda item: item[0]))
        for commit, items in found.items()
    }


def branches(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the names of local branches and those of origin, each with its commit."""
    form = "--format=%(refname)%00%(objectname)"
    output, _ = run(folder, "for-each-ref", form, "refs/heads", "refs/remotes/origin")
    pairs = (line.split("\0") for line in os.fsdecode(output).splitlines())
    prefixes = ("refs/heads/", "refs/remotes/origin/")
    found: dict[str, str] = {}
    for ref, commit in pairs:
        prefix = next(item for item in prefixes if ref.startswith(item))
        found.setdefault(ref.removeprefix(prefix), commit)
    return tuple(found.items())


def with_changes(folder: Path, merges: Iterable[str]) -> frozenset[str]:
    """Return those merges in which some file differs from that of every parent."""
    wanted = frozenset(merges)
    given = "".join(f"{commit}\n" for commit in sorted(wanted)).encode()
    form = ("--stdin", "-c", "-r", "--name-only", "-z", "--no-renames", "--always")
    output, _ = run(folder, "diff-tree", *form, given=given) if given else (b"", "")
    found: set[str] = set()
    commit = ""
    # The id of a commit stands before the names of its files, if there are any.
    for part in output.split(b"\0"):
        text = part.decode("utf-8", "surrogateescape").strip("\n")
        if text in wanted:
            commit = text
        elif text:
            found.add(commit)
    return frozenset(found)


def untracked(folder: Path, notes: str) -> frozenset[str]:
    """Return the notes that git does not track."""
    output, _ = run(folder, "ls-files", "-o", "-z", "--", notes)
    return frozenset(os.fsdecode(path) for path in output.split(b"\0") if path)


def last_tag(folder: Path, commit: str) -> str:
    """Return the tag before a commit, empty if there is none."""
    try:
        output, _ = run(folder, "describe", "--tags", "--abbrev=0", commit)
    except GitError:
        return ""
    return os.fsdecode(output).strip()


def names_at(folder: Path, commit: str, notes: str) -> Iterator[str]:
    """Yield the paths of the files in the notes' folder of a commit."""
    output, _ = run(folder, "ls-tree", "-r", "-z", "--name-only", commit, "--", f"{notes}/")
    yield from (os.fsdecode(path) for path in output.split(b"\0") if path)
