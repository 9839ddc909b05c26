# SPDX-License-Identifier: Apache-2.0
"""The two states that are compared: commits, the disk, wheels, trees or environments.

Either becomes a request like any other, so that what reads a tree or an environment need not
know where its files are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from wharfinger.contract.notes.exemptions import exemption
from wharfinger.errors import CannotCompareError, NoBaseError
from wharfinger.model import Commit, Patch, Request
from wharfinger.sources import files, named_sides
from wharfinger.sources.environments import existing_folder
from wharfinger.sources.files import UnreadableError, encodable
from wharfinger.sources.git import Repository

# What CI systems call the merge of a change into its branch that they make for a test.
_MADE_BY_CI = re.compile(r"Merge (commit '[^']+'( into \S+)?|[0-9a-f]{40} into [0-9a-f]{40})$")
_ONE_COMMIT_VARIABLES = ("GERRIT_BRANCH", "ZUUL_BRANCH")
_BRANCH_VARIABLES = (*_ONE_COMMIT_VARIABLES, "GITHUB_BASE_REF")


@dataclass(frozen=True, slots=True)
class Revisions:
    """What to read for the base and for the head, and the patch between them if it is one.

    The requests can be read while what is mounted for them is mounted. ``folder`` is the project
    in its repository on the disk, None where no commits are compared.
    """

    base: Request
    head: Request
    patch: Patch | None = None
    folder: Path | None = None

    def read_base(self, path: str) -> bytes | None:
        """Return what is in a file of the base's first tree, None if it cannot be read."""
        return _content(self.base, path)

    def read_head(self, path: str) -> bytes | None:
        """Return what is in a file of the head's first tree, None if it cannot be read."""
        return _content(self.head, path)

    def with_text(self) -> Revisions:
        """Return the same, the patch with what the text of the changed files says."""
        if self.patch is None:
            return self
        from wharfinger.sources import patch_text

        said = patch_text.read(self.patch.files, self.read_base, self.read_head)
        patch = replace(
            self.patch,
            new_calls=said.new_calls,
            option_changes=said.option_changes,
            removed_functions=said.removed_functions,
            migrations=said.migrations,
            changed_methods=said.changed_methods,
        )
        return replace(self, patch=patch)


def _content(request: Request, path: str) -> bytes | None:
    if not request.trees:
        return None
    tree = request.trees[0]
    try:
        return files.read_bytes(tree / path, tree, files.METADATA_LIMIT)
    except UnreadableError:
        return None


@contextmanager
def compared(
    request: Request, target_branch: str = "", exempt_authors: Sequence[str] = ()
) -> Iterator[Revisions]:
    """Mount what a request compares, and yield the requests for either side.

    Raises :class:`~wharfinger.errors.CannotCompareError` where there is nothing to compare with,
    and :class:`~wharfinger.errors.UsageError` for a wheel or folder that cannot be read.
    """
    with ExitStack() as stack:
        named = named_sides.find(request, stack)
        if named is not None:
            yield Revisions(*named)
            return
        with _repository(request) as repository:
            yield stack.enter_context(_commits(repository, request, target_branch, exempt_authors))


@contextmanager
def history(
    request: Request, base: str, head: str = "", exempt_authors: Sequence[str] = ()
) -> Iterator[Iterator[Revisions]]:
    """Yield an iterator over the commits between two, oldest first, each against its first parent.

    The requests of a commit can be read until the next one is asked for. Nothing is kept on the
    disk: the answer for a commit depends on more than its files' time stamps.

    Raises :class:`~wharfinger.errors.CannotCompareError` like :func:`compared`.
    """
    with _repository(request) as repository:
        last = repository.resolve(head or "HEAD")
        first = repository.merge_base(last, repository.resolve(base))
        commits = [item for item in repository.commits(first, last)[::-1] if item.parents]
        if not commits:
            raise CannotCompareError(f"there are no commits between {base} and {head or 'HEAD'}")
        changed = repository.changed_by((item.id, item.parents[0]) for item in commits)
        plain = replace(request, cache=None)
        branch = _branch("", repository)

        def one_by_one() -> Iterator[Revisions]:
            for commit in commits:
                patch = Patch(
                    base=commit.parents[0],
                    head=commit.id,
                    branch=branch,
                    commits=(commit,),
                    files=changed.get(commit.id, ()),
                    exempt=exemption((commit,), exempt_authors),
                )
                with _mounted(repository, plain, patch) as revisions:
                    yield revisions

        yield one_by_one()


