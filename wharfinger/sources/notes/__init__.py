# SPDX-License-Identifier: Apache-2.0
"""The release notes of the host project, whatever tool keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wharfinger.model import Note, Patch, Policy, Reading, Request, SourceInfo


class _Notes:
    """The source of release notes: those of the first tree, as reno, towncrier or a file has them.

    With the part ``patch``, only the notes that it touches are read; the others are there by
    their names.
    """

    info = SourceInfo(
        name="notes",
        part="notes",
        summary="Release notes of reno, of towncrier, or in a changelog.",
        requires=("policy", "patch"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the notes. What is wrong with them is in their faults."""
        if not request.trees:
            return Reading(())
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        patch: Patch | None = next(iter(parts.get("patch", ())), None)
        notes = read_notes(request.trees[0], policy.notes.folder, changed_paths(patch))
        notes = touched(notes, patch)
        return Reading(notes, files=sum(bool(note.sections or note.faults) for note in notes))


def read_notes(
    tree: Path, folder: str = "", only: Collection[str] | None = None, lint: bool = True
) -> tuple[Note, ...]:
    """Return the notes of a tree; ``folder`` is where the policy says that they are.

    With ``only``, notes of other paths are named and not read. Without ``lint`` their texts
    are not judged. Faults of the tool's configuration are those of a note that is that file.
    """
    # Imported only now: a project without notes can do without PyYAML and docutils.
    from wharfinger.sources.notes import changelog, reno, settings, towncrier

    found = settings.settings(tree, folder)
    if found is None:
        return ()
    if found.tool == "changelog":
        notes = tuple(changelog.read(tree, found, only))
    else:
        read = reno.read if found.tool == "reno" else towncrier.read
        notes = tuple(read(tree, found, only, lint))
    if found.faults and (only is None or found.path in only):
        notes = (Note(found.path, found.tool, faults=found.faults), *notes)
    return notes


def changed_paths(patch: Patch | None) -> frozenset[str] | None:
    """Return the paths that a patch leaves behind, None where there is no patch."""
    if patch is None:
        return None
    return frozenset(file.path for file in patch.files if file.status != "deleted")


def touched(notes: Iterable[Note], patch: Patch | None) -> tuple[Note, ...]:
    """Return notes, with those marked that a patch adds or changes."""
    paths = changed_paths(patch) or frozenset()
    return tuple(replace(note, touched=True) if note.path in paths else note for note in notes)


source = _Notes()
