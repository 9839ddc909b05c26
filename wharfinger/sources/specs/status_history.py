# SPDX-License-Identifier: Apache-2.0
"""When specs came to their statuses, from git: a source that is asked for by feeds alone.

The status of each version of a file is what its folder or its field says, and only where two
versions differ in it, something happened. Edits of many files at once therefore date nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wharfinger.errors import CannotCompareError
from wharfinger.model import (
    Policy,
    Reading,
    Request,
    SourceInfo,
    Spec,
    SpecFiles,
    SpecsPolicy,
    SpecStatus,
    StatusChange,
)
from wharfinger.sources import cache, mounts
from wharfinger.sources.git import Repository, spec_history
from wharfinger.sources.git.spec_history import Move, Step
from wharfinger.sources.specs.layouts import standing, status_words

_FIELD = re.compile(r"^:(?P<name>[^:\n]+):[ \t]+(?P<value>[^\n]*)", re.MULTILINE)
_HEAD = 8192

StatusOf = Callable[[str, str], SpecStatus | None]
"""The status of a version, by its path and the id of its text."""


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a file: which commit made it, where the file was, and the id of its text."""

    step: Step
    path: str
    text: str


class _StatusChanges:
    """The source of changes of status: none for what is in no repository."""

    info = SourceInfo(
        name="status_changes",
        part="status_changes",
        summary="When each spec came to its status, from git.",
        requires=("policy", "specs"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the changes of status of all specs, each spec's from the oldest on."""
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        files: SpecFiles = next(iter(parts.get("specs", ())), SpecFiles())
        if not request.trees or not files.specs or mounts.find(str(request.trees[0])):
            return Reading(())
        try:
            return Reading(status_changes(request.trees[0], files, policy.specs, request.cache))
        except CannotCompareError:
            return Reading(())


def status_changes(
    tree: Path, files: SpecFiles, policy: SpecsPolicy, kept: Path | None = None
) -> tuple[StatusChange, ...]:
    """Return when the specs of a tree came to their statuses, the oldest of each spec first.

    ``kept`` is the folder in which answers are kept, None for none. What is not committed has no
    date. Raises :class:`~wharfinger.errors.CannotCompareError` if the tree is in no repository.
    """
    with Repository.at(tree) as repository:
        head = repository.resolve("HEAD")
        told = tuple((spec.path, spec.status_basis) for spec in files.specs)
        # More may be fetched of a shallow clone, with the same commit at its head.
        kept = None if repository.shallow else kept
        question = ("status changes", str(tree), head, files.folder, told, policy)
        return cache.answer(kept, question, lambda: (_read(repository, head, files, policy), ()))


def _read(
    repository: Repository, head: str, files: SpecFiles, policy: SpecsPolicy
) -> tuple[StatusChange, ...]:
    tree = repository.folder
    lines = histories(spec_history.steps(tree, head, files.folder))
    followed = {spec: lines[spec.path] for spec in files.specs if spec.path in lines}
    status_of = _reader(tree, files.folder, policy, followed)
    found = [
        StatusChange(spec.path, status, version.step.time, version.step.id)
        for spec, versions in followed.items()
        for version, status in changes(versions, status_of[spec.status_basis])
        # Where the history is cut off, the first commit says only what had been before.
        if version.step.parents or not repository.shallow
    ]
    return tuple(_with_authors(tree, found))


def _reader(
    tree: Path, folder: str, policy: SpecsPolicy, followed: Mapping[Spec, Iterable[Version]]
) -> Mapping[str, StatusOf]:
    """Return how to tell the status of a version, by what tells that of the spec today."""
    ids = {
        version.text
        for spec, versions in followed.items()
        if spec.status_basis == "field"
        for version in versions
    }
    texts = spec_history.texts(tree, sorted(ids))
    words, names = status_words(policy), _field_names(policy)
    said = {oid: status_in(text, names) for oid, text in texts.items()}

    def by_folder(path: str, _: str = "") -> SpecStatus | None:
        return standing(path.removeprefix(f"{folder}/"), policy).status

    def by_field(path: str, text: str) -> SpecStatus | None:
        word = words.get(said.get(text, ""))
        return SpecStatus(word) if word else by_folder(path)

    return {"field": by_field, "folder": by_folder, "": lambda *_: None}


def status_in(text: str, names: Collection[str]) -> str:
    """Return the word that the field of one of these names has, in lower case, empty for none.

    Names are in lower case. Only the beginning of the text is looked at: there fields are.
    """
    for match in _FIELD.finditer(text[:_HEAD]):
        if match["name"].strip().lower() in names:
            return match["value"].strip("`'\" \t\r").lower()
    return ""


def _field_names(policy: SpecsPolicy) -> frozenset[str]:
    mapped = (name.lower() for name, ours in policy.fields.items() if ours == "status")
    return frozenset({"status", *mapped})


def _with_authors(tree: Path, found: list[StatusChange]) -> Iterator[StatusChange]:
    authors = spec_history.authors(tree, dict.fromkeys(change.commit for change in found))
    for item in found:
        author = authors.get(item.commit, "")
        yield StatusChange(item.path, item.status, item.time, item.commit, author)


def changes(
    versions: Iterable[Version], status_of: StatusOf
) -> Iterator[tuple[Version, SpecStatus | None]]:
    """Yield the first version of a spec, and those that brought another status."""
    before: list[SpecStatus | None] = []
    for version in versions:
        status = status_of(version.path, version.text)
        if before != [status]:
            yield version, status
        before = [status]


def histories(steps: Iterable[Step]) -> dict[str, list[Version]]:
    """Return the versions of each file that is there in the end, the oldest first.

    A file that appears where another goes is the same one if it has the same text or, if no
    other has that, the same name.
    """
    lines: dict[str, list[Version]] = {}
    for step in steps:
        gone = {m.path: lines.pop(m.path) for m in step.moves if not m.new and m.path in lines}
        new = [move for move in step.moves if move.new]
        came_from = _renamed(
            [move for move in step.moves if move.path in gone],
            [move for move in new if move.path not in lines],
        )
        for move in new:
            line = lines.setdefault(move.path, gone.get(came_from.get(move.path, ""), []))
            line.append(Version(step, move.path, move.new))
    return lines


def _renamed(gone: Iterable[Move], new: Iterable[Move]) -> dict[str, str]:
    """Return where files come from, by where they are now."""
    found: dict[str, str] = {}
    for alike in _ALIKE:
        left: dict[object, list[str]] = {}
        taken = set(found.values())
        for move in gone:
            if move.path not in taken:
                left.setdefault(alike(move.path, move.old), []).append(move.path)
        for move in new:
            if move.path not in found and (paths := left.get(alike(move.path, move.new))):
                found[move.path] = paths.pop(0)
    return found


def _slug(path: str) -> str:
    return path.rpartition("/")[2]


_ALIKE: tuple[Callable[[str, str], object], ...] = (
    lambda path, text: (_slug(path), text),
    lambda _, text: text,
    lambda path, _: _slug(path),
)
"""What a file keeps when it moves, the best sign first."""


source = _StatusChanges()