def releases(folder: Path, patch: Patch) -> tuple[str, ...]:
    """Return the final releases before a patch, oldest first; none where git does not tell."""
    try:
        with Repository.at(folder) as repository:
            return repository.releases(patch.base)
    except CannotCompareError:
        return ()


@contextmanager
def _repository(request: Request) -> Iterator[Repository]:
    if not request.trees:
        raise NoBaseError("no source tree was named whose commits could be compared")
    with Repository.at(existing_folder(request.trees[0])) as repository:
        yield repository


@contextmanager
def _commits(
    repository: Repository, request: Request, target_branch: str, exempt_authors: Sequence[str]
) -> Iterator[Revisions]:
    tip = _tip(repository, request.head)
    on_disk = request.worktree and not request.head
    base = _named_base(repository, request, tip) or _base(repository, tip, target_branch, on_disk)
    commits = repository.commits(base, tip)
    patch = Patch(
        base=base,
        head="" if on_disk else tip,
        branch=_branch(target_branch, repository),
        commits=commits,
        files=repository.uncommitted(base) if on_disk else repository.changed(base, tip),
        exempt="" if on_disk else _exempt(commits, exempt_authors),
    )
    with _mounted(repository, request, patch) as revisions:
        yield revisions


def _tip(repository: Repository, named: str) -> str:
    """Return the commit that is judged: the one checked out, if there is one yet, or another."""
    if named:
        return repository.resolve(named)
    try:
        return repository.resolve("HEAD")
    except CannotCompareError as error:
        raise NoBaseError(error.reason) from None


def _named_base(repository: Repository, request: Request, tip: str) -> str:
    """Return the commit that the user compares with, or where the head left it; empty for none."""
    if not request.base:
        return ""
    named = repository.resolve(request.base)
    return named if request.exact else repository.merge_base(tip, named)


def _base(repository: Repository, tip: str, target_branch: str, on_disk: bool) -> str:
    """Return where the head left its target branch, or else its first parent.

    Gerrit and Zuul review one commit at a time. Raises
    :class:`~wharfinger.errors.CannotCompareError` for a target branch that is not in the clone.
    """
    target = target_branch or os.environ.get("GITHUB_BASE_REF", "")
    one_by_one = any(os.environ.get(name) for name in _ONE_COMMIT_VARIABLES)
    found = repository.branches(target) if target and not one_by_one else ()
    if target and not one_by_one and not found:
        raise CannotCompareError(
            f"the target branch {target} is not in this clone; fetch it, or name the base"
            " with --base"
        )
    targets = [oid for oid in found if oid != tip]
    shared = repository.merge_base(tip, *targets) if targets else tip
    if shared != tip:
        return shared
    # Before the second commit, what is not committed can still be compared with the first.
    return tip if on_disk and not repository.parents(tip) else repository.first_parent(tip)


def _exempt(commits: Sequence[Commit], authors: Sequence[str]) -> str:
    """Return why no note is asked: a merge that is itself the patch answers for all its commits."""
    if commits and len(commits[0].parents) > 1 and not _MADE_BY_CI.match(commits[0].subject):
        return exemption(commits[:1], authors)
    return exemption([item for item in commits if len(item.parents) < 2], authors)


def _branch(target_branch: str, repository: Repository) -> str:
    """Return the branch that the patch is for: CI says it best, then the policy."""
    said = (os.environ.get(name, "") for name in _BRANCH_VARIABLES)
    return encodable(next(filter(None, said), "") or target_branch or repository.branch())


@contextmanager
def _mounted(repository: Repository, request: Request, patch: Patch) -> Iterator[Revisions]:
    """Mount the commits of a patch in the place of the first tree."""
    rest = request.trees[1:]
    with ExitStack() as stack:

        def side(oid: str) -> Request:
            prefix = f"/git:{oid}/{repository.name}"
            top = stack.enter_context(files.mounted(prefix, repository.tree(oid)))
            tree = top / repository.prefix
            if not files.is_folder(tree):
                reason = f"the commit {oid[:12]} has no folder {encodable(repository.prefix)}"
                raise CannotCompareError(reason)
            return replace(request, trees=(tree, *rest), base=None, head="", worktree=False)

        base = side(patch.base)
        head = replace(request, base=None, worktree=False) if not patch.head else side(patch.head)
        yield Revisions(base, head, patch, repository.folder)
