# SPDX-License-Identifier: Apache-2.0
"""The notes of a repository by version, from its git history and reno's configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from wharfinger.contract.notes.history import (
    CommitNode,
    NoteChange,
    Tracker,
    Version,
    by_uid,
    collapsed,
    followed,
    ordered,
    trimmed,
)
from wharfinger.errors import CannotCompareError
from wharfinger.sources.git import Repository, note_history
from wharfinger.sources.notes.reno_note import uid
from wharfinger.sources.notes.settings import Settings

WORKING_COPY = "*working-copy*"
"""What reno calls the version of notes that are not committed yet."""

_NO_VERSION = "0.0.0"
_RELEASE = r"((?:v?[\d.ab]|rc)+)"
_PRE_RELEASE = r"(?P<pre_release>\.v?\d+(?:[ab]|rc)+\d*)$"
_DEFAULTS: Mapping[str, str] = {
    "release_tag_re": _RELEASE,
    "pre_release_tag_re": _PRE_RELEASE,
    "branch_name_re": "stable/.+",
    "closed_branch_tag_re": "(.+)-eo[lm]",
    "branch_name_prefix": "stable/",
    "branch_sort_re": "stable/([0-9].*)",
    "branch_sort_prefix": "stable/zzz",
    "default_branch": "master",
    "earliest_version": "",
}


@dataclass(frozen=True, slots=True)
class History:
    """The versions, the newest first. ``lost`` are the paths of notes that reno itself leaves out.

    reno takes every clean merge of a tagged commit for one without changes, and with it loses
    what the merged branch had. Such notes are in ``versions`` here. ``commits`` is how many
    commits were looked at.
    """

    versions: tuple[Version, ...]
    commits: int
    lost: tuple[str, ...] = ()


def history(repository: Repository, settings: Settings) -> History:
    """Return the notes of the branch that is checked out, by version.

    Raises :class:`~wharfinger.errors.CannotCompareError` for a shallow clone, a configuration that
    names what is not there, and where git cannot be read.
    """
    if repository.shallow:
        raise CannotCompareError(
            "the clone is shallow, so nothing tells in which version a note was added; "
            "fetch the rest with git fetch --unshallow"
        )
    scan = _Scan(repository, settings)
    versions = scan.versions(scan.is_null_merge, scan.followed())
    as_reno = scan.versions(scan.is_null_to_reno, scan.nodes)
    theirs = {note.path for version in as_reno for note in version.notes}
    ours = [note.path for version in versions for note in version.notes]
    lost = tuple(path for path in ours if path not in theirs)
    return History(versions, len(scan.nodes), lost)


@dataclass(slots=True)
class _Scan:
    repository: Repository
    settings: Settings
    head: str = ""
    nodes: Mapping[str, CommitNode] = field(default_factory=dict)
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    changes: Mapping[str, Sequence[NoteChange]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    changed_merges: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        folder = self.repository.folder
        self.head = self.repository.resolve("HEAD")
        self.nodes = {node.id: node for node in note_history.graph(folder, self.head)}
        self.tags = {
            commit: found
            for commit, names in note_history.tags(folder).items()
            if (found := self._releases(names))
        }
        self.changes = note_history.changes(folder, self.head, self.settings.folder)
        self.order = list(chain.from_iterable(self.tags.get(item, ()) for item in self.nodes))
        merges = [node.id for node in self.nodes.values() if self._merges_tag(node)]
        self.changed_merges = note_history.with_changes(folder, merges)

    def is_null_merge(self, node: CommitNode) -> bool:
        """Tell whether a merge brings a tag, and no change at all."""
        if not self._merges_tag(node) or node.parents[0] not in self.nodes:
            return False
        return node.tree == self.nodes[node.parents[0]].tree

    def is_null_to_reno(self, node: CommitNode) -> bool:
        """Tell whether reno takes a merge for one without changes."""
        return self._merges_tag(node) and node.id not in self.changed_merges

    def followed(self) -> Mapping[str, CommitNode]:
        """Return the commits without those behind null merges."""
        return followed(self.nodes, self.head, self.is_null_merge)

    def versions(
        self, null_merges: Callable[[CommitNode], bool], nodes: Mapping[str, CommitNode]
    ) -> tuple[Version, ...]:
        """Return the notes by version, as far as they are in some of the commits."""
        stop, earliest = self._limits()
        current = self._current()
        tracker = Tracker()
        self._working_copy(tracker)
        ignored = {uid(name) for name in self.settings.ignored}
        order = [WORKING_COPY, *([] if current in self.order else [current]), *self.order]
        for node in ordered(nodes, self.head, null_merges):
            names = self.tags.get(node.id, ())
            current = names[-1] if names else current
            notes = (item for item in self.changes.get(node.id, ()) if _is_note(item.path))
            for key, change in by_uid(notes, uid):
                if key not in ignored:
                    tracker.see(key, change, node.id, current)
            if stop and stop in names:
                break
        found = tracker.versions()
        if self._option("collapse_pre_releases", True):
            found = collapsed(found, order, self._final)
        return trimmed(found, order, earliest)

    def _merges_tag(self, node: CommitNode) -> bool:
        wanted = self._option("ignore_null_merges", True)
        return wanted and any(parent in self.tags for parent in node.parents[1:])

    def _working_copy(self, tracker: Tracker) -> None:
        if self.repository.bare:
            return
        below = f"{self.settings.folder}/"
        files = [f for f in self.repository.uncommitted(self.head) if f.path.startswith(below)]
        unknown = files and note_history.untracked(self.repository.folder, self.settings.folder)
        changes = [
            NoteChange("modified" if file.status == "renamed" else file.status, file.path)
            for file in files
            if _is_note(file.path) and file.path not in (unknown or ())
        ]
        for key, change in by_uid(changes, uid):
            tracker.see(key, change, "", WORKING_COPY)

    def _current(self) -> str:
        """Return the version of the branch as it is now, as ``git describe`` would."""
        commit, count = self.head, 0
        while commit in self.nodes:
            if names := self.tags.get(commit):
                return f"{names[-1]}-{count}" if count else names[-1]
            commit = next(iter(self.nodes[commit].parents), "")
            count += 1
        return _NO_VERSION

    def _limits(self) -> tuple[str, str]:
        """Return the tag at which to stop, and the earliest version to show."""
        earliest = self._text("earliest_version")
        if earliest and earliest not in self.order:
            path = self.settings.path
            raise CannotCompareError(f"{path}: there is no tag {earliest!r}: earliest_version")
        if earliest:
            return self._before(earliest), earliest
        if not self._option("stop_at_branch_base", True):
            return "", ""
        stop = next((base for base in self._bases() if base in self.order), "")
        if not stop:
            return "", ""
        index = self.order.index(stop) + 1
        return stop, self.order[index] if index < len(self.order) else stop

    def _before(self, earliest: str) -> str:
        """Return the newest tag of another version before the earliest to show."""
        older = self.order[self.order.index(earliest) + 1 :]
        if self._pattern("pre_release_tag_re").search(earliest) and not self._option(
            "collapse_pre_releases", True
        ):
            return older[0] if older else ""
        return next((tag for tag in older if _numbers(tag) != _numbers(earliest)), "")

    def _bases(self) -> Sequence[str]:
        """Return the tags at the bases of series branches, the newest branch first."""
        folder = self.repository.folder
        commits = self._series()
        if not commits:
            return ()
        (main, *_) = (*self.repository.branches(self._text("default_branch")), self.head)
        on_main = frozenset(note_history.reachable(folder, main))
        names = sorted(commits, key=self._sort_key, reverse=True)
        return _LazyBases(self, [commits[name] for name in names], on_main)

    def base_of(self, commit: str, on_main: frozenset[str]) -> str:
        """Return the newest tag of a branch that is on the main one too."""
        own = note_history.reachable(self.repository.folder, commit)
        tagged = (self.tags[item][-1] for item in own if item in on_main and item in self.tags)
        return next(tagged, "")

    def _series(self) -> dict[str, str]:
        """Return the commit of each series branch, open or closed."""
        folder = self.repository.folder
        pattern, closed = (self._pattern(n) for n in ("branch_name_re", "closed_branch_tag_re"))
        found = {n: c for n, c in note_history.branches(folder) if pattern.search(n)}
        for commit, names in note_history.tags(folder).items():
            for name in names:
                match = closed.search(name.rpartition("/")[2])
                if match and match.groups():
                    found.setdefault(self._text("branch_name_prefix") + match[1], commit)
        return found

    def _sort_key(self, name: str) -> str:
        match = self._pattern("branch_sort_re").search(name)
        return self._text("branch_sort_prefix") + match[1] if match else name

    def _releases(self, names: Sequence[str]) -> tuple[str, ...]:
        pattern, early = (self._pattern(n) for n in ("release_tag_re", "pre_release_tag_re"))
        found = [name for name in names if pattern.match(name)]
        return tuple(sorted(found, key=lambda name: not early.search(name)))

    def _final(self, version: str) -> str:
        match = self._pattern("pre_release_tag_re").search(version)
        if not match or "pre_release" not in match.re.groupindex:
            return version
        return version[: match.start("pre_release")] + version[match.end("pre_release") :]

    def _text(self, name: str) -> str:
        return str(self.settings.options.get(name) or _DEFAULTS[name])

    def _option(self, name: str, default: bool) -> bool:
        return bool(self.settings.options.get(name, default))

    def _pattern(self, name: str) -> re.Pattern[str]:
        try:
            return re.compile(self._text(name), re.VERBOSE)
        except (re.error, RecursionError, OverflowError):
            # The configuration's own fault is a finding of the linter.
            return re.compile(_DEFAULTS[name], re.VERBOSE)


class _LazyBases(Sequence[str]):
    """The bases of branches, each looked for when it is asked for: mostly the first is enough."""

    def __init__(self, scan: _Scan, commits: Sequence[str], on_main: frozenset[str]) -> None:
        self._scan, self._commits, self._on_main = scan, commits, on_main

    def __len__(self) -> int:
        return len(self._commits)

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        return self._scan.base_of(self._commits[index], self._on_main)


def _is_note(path: str) -> bool:
    return path.endswith(".yaml")


def _numbers(version: str) -> list[int | str]:
    parts = [*version.split("."), "0", "0", "0"][:3]
    return [int(part) if part.isdecimal() else part for part in parts]
