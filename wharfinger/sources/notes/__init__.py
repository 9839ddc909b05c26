# SPDX-License-Identifier: Apache-2.0
"""The release notes of the host project, whatever tool keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wharfinger.model import Note, Policy, Reading, Request, SourceInfo
from wharfinger.sources.remembering import remembered


class _Notes:
    """The source of release notes: those of the first tree, as reno, towncrier or a file has them.

    Where the request limits them, only these are read; the others are there by their names.
    """

    info = SourceInfo(
        name="notes",
        part="notes",
        summary="Release notes of reno, of towncrier, or in a changelog.",
        requires=("policy",),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the notes. What is wrong with them is in their faults."""
        if not request.trees:
            return Reading(())
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        tree, folder, only = request.trees[0], policy.notes.folder, request.notes
        # No tool keeps notes in modules, and most patches touch nothing else.
        texts = None if only is None else tuple(p for p in only if not p.endswith(".py"))
        notes = remembered("notes", (folder, texts), tree, lambda: read_notes(tree, folder, texts))
        paths = frozenset(request.notes or ())
        notes = tuple(replace(n, touched=True) if n.path in paths else n for n in notes)
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


source = _Notes()
