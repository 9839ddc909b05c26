# SPDX-License-Identifier: Apache-2.0
"""Notes of towncrier: a file each, whose name tells the kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from wharfinger.model import CodedFault, Location, Note, NoteItem
from wharfinger.sources import files
from wharfinger.sources.notes import codes, phrases
from wharfinger.sources.notes.bodies import Surroundings, body_faults
from wharfinger.sources.notes.settings import (
    Settings,
    exists,
    fault,
    section_of,
    unreadable,
)

OWN_FILE = "towncrier.toml"
SHARED_FILE = "pyproject.toml"
FOLDER = "newsfragments"
KINDS = ("feature", "bugfix", "doc", "removal", "misc")
"""The kinds that towncrier has unless it is told others."""

_LIMIT = 64 * 1024
# The time that tomllib takes for a dotted key grows with the square of its parts.
_MOST_DOTS = 2000
_NO_FRAGMENTS = frozenset({"readme", "template", "_template", ".gitignore", ".gitkeep"})


def read_settings(tree: Path, folder: str = "") -> Settings | None:
    """Return the settings of a project that uses towncrier, None for one that does not."""
    for path in (OWN_FILE, SHARED_FILE):
        if exists(tree, path):
            found = _from_file(tree, path, folder)
            if found:
                return found
    default = folder or FOLDER
    if not any(_parts(name, KINDS) for name in files.names(tree / default)):
        return None
    return Settings("towncrier", default, kinds=_translated(KINDS))


def _from_file(tree: Path, path: str, folder: str) -> Settings | None:
    try:
        text = files.read_text(tree / path, tree, files.PROJECT_FILE_LIMIT)
    except files.UnreadableError as error:
        what = unreadable(path, error.reason)
        return Settings("towncrier", FOLDER, faults=(what,)) if path == OWN_FILE else None
    if "towncrier" not in text:
        return None
    try:
        table = _table(text)
    except (ValueError, RecursionError) as error:
        if "[tool.towncrier" not in text:
            return None
        what = unreadable(path, f"it is not valid TOML: {error}")
        return Settings("towncrier", folder or FOLDER, path=path, faults=(what,))
    return _settings(path, table, folder) if table is not None else None


def _table(text: str) -> dict[str, Any] | None:
    import tomllib

    if max(line.count(".") for line in text.split("\n")) > _MOST_DOTS:
        raise ValueError("a key has too many parts")
    tool = tomllib.loads(text).get("tool")
    table = tool.get("towncrier") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _settings(path: str, table: Mapping[str, Any], folder: str) -> Settings:
    kinds = _kinds(table) or KINDS
    filename = table.get("filename")
    return Settings(
        tool="towncrier",
        folder=_folder(table) or folder or FOLDER,
        kinds=_translated(kinds),
        options={"filename": filename if isinstance(filename, str) else ""},
        path=path,
    )


def _folder(table: Mapping[str, Any]) -> str:
    named = table.get("directory")
    if not isinstance(named, str):
        package = table.get("package")
        if not isinstance(package, str) or not package:
            return ""
        above = table.get("package_dir")
        named = f"{above if isinstance(above, str) else '.'}/{package.replace('.', '/')}/{FOLDER}"
    parts = [part for part in named.split("/") if part not in {"", "."}]
    return "/".join(parts) if ".." not in parts else ""


def _kinds(table: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds that a configuration names, in either of its two forms."""
    listed = table.get("type")
    entries = listed if isinstance(listed, list) else []
    names = [entry.get("directory") or entry.get("name") for entry in entries if _is_table(entry)]
    fragment = table.get("fragment")
    names += list(fragment) if isinstance(fragment, dict) else []
    return tuple(name.lower() for name in names if isinstance(name, str))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _translated(kinds: Collection[str]) -> dict[str, str]:
    return {kind: section_of(kind) for kind in kinds}


def _parts(name: str, kinds: Collection[str]) -> tuple[str, str] | None:
    """Return the issue and the kind in a fragment's name, None if it has no kind."""
    words = name.split(".")
    for index in range(len(words) - 1, 0, -1):
        if words[index].lower() in kinds:
            return ".".join(words[:index]), words[index].lower()
    return None


def read(
    tree: Path, settings: Settings, only: Collection[str] | None = None, lint: bool = True
) -> Iterator[Note]:
    """Yield the fragments of a tree; with ``only``, those of other paths are not read."""
    ignored = {name.lower() for name in settings.ignored}
    for name in files.names(tree / settings.folder):
        path = f"{settings.folder}/{name}"
        stem = name.lower().partition(".")[0] or name.lower()
        if stem in _NO_FRAGMENTS or name.lower() in _NO_FRAGMENTS | ignored or name[0] == ".":
            continue
        found = _parts(name, settings.kinds)
        if found is None and "." not in name:
            continue
        if only is not None and path not in only:
            yield Note(path, "towncrier")
        else:
            yield _note(tree, path, found, settings, lint)


def _note(
    tree: Path, path: str, parts: tuple[str, str] | None, settings: Settings, lint: bool
) -> Note:
    if parts is None:
        kinds = ", ".join(settings.kinds)
        message = "the name of the fragment has no kind that towncrier knows, so it is left out"
        remedy = f"Name it ISSUE.KIND.rst, with a kind of: {kinds}."
        return _faulty(path, codes.UNKNOWN_SECTION, message, remedy)
    try:
        text = files.read_text(tree / path, tree, _LIMIT)
    except files.UnreadableError as error:
        message = f"the fragment cannot be read: {error.reason}"
        remedy = "Write it as UTF-8 text of a few lines."
        return _faulty(path, codes.UNREADABLE, message, remedy)
    return _read_text(path, text, parts[1], settings, lint)


def _faulty(path: str, code: str, message: str, remedy: str) -> Note:
    return Note(path, "towncrier", faults=(fault(code, message, remedy, Location(path)),))


def _read_text(path: str, text: str, kind: str, settings: Settings, lint: bool) -> Note:
    draft = phrases.draft_line(text)
    faults = list(_faults(path, text, kind)) if lint or not text.strip() else []
    if draft:
        faults.append(draft_fault(path, draft))
    item = NoteItem(text, Location(path, 1, 1))
    return Note(
        path=path,
        tool="towncrier",
        sections=((settings.kinds[kind], (item,)),) if text.strip() else (),
        faults=tuple(faults),
        draft=bool(draft),
    )


def draft_fault(path: str, line: int) -> CodedFault:
    """Return the fault of a drafted fragment that is not edited yet."""
    message = "the note is a draft that nobody has edited yet"
    remedy = "Check the text, then delete the line that says it is a draft."
    return fault(codes.DRAFT, message, remedy, Location(path, line, 1), "draft")


def _faults(path: str, text: str, kind: str) -> Iterator[CodedFault]:
    if not text.strip():
        # A fragment of this kind only names an issue.
        if kind != "misc":
            remedy = "Write what users must know, or remove the file."
            yield fault(codes.EMPTY_NOTE, "the fragment is empty", remedy, Location(path, 1, 1))
    elif not path.endswith(".md"):
        text = re.sub(r"\r\n?", "\n", text)
        for found in body_faults(text, Surroundings()):
            where = Location(path, found.line, found.column)
            yield fault(found.code, found.message, found.remedy, where, found.key)
