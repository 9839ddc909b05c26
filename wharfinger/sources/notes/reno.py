# SPDX-License-Identifier: Apache-2.0
"""The notes of a project that uses reno: which files there are, and how they are named."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wharfinger.model import CodedFault, Location, Note
from wharfinger.sources import files
from wharfinger.sources.notes import codes, reno_note
from wharfinger.sources.notes.settings import Settings, fault

NOTE_LIMIT = 256 * 1024
"""Release notes are a few KiB; the longest prelude seen has some ten."""

# Some make up theirs by hand: any word of this length that is no part of the slug will do.
_UID = re.compile(r"[0-9a-fA-F]{16}|(?=\D*\d)[0-9A-Za-z]{16}")
_DEEPEST = 8


def read(
    tree: Path, settings: Settings, only: Collection[str] | None = None, lint: bool = True
) -> Iterator[Note]:
    """Yield the notes of a tree.

    With ``only``, the notes of other paths are there but not read. Files that are no YAML are
    no notes.
    """
    paths = tuple(_paths(tree, settings.folder))
    collisions = _collisions(paths)
    for path in paths:
        if _is_ignored(path, settings):
            continue
        if only is not None and path not in only:
            yield Note(path, "reno", reno_note.uid(path))
            continue
        note = _read(tree, path, settings, lint)
        named = _name_faults(path, settings, collisions.get(path, ()))
        yield replace(note, faults=(*named, *note.faults))


def _paths(tree: Path, folder: str, depth: int = 0) -> Iterator[str]:
    for name in files.names(tree / folder):
        path = f"{folder}/{name}"
        if name.endswith((".yaml", ".yml")):
            yield path
        elif "." not in name and depth < _DEEPEST:
            yield from _paths(tree, path, depth + 1)


def _collisions(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the other notes with the uid of each."""
    by_uid: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        by_uid[reno_note.uid(path)].append(path)
    return {
        path: tuple(other for other in same if other != path)
        for same in by_uid.values()
        for path in same
    }


def _is_ignored(path: str, settings: Settings) -> bool:
    name = path.rpartition("/")[2]
    return bool({name, path, reno_note.uid(path)}.intersection(settings.ignored))


def _read(tree: Path, path: str, settings: Settings, lint: bool) -> Note:
    try:
        text = _text(tree, path, settings.encoding)
    except files.UnreadableError as error:
        remedy = "Write the note as UTF-8 text of a few lines."
        message = f"the note cannot be read: {error.reason}"
        what = fault(codes.UNREADABLE, message, remedy, Location(path), "file")
        return Note(path, "reno", reno_note.uid(path), faults=(what,))
    return reno_note.read(path, text, settings, lint)


def _text(tree: Path, path: str, encoding: str) -> str:
    if codecs.lookup(encoding).name == "utf-8":
        return files.read_text(tree / path, tree, NOTE_LIMIT)
    data = files.read_bytes(tree / path, tree, NOTE_LIMIT)
    try:
        return data.decode(encoding)
    except (ValueError, LookupError) as error:
        raise files.UnreadableError(path, f"it is not {encoding}") from error


def _name_faults(path: str, settings: Settings, others: tuple[str, ...]) -> Iterator[CodedFault]:
    where = Location(path)
    if path.endswith(".yml"):
        remedy = "Rename it to end with .yaml."
        yield fault(codes.FILE_NAME, "reno reads no file that ends with .yml", remedy, where)
    if path.count("/") > settings.folder.count("/") + 1 and not settings.subfolders:
        remedy = f"Move it to {settings.folder}."
        message = "the note is in a sub-folder, where reno's lint does not look"
        yield fault(codes.SUBFOLDER, message, remedy, where)
    uid = reno_note.uid(path)
    if not _UID.fullmatch(uid):
        remedy = "Let 'reno new' or 'wharfinger notes draft' name it: a slug, '-', 16 hex digits."
        message = "the name of the note does not end with a uid of 16 characters"
        message += ", so a rename makes it a new note"
        yield fault(codes.NO_UID, message, remedy, where)
    if others:
        message = f"the note has the uid {files.encodable(uid)} of {others[0]}; reno shows only one"
        remedy = "Give the newer one another uid: 16 other hex digits."
        yield fault(codes.UID_COLLISION, message, remedy, where)
