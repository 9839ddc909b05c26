# SPDX-License-Identifier: Apache-2.0
"""The final releases of a project, and the release notes that are first in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wharfinger.errors import CannotCompareError
from wharfinger.model import Policy, Reading, Release, Request, SourceInfo

if TYPE_CHECKING:
    from wharfinger.sources.git import Repository

_WHOLE = {"stop_at_branch_base": False, "earliest_version": ""}


class _Releases:
    """The source of releases: those of the first tree, from its git history."""

    info = SourceInfo(
        name="releases",
        part="releases",
        summary="final releases with their notes, where a spec claims something",
        requires=("policy", "specs"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the releases. Where no spec claims anything, git is not asked."""
        specs = (spec for found in parts.get("specs", ()) for spec in found.specs)
        if not request.trees or not any(spec.claims for spec in specs):
            return Reading(())
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        return Reading(read_releases(request.trees[0], policy.notes.folder))


def read_releases(tree: Path, folder: str = "") -> tuple[Release, ...]:
    """Return the final releases of what is checked out, the newest first.

    What is not released yet comes before them, with an empty version. None in a shallow clone
    and outside git; without notes of reno in ``folder``, the place that the policy names, the
    releases have no notes. It takes the same few git calls for any history.
    """
    # Imported only now: most projects have no specs that claim anything.
    from wharfinger.sources.git import Repository
    from wharfinger.sources.git.release_tags import final_of, release_times

    try:
        with Repository.at(tree) as repository:
            if repository.shallow:
                return ()
            times = release_times(repository.folder, repository.resolve("HEAD"))
            notes: dict[str, list[str]] = {}
            for version, path in _notes(repository, folder):
                notes.setdefault(final_of(version, times), []).append(path)
    except CannotCompareError:
        return ()
    coming = [Release("", 0, tuple(notes.get("", ())))] if notes.get("") else []
    made = (Release(name, time, tuple(notes.get(name, ()))) for name, time in times.items())
    return (*coming, *made)


def _notes(repository: Repository, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the version and the path of each release note."""
    from wharfinger.sources.notes import history, settings

    kept = settings.settings(repository.folder, folder)
    if kept is None or kept.tool != "reno":
        return
    # What a stable branch began with is of interest here, too.
    kept = replace(kept, options={**kept.options, **_WHOLE})
    try:
        found = history.history(repository, kept)
    except CannotCompareError:
        return
    yield from ((item.name, note.path) for item in found.versions for note in item.notes)


source = _Releases()
