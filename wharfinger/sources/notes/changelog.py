# SPDX-License-Identifier: Apache-2.0
"""A changelog that people write by hand: the entries of what is not released yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from wharfinger.model import Location, Note, NoteItem
from wharfinger.sources import files
from wharfinger.sources.notes import codes, phrases
from wharfinger.sources.notes.settings import Settings, exists, fault, section_of

_NAMES = re.compile(r"(?i)(?:CHANGELOG|CHANGES|NEWS|HISTORY|RELEASE[-_]NOTES)(?:\.(?:rst|md|txt))?")
_LIMIT = 4 * 2**20
_MARKDOWN_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t]*#*")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*")
_ENTRY = re.compile(r"[ \t]*[-*+][ \t]+\S")
_UNRELEASED = re.compile(r"(?i)\bunreleased\b|\bdevelopment\b|\bnext\b|\bin progress\b|\bTBD\b")
_VERSION = re.compile(r"\bv?\d+(?:\.\d+)+|\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    level: int
    title: str


def read_settings(tree: Path, folder: str = "") -> Settings | None:
    """Return the settings of a project with a changelog, None for one without."""
    names = [name for name in files.names(tree) if _NAMES.fullmatch(name)]
    if folder and _NAMES.fullmatch(folder.rpartition("/")[2]) and exists(tree, folder):
        return Settings("changelog", folder, path=folder)
    names.sort(key=lambda name: (not name.lower().startswith("change"), name))
    return Settings("changelog", names[0], path=names[0]) if names else None


def read(tree: Path, settings: Settings, only: Collection[str] | None = None) -> Iterator[Note]:
    """Yield the one note that the top of the changelog is."""
    path = settings.folder
    if only is not None and path not in only:
        yield Note(path, "changelog")
        return
    try:
        text = files.read_text(tree / path, tree, _LIMIT)
    except files.UnreadableError as error:
        message = f"the changelog cannot be read: {error.reason}"
        remedy = "Write it as UTF-8 text."
        yield Note(
            path, "changelog", faults=(fault(codes.UNREADABLE, message, remedy, Location(path)),)
        )
        return
    yield parse(path, text)


def has_headings(tree: Path, path: str, wanted: Collection[str]) -> bool:
    """Tell whether a changelog has one of some headings; one that cannot be read has none."""
    try:
        text = files.read_text(tree / path, tree, _LIMIT)
    except files.UnreadableError:
        return False
    return any(heading.title in wanted for heading in _headings(text.splitlines()))


def parse(path: str, text: str) -> Note:
    """Return the entries of the first part of a changelog that tells of a version, or of none."""
    lines = text.splitlines()
    headings = list(_headings(lines))
    start, end = _top(headings, len(lines))
    sections: dict[str, list[NoteItem]] = {}
    for section, item in _items(path, lines, headings, start, end):
        sections.setdefault(section, []).append(item)
    draft = phrases.draft_line("\n".join(lines[start:end]))
    return Note(
        path=path,
        tool="changelog",
        sections=tuple((name, tuple(items)) for name, items in sections.items()),
        draft=bool(draft),
    )


def _headings(lines: list[str]) -> Iterator[_Heading]:
    styles: list[str] = []
    for number, line in enumerate(lines):
        markdown = _MARKDOWN_HEADING.fullmatch(line)
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if markdown:
            yield _Heading(number, len(markdown[1]), markdown[2])
        elif line.strip() and not line[0].isspace() and _is_underline(line, below):
            over = number and lines[number - 1].strip() == below.strip()
            style = below[0] * (2 if over else 1)
            if style not in styles:
                styles.append(style)
            yield _Heading(number, styles.index(style) + 1, line.strip())


def _is_underline(title: str, line: str) -> bool:
    return bool(_UNDERLINE.fullmatch(line)) and not _UNDERLINE.fullmatch(title)


def _top(headings: list[_Heading], length: int) -> tuple[int, int]:
    """Return the lines, from and to, of the part for what comes next."""
    dated = [item for item in headings if _UNRELEASED.search(item.title)]
    versions = [item for item in headings if _VERSION.search(item.title)]
    first = min((*dated[:1], *versions[:1]), key=lambda item: item.line, default=None)
    if first is None:
        return 0, length
    after = (item.line for item in headings if item.line > first.line and item.level <= first.level)
    return first.line, next(after, length)


def _items(
    path: str, lines: list[str], headings: list[_Heading], start: int, end: int
) -> Iterator[tuple[str, NoteItem]]:
    titles = {item.line: item.title for item in headings}
    section, first = "other", -1
    for number in range(start, end + 1):
        over = number == end or number in titles or _ENTRY.match(lines[number])
        if over and first >= 0:
            text = "\n".join(lines[first:number]).rstrip()
            column = len(lines[first]) - len(lines[first].lstrip()) + 1
            yield section, NoteItem(text, Location(path, first + 1, column))
            first = -1
        if number < end and number in titles:
            section = section_of(titles[number])
        elif number < end and _ENTRY.match(lines[number]):
            first = number
