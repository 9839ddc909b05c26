# SPDX-License-Identifier: Apache-2.0
"""``notes lint``: what is wrong with the notes of a project, or with some of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wharfinger import engine, pipeline
from wharfinger.checks.note_lint import checks
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import Catalog, Examined, Note, Outcome, Request
from wharfinger.reporters import json_text
from wharfinger.reporters.json import outcome_data
from wharfinger.sources import files, suppressions
from wharfinger.sources.notes import read_notes


def lint(request: Request, named: Sequence[str]) -> Outcome:
    """Judge the notes of the first tree, or those of them that are named.

    Raises :class:`~wharfinger.errors.NothingExaminedError` if there are none, and
    :class:`~wharfinger.errors.UsageError` for a file that is no note of the project.
    """
    if not request.trees:
        raise NothingExaminedError("there is no source tree to look for notes in; name it with -C")
    tree = request.trees[0]
    policy = pipeline.read(request, ("policy",)).policy
    only = [relative(path, tree) for path in named]
    notes = read_notes(tree, policy.notes.folder, only or None)
    if only:
        notes = _chosen(notes, only)
    if not notes:
        raise NothingExaminedError(
            f"there are no release notes in {tree}; 'notes: {{folder: ...}}' in the policy file "
            "says where they are, if reno or towncrier do not"
        )
    catalog = Catalog(policy=policy, notes=notes, examined=Examined(notes=len(notes)))
    outcome = engine.run(checks, catalog, suppressions.reader(request))
    return replace(outcome, catalog=replace(outcome.catalog, findings=outcome.findings))


def _chosen(notes: tuple[Note, ...], only: Sequence[str]) -> tuple[Note, ...]:
    known = {note.path: note for note in notes}
    for path in only:
        if path not in known:
            raise UsageError(f"{path} is no release note of this project")
    return tuple(known[path] for path in dict.fromkeys(only))


def relative(path: str, tree: Path) -> str:
    """Return a path that the user gave as the tree's notes have theirs."""
    real = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))
    try:
        return files.relative(real, os.path.realpath(tree))
    except ValueError:
        return files.encodable(path)


def as_json(outcome: Outcome) -> str:
    """Return the outcome for machines, in the form of ``check``."""
    return json_text("notes-lint", outcome.catalog.examined, outcome_data(outcome))
