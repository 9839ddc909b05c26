# SPDX-License-Identifier: Apache-2.0
"""Which version each note is in, as reno understands it.

A note belongs to the earliest tag that reaches the commit which added it. Edits and renames
keep it there, a deletion takes it out. The order of commits is topological: a branch that was
merged comes before the line that it was merged into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CommitNode:
    """A commit in the graph: its id, that of its tree, and its parents'."""

    id: str
    tree: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What a commit did to a file: ``added``, ``modified``, ``deleted`` or ``renamed``."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class DatedNote:
    """A note: its file, its uid, and the commit of its text; none for the working copy."""

    path: str
    uid: str
    commit: str


@dataclass(frozen=True, slots=True)
class Version:
    """The notes of a version, by their paths."""

    name: str
    notes: tuple[DatedNote, ...]


def ordered(
    nodes: Mapping[str, CommitNode], head: str, null_merges: Callable[[CommitNode], bool]
) -> Iterator[CommitNode]:
    """Yield commits so that each comes behind its children, merged branches first.

    Of a null merge, which brings a tag and no change, only the first parent is followed. The
    nodes may be those of :func:`followed`; with all of them, commits before the fork of a branch
    that is skipped so have a child that never comes, and are lost, as reno has it.
    """
    children: dict[str, list[str]] = {}
    for node in nodes.values():
        for parent in node.parents:
            children.setdefault(parent, []).append(node.id)
    emitted: set[str] = set()
    todo, waiting = [head], {head}
    while todo:
        node = nodes[todo.pop()]
        waiting.discard(node.id)
        follow = node.parents
        if null_merges(node):
            emitted.update((*node.parents[1:], node.id))
            follow = node.parents[:1]
        elif any(child not in emitted for child in children.get(node.id, ())):
            continue
        else:
            emitted.add(node.id)
            yield node
        for parent in follow:
            if parent not in waiting and parent not in emitted and parent in nodes:
                todo.append(parent)
                waiting.add(parent)


def followed(
    nodes: Mapping[str, CommitNode], head: str, null_merges: Callable[[CommitNode], bool]
) -> dict[str, CommitNode]:
    """Return the commits that are reached without the branches behind null merges."""
    found: dict[str, CommitNode] = {}
    todo = [head]
    while todo:
        node = nodes[todo.pop()]
        if node.id not in found:
            parents = node.parents[:1] if null_merges(node) else node.parents
            found[node.id] = CommitNode(node.id, node.tree, parents)
            todo += (parent for parent in parents if parent in nodes)
    return found


def by_uid(
    changes: Iterable[NoteChange], uid_of: Callable[[str], str]
) -> Iterator[tuple[str, NoteChange]]:
    """Yield the changes of a commit by uid; one that is added and deleted is renamed."""
    found: dict[str, list[NoteChange]] = {}
    for change in changes:
        found.setdefault(uid_of(change.path), []).append(change)
    for uid, items in sorted(found.items()):
        if {item.kind for item in items} == {"added", "deleted"}:
            new = next(item for item in items if item.kind == "added")
            yield uid, NoteChange("renamed", new.path)
        else:
            # Two notes with one uid: the linter reports them, and the last one wins.
            yield from ((uid, item) for item in items)


@dataclass(slots=True)
class Tracker:
    """Follows notes backwards through the history: what is seen first is the newest."""

    earliest: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    unborn: dict[str, tuple[str, str]] = field(default_factory=dict)

    def see(self, uid: str, change: NoteChange, commit: str, version: str) -> None:
        """Take in what a commit did to a note."""
        self.earliest[uid] = version
        if change.kind == "deleted":
            # A file of the same uid that was seen before was added again later.
            if uid not in self.names:
                self.deleted.add(uid)
        elif uid in self.deleted:
            return
        elif change.kind != "added":
            known = self.names if uid in self.names else self.unborn
            known.setdefault(uid, (change.path, commit))
        elif uid in self.unborn:
            self.names[uid] = self.unborn.pop(uid)
        else:
            self.names.setdefault(uid, (change.path, commit))

    def versions(self) -> dict[str, list[DatedNote]]:
        """Return the notes by version."""
        found: dict[str, list[DatedNote]] = {}
        for uid, version in self.earliest.items():
            if uid in self.names:
                path, commit = self.names[uid]
                found.setdefault(version, []).append(DatedNote(path, uid, commit))
        return found


def collapsed(
    found: Mapping[str, list[DatedNote]], order: Sequence[str], final: Callable[[str], str]
) -> dict[str, list[DatedNote]]:
    """Return the notes with those of pre-releases among those of the final release, if tagged.

    ``final`` returns the name of the final release for that of a pre-release.
    """
    joined: dict[str, list[DatedNote]] = {}
    for version in order:
        if version in found:
            name = final(version)
            name = name if name in order else version
            joined.setdefault(name, []).extend(found[version])
    return joined


def trimmed(
    found: Mapping[str, list[DatedNote]], order: Sequence[str], earliest: str
) -> tuple[Version, ...]:
    """Return the versions that have notes, the newest first, down to the earliest wanted."""
    versions: list[Version] = []
    for name in order:
        if found.get(name):
            notes = tuple(sorted(found[name], key=lambda note: (note.path, note.commit)))
            versions.append(Version(name, notes))
            if name == earliest:
                break
    return tuple(versions)
