# SPDX-License-Identifier: Apache-2.0
"""What a patch does to notes that are there already: entries it keeps, and released notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wharfinger.errors import CannotCompareError
from wharfinger.model import ChangedFile, CodedFault, Location, Note, NoteItem, Patch
from wharfinger.sources.git import Repository, note_history
from wharfinger.sources.notes import codes, read_notes
from wharfinger.sources.notes.reno_note import uid
from wharfinger.sources.notes.settings import fault, settings
from wharfinger.sources.revisions import Revisions


def judged(notes: tuple[Note, ...], sides: Revisions) -> tuple[Note, ...]:
    """Return the notes of the head, judged by what was there and released before the patch.

    Entries that the base has are not fresh, nor are those of released notes. Of releases nothing
    is said where reno does not keep the notes.
    """
    if sides.patch is None:
        return notes
    notes = with_kept(notes, sides.patch, sides.base.trees[0]) if sides.base.trees else notes
    if sides.folder is None:
        return notes
    if not any(
        file.status != "added" and file.path.endswith(".yaml") for file in sides.patch.files
    ):
        return notes
    # The last note of all may be the one that is deleted.
    kept = settings(sides.head.trees[0]) or settings(sides.base.trees[0])
    if kept is None or kept.tool != "reno":
        return notes
    return with_released(notes, sides.patch, sides.folder, kept.folder)


def with_kept(notes: tuple[Note, ...], patch: Patch, base: Path) -> tuple[Note, ...]:
    """Return notes whose entries are not fresh where the base has them, in the same section."""
    olds = {f.path: f.old_path or f.path for f in patch.files if f.status != "added"}
    edited = {note.path: note for note in notes if note.path in olds and note.sections}
    before: dict[str, Note] = {}
    for folder in sorted({_kept_in(note) for note in edited.values()}):
        found = read_notes(base, folder, frozenset(olds[path] for path in edited), lint=False)
        before |= {note.path: note for note in found}
    return tuple(
        _without(note, _entries(before[olds[note.path]]))
        if note.path in edited and olds[note.path] in before
        else note
        for note in notes
    )


def _kept_in(note: Note) -> str:
    return note.path if note.tool == "changelog" else note.path.rpartition("/")[0]


def _entries(note: Note) -> frozenset[tuple[str, str]]:
    return frozenset((name, _words(item)) for name, items in note.sections for item in items)


def _words(item: NoteItem) -> str:
    """Return a text whatever its line breaks are."""
    return " ".join(item.text.split())


def _without(note: Note, old: frozenset[tuple[str, str]]) -> Note:
    sections = (
        (name, tuple(replace(i, fresh=i.fresh and (name, _words(i)) not in old) for i in items))
        for name, items in note.sections
    )
    return replace(note, sections=tuple(sections))


def _stale(note: Note) -> Note:
    """Return a note of which no entry is fresh."""
    sections = (
        (name, tuple(replace(item, fresh=False) for item in items)) for name, items in note.sections
    )
    return replace(note, sections=tuple(sections))


def with_released(
    notes: tuple[Note, ...], patch: Patch, folder: Path, where: str
) -> tuple[Note, ...]:
    """Return notes with the faults of those that had been released before; these tell nothing new.

    ``folder`` is the project in its repository, ``where`` its folder of reno's notes. Deleted notes
    are added, with nothing but their fault. Released is what the last tag before the base
    has. Where git does not tell, nothing is said.
    """
    changed = tuple(file for file in patch.files if _is_old_note(file, where))
    if not changed:
        return notes
    try:
        with Repository.at(folder) as repository:
            tag = note_history.last_tag(repository.folder, patch.base)
            paths = note_history.names_at(repository.folder, tag, where) if tag else ()
            uids = {uid(path) for path in paths}
    except CannotCompareError:
        return notes
    found = {item.location.path: item for item in _faults(changed, uids, tag)}
    edited = {
        note.path: replace(_stale(note), faults=(*note.faults, found[note.path]))
        for note in notes
        if note.path in found
    }
    gone = (Note(p, "reno", uid(p), faults=(f,)) for p, f in found.items() if p not in edited)
    return (*(edited.get(note.path, note) for note in notes), *gone)


def _is_old_note(file: ChangedFile, where: str) -> bool:
    path = file.old_path or file.path
    return file.status != "added" and path.startswith(f"{where}/") and path.endswith(".yaml")


def _faults(changed: tuple[ChangedFile, ...], uids: set[str], tag: str) -> Iterator[CodedFault]:
    for file in changed:
        old = file.old_path or file.path
        if uid(old) not in uids:
            continue
        if file.status == "deleted" or uid(file.path) != uid(old):
            message = f"the note was released with {tag}, and this patch deletes it"
            remedy = "Keep it; if it is wrong, say so in a new note."
            yield fault(codes.RELEASED_DELETED, message, remedy, Location(old))
        elif file.status == "modified":
            message = f"the note was released with {tag}; who has read it does not see this change"
            remedy = "Write a new note for what is new, and mend only mistakes here."
            yield fault(codes.RELEASED_EDITED, message, remedy, Location(file.path))
