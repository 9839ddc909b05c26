# SPDX-License-Identifier: Apache-2.0
"""A repository: its commits, what lies between them, and their files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from wharfinger.errors import CannotCompareError, NoBaseError
from wharfinger.model import ChangedFile, Commit
from wharfinger.sources.files import FileSystem, quoted
from wharfinger.sources.git import changes, refs, work_tree
from wharfinger.sources.git.files import CommitFiles
from wharfinger.sources.git.objects import Objects
from wharfinger.sources.git.running import GitError, run


class Repository:
    """Reads one repository, and writes nothing. Close it, or use it in a ``with``.

    ``folder`` is the one within the repository that is looked at, such as one project of
    several; ``prefix`` is its path within a commit, empty for the top. Changed files are those
    below it, and relative to it. ``bare`` tells that there is no work tree, ``shallow`` that
    the history is cut off.
    """

    def __init__(self, folder: Path, said: list[str]) -> None:
        self.folder = folder
        self.prefix = said[3].rstrip("/")
        self.bare = said[0] != "true"
        self.shallow = said[1] == "true"
        self._git_folder = said[2]
        self._objects = Objects(folder)

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """Return the repository that a folder is in.

        Raises :class:`~wharfinger.errors.CannotCompareError` if it is in none.
        """
        questions = ("--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir")
        output, _ = run(folder, "rev-parse", *questions, "--show-prefix")
        said = os.fsdecode(output).split("\n", 3)
        return cls(folder, [*said[:3], said[3].removesuffix("\n") if len(said) > 3 else ""])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the git process that reads objects."""
        self._objects.close()

    @property
    def name(self) -> str:
        """The name of the folder at the top of the repository."""
        top = self.folder
        for _ in filter(None, self.prefix.split("/")):
            top = top.parent
        return top.name.removesuffix(".git") or top.name or "repository"

    def resolve(self, ref: str) -> str:
        """Return the id of the commit that a ref names.

        Raises :class:`~wharfinger.errors.CannotCompareError` for what is missing, ambiguous or
        no commit.
        """
        try:
            return refs.resolve(self.folder, ref)
        except GitError as error:
            reason = refs.reason(self.folder, ref, error)
            raise CannotCompareError(reason + self._hint()) from None

    def branches(self, name: str) -> tuple[str, ...]:
        """Return the ids of the branch of that name: the local one, and those of remotes."""
        return refs.branches(self.folder, name)

    def branch(self) -> str:
        """Return the name of the current branch, empty if none is checked out."""
        return refs.current(self.folder)

    def releases(self, commit: str) -> tuple[str, ...]:
        """Return the tags of final releases that a commit has behind it, by their number."""
        return refs.releases(self.folder, commit)

    def merge_base(self, commit: str, *others: str) -> str:
        """Return the best ancestor that a commit shares with any of the others.

        Raises :class:`~wharfinger.errors.CannotCompareError` if there is none.
        """
        try:
            output, _ = run(self.folder, "merge-base", commit, *others)
        except GitError as error:
            if error.status != 1:
                raise
            names = " and ".join(item[:12] for item in (commit, *others))
            raise CannotCompareError(f"{names} have no commit in common{self._hint()}") from None
        return output.split()[0].decode()

    def commit(self, oid: str) -> Commit:
        """Return a commit.

        Raises :class:`~wharfinger.errors.CannotCompareError` if it is not there.
        """
        try:
            return self._objects.commit(oid)
        except OSError:
            raise CannotCompareError(f"the commit {oid[:12]} is not here{self._hint()}") from None

    def parents(self, oid: str) -> tuple[str, ...]:
        """Return the ids of a commit's parents; they may be cut off.

        Raises :class:`~wharfinger.errors.CannotCompareError` if the commit is not there.
        """
        return self.commit(oid).parents

    def first_parent(self, oid: str) -> str:
        """Return the id of a commit's first parent, which is there.

        Raises :class:`~wharfinger.errors.CannotCompareError` if there is none.
        """
        parents = self.parents(oid)
        if not parents:
            raise NoBaseError(f"{oid[:12]} is the first commit: nothing lies before it")
        return self.commit(parents[0]).id

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """Return the commits that ``head`` has and ``base`` has not, newest first."""
        output, _ = run(self.folder, "rev-list", "--topo-order", head, f"^{base}", "--")
        return tuple(self.commit(oid) for oid in output.decode().split())

    def changed(self, base: str, head: str) -> tuple[ChangedFile, ...]:
        """Return the files that differ between two commits."""
        output, _ = run(self.folder, "diff-tree", *changes.RAW, base, head, "--")
        return changes.parse(output)

    def changed_by(self, pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[ChangedFile, ...]]:
        """Return the files that differ between commits and their parents, by the commit."""
        given = "".join(f"{commit} {parent}\n" for commit, parent in pairs)
        arguments = ("diff-tree", "--stdin", "--always", "-m", *changes.RAW)
        output, _ = run(self.folder, *arguments, given=given.encode())
        return dict(changes.parse_many(output))

    def uncommitted(self, base: str = "HEAD") -> tuple[ChangedFile, ...]:
        """Return the files that differ between a commit and the disk, untracked ones included.

        Raises :class:`~wharfinger.errors.CannotCompareError` if there is no work tree.
        """
        if self.bare:
            raise CannotCompareError(f"{self.folder} is a bare repository: it has no work tree")
        indexed, _ = run(self.folder, "diff-index", "--cached", *changes.RAW, base, "--")
        known, _ = run(self.folder, "ls-files", "-s", "-t", "-z", "--debug")
        others, _ = run(self.folder, "ls-files", "-o", "--exclude-standard", "-z")
        time = self._index_time()
        states = (
            (entry.path, state)
            for entry in work_tree.entries(known)
            if (state := work_tree.state(entry, self.folder, time))
        )
        untracked = (os.fsdecode(path) for path in others.split(b"\0") if path)
        # A folder among these is another repository.
        plain = (path for path in untracked if not path.endswith("/"))
        return work_tree.joined(changes.parse(indexed), states, plain)

    def tree(self, oid: str) -> FileSystem:
        """Return the files of a commit, from its top.

        Raises :class:`~wharfinger.errors.CannotCompareError` if it is not there.
        """
        try:
            return CommitFiles(self._objects, self._objects.root(oid))
        except OSError:
            reason = f"the commit {quoted(oid[:12])} cannot be read{self._hint()}"
            raise CannotCompareError(reason) from None

    def _index_time(self) -> int:
        try:
            return os.stat(os.path.join(self._git_folder, "index")).st_mtime_ns
        except OSError:
            return 0

    def _hint(self) -> str:
        if not self.shallow:
            return ""
        return "; this clone is shallow: fetch more with git fetch --deepen=100 (or --unshallow)"
