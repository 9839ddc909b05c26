# SPDX-License-Identifier: Apache-2.0
"""``notes list``: which version each note is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from wharfinger import pipeline
from wharfinger.contract.notes.history import DatedNote, Version
from wharfinger.errors import NothingExaminedError
from wharfinger.model import Examined, Request
from wharfinger.reporters import counted, examined_line, json_text, visible
from wharfinger.sources.git import Repository
from wharfinger.sources.notes import settings
from wharfinger.sources.notes.history import History
from wharfinger.sources.notes.history import history as read_history


def history(request: Request) -> History:
    """Return the notes of the first tree by version.

    Raises :class:`~wharfinger.errors.NothingExaminedError` if it has none of reno, and
    :class:`~wharfinger.errors.CannotCompareError` if its history cannot be read.
    """
    if not request.trees:
        raise NothingExaminedError("there is no source tree to look for notes in; name it with -C")
    tree = request.trees[0]
    folder = pipeline.read(request, ("policy",)).policy.notes.folder
    kept = settings.settings(tree, folder) or settings.Settings("reno", "releasenotes/notes")
    if kept.tool != "reno":
        raise NothingExaminedError(
            f"the notes are kept by {kept.tool}: a file there does not stay after its release; "
            "'wharfinger notes lint' looks at those that are there"
        )
    with Repository.at(tree) as repository:
        found = read_history(repository, kept)
    if not found.versions:
        raise NothingExaminedError(f"there are no release notes in the history of {kept.folder}")
    return found


def as_text(found: History) -> str:
    """Return the notes below their versions, for people."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: History) -> Iterator[str]:
    for version in found.versions:
        yield f"{visible(version.name)}: {counted(len(version.notes), 'note')}"
        yield from (f"  {visible(note.path)}" for note in version.notes)
    if found.lost:
        yield f"reno leaves out {counted(len(found.lost), 'note')} of these, behind clean merges"
    yield examined_line(_examined(found))


def as_json(found: History) -> str:
    """Return the versions with their notes, for machines."""
    lost = frozenset(found.lost)
    versions = [
        {"version": item.name, "notes": [_note(note, lost) for note in item.notes]}
        for item in found.versions
    ]
    return json_text("notes-list", _examined(found), {"versions": versions})


def _note(note: DatedNote, lost: frozenset[str]) -> dict[str, object]:
    return {
        "path": note.path,
        "uid": note.uid,
        "commit": note.commit or None,
        "shown_by_reno": note.path not in lost,
    }


def as_csv(found: History) -> str:
    """Return a line for each note."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("version", "path", "uid", "commit"))
    writer.writerows(row for version in found.versions for row in _rows(version))
    return stream.getvalue()


def _rows(version: Version) -> Iterator[tuple[str, ...]]:
    for note in version.notes:
        yield version.name, note.path, note.uid, note.commit


def _examined(found: History) -> Examined:
    notes = sum(len(version.notes) for version in found.versions)
    return Examined(commits=found.commits, notes=notes)
