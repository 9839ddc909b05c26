# SPDX-License-Identifier: Apache-2.0
"""What the release notes say, without a judgement of how: a fifth of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wharfinger.model import Note, Policy, Reading, Request, SourceInfo
from wharfinger.sources import cache, files


class _NoteTexts:
    """The source of the release notes of the first tree for whoever only wants to read them."""

    info = SourceInfo(
        name="note_texts",
        part="note_texts",
        summary="release notes as they are, where a spec claims something",
        requires=("policy", "specs"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the notes without faults. Where no spec claims anything, none are read."""
        specs = (spec for found in parts.get("specs", ()) for spec in found.specs)
        if not request.trees or not any(spec.claims for spec in specs):
            return Reading(())
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        tree, folder = request.trees[0], policy.notes.folder
        question = ("note texts", str(tree), folder)
        notes = cache.answer(request.cache, question, lambda: _read(tree, folder))
        return Reading(notes, files=len(notes))


def _read(tree: Path, folder: str) -> tuple[tuple[Note, ...], Iterable[str]]:
    from wharfinger.sources.notes import read_notes

    with files.recorded() as seen:
        notes = read_notes(tree, folder, lint=False)
    return notes, seen


source = _NoteTexts()
