# SPDX-License-Identifier: Apache-2.0
"""What tells whether the specs of a patch were delivered: options, and where needed releases."""

from __future__ import annotations

from dataclasses import replace

from wharfinger.model import Catalog, Note, SpecStatus
from wharfinger.sources.notes import read_notes
from wharfinger.sources.options import claimed_options
from wharfinger.sources.releases import read_releases
from wharfinger.sources.revisions import Revisions


def with_evidence(sides: Revisions, catalog: Catalog) -> Catalog:
    """Return the head with the options of its source, where a spec claims one.

    Only for how long a spec is delivered that is still accepted, and that the patch touches, are
    releases asked and notes read that the patch does not touch.
    """
    catalog = replace(catalog, options=claimed_options(sides.head, catalog.specs))
    accepted = (s for s in catalog.specs if s.touched and s.status is SpecStatus.ACCEPTED)
    if sides.folder is None or not any(spec.claims for spec in accepted):
        return catalog
    folder = catalog.policy.notes.folder
    notes = read_notes(sides.head.trees[0], folder, lint=False)
    releases = read_releases(sides.folder, folder)
    return replace(catalog, releases=releases, notes=_with_texts(catalog.notes, notes))


def _with_texts(notes: tuple[Note, ...], texts: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return notes with the texts of those that were only named."""
    read = {note.path: note for note in notes if note.touched or note.sections or note.faults}
    return tuple(read.get(note.path, note) for note in texts)
