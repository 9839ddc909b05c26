# SPDX-License-Identifier: Apache-2.0
"""Which blocks of a text docutils need not read, because they certainly have no fault.

Most of a spec is plain prose, and reading that takes most of docutils' time. A text is cut into
titles and blocks. A block is what begins at the left margin after an empty line, and all that is
indented below it; nothing in docutils' grammar reaches over such a cut, but for what
:func:`thinned` declines. A block is certain if its shape and its inline markup are in the small
part of the grammar that is written down in :mod:`wharfinger.sources.rst.plain_blocks`. What is
doubtful is left to docutils.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from wharfinger.sources.rst.plain_blocks import Names, definitions, plain_text, plain_title

ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9./+%~=-]*[A-Za-z0-9/]")
"""What docutils certainly takes for one address."""

_DECLINED = (
    # docutils takes it for a backslash.
    re.compile("\0"),
    # A table that may have empty lines in it.
    re.compile("= +="),
    # What changes the meaning of other blocks.
    re.compile(r"\.\. +(?:default-role|role|include)::"),
)
_SIGN = r"[!-/:-@[-`{-~]"
_BLOCK = re.compile(r"[^\n]+(?:\n+ [^\n]*|\n[^\n]+)*")
_TITLE = re.compile(rf"(?P<title>[^\s_][^\n]*)\n(?P<line>(?P<sign>{_SIGN})(?P=sign)*)(?=\n|\Z)")
_OVERLINED = re.compile(
    r"(?P<line>(?P<sign>[-=~#*^+])(?P=sign){3,})\n(?P<title> *[^\s_][^\n]*)\n(?P=line)(?=\n|\Z)"
)
# A line of less than four signs underlines no longer title; some characters have no width.
_PERHAPS_TITLE = re.compile(
    rf"^(?! )(?:[^\n]*\n({_SIGN})\1{{3,}}|[^\n]{{1,12}}\n({_SIGN})\2{{,2}}"
    rf"|(({_SIGN})\4*)\n[^\n]+\n\3)$",
    re.MULTILINE,
)
_TARGET = re.compile(
    r"^\.\. (?:_([^:`\\\n_]+):(?= |$)|_`([^`\\\n]+)`:(?= |$)|\[(\d+)\](?= |$))", re.MULTILINE
)
_EXCUSE = re.compile(r"::|\.\. _|_`|`_|__")
_DEFINING = (".. _", ".. [")
_DEFINITION = re.compile(
    r"\.\.\s+_`([^`]+)`:|\.\.\s+_([^`\n]+?):(?=\s|\Z)|_`([^`]+)`"
    r"|`([^`<]+?)\s*<[^`>]+>`_|\.\.\s+\[#?([^\]\n]+)\]|:name:\s+([^\n]+)"
)
_STRAY_LINE = re.compile(r"\n(?!\.\. |[ \n])")


class Title(NamedTuple):
    """A title, as it reads and as it is written; its level and its underline's line, from 1."""

    text: str
    written: str
    level: int
    line: int

    @property
    def name(self) -> str:
        """The name by which references find it."""
        return " ".join(self.text.lower().split())


class Plain(NamedTuple):
    """A block that is certain: what it says, with the signs of its markup, and its first line.

    ``names`` are those of footnotes and of addresses that it defines.
    """

    words: str
    line: int
    names: tuple[str, ...] = ()


class Rest(NamedTuple):
    """What is for docutils: the first line, and the line after the last, both from 1."""

    line: int
    end: int


Piece = Title | Plain | Rest


def thinned(lines: list[str], longest: int = 0) -> list[Piece] | None:
    """Return the pieces of a text, in order; None where all of it is for docutils.

    ``lines`` have no tabs and no spaces at their ends. If it matters where lines longer than
    ``longest`` are, blocks with such lines, with targets or with literal text are for docutils.
    """
    text = "\n".join(lines)
    cut = None if any(sign.search(text) for sign in _DECLINED) else _cut(text)
    if cut is None:
        return None
    titles = [piece for piece, _ in cut if isinstance(piece, Title)]
    names = _names(titles, [piece for piece, _ in cut if isinstance(piece, str)])
    first, second = [*(title.line for title in titles[:2]), len(lines) + 1][:2]
    pieces: list[tuple[Piece, int]] = []
    before = ""
    for found, line in cut:
        if isinstance(found, Title):
            pieces.append((found, line))
            continue
        early = first < line < second and _has_address(found)
        left = early or before.endswith("::") or (longest and _is_near_long(found, longest))
        pieces.append((Rest(line, 0) if left else _piece(found, line, names), line))
        before = found
    return list(_joined(pieces, len(lines) + 1))


def _joined(pieces: list[tuple[Piece, int]], end: int) -> Iterator[Piece]:
    """Yield the pieces, with those of a kind that follow each other in one, but for addresses.

    What docutils reads may be a list that goes on if there is nothing certain between.
    """
    groups: list[tuple[Piece, int, list[str]]] = []
    for piece, line in pieces:
        last = groups[-1][0] if groups else None
        words = [piece.words] if isinstance(piece, Plain) else []
        if isinstance(piece, Rest) and isinstance(last, Rest):
            continue
        if isinstance(piece, Plain) and isinstance(last, Plain) and _may_join(last, piece):
            groups[-1][2].extend(words)
        else:
            groups.append((piece, line, words))
    ends = [*(line for _, line, _ in groups[1:]), end]
    for (piece, line, words), next_line in zip(groups, ends, strict=True):
        if isinstance(piece, Rest):
            yield Rest(line, next_line)
        else:
            joined = isinstance(piece, Plain) and len(words) > 1
            yield Plain("\n".join(words), line) if joined else piece


def _may_join(one: Plain, other: Plain) -> bool:
    return not (one.names or other.names or _is_address(one) or _is_address(other))


def _is_address(piece: Plain) -> bool:
    return bool(ADDRESS.fullmatch(piece.words))


def _has_address(block: str) -> bool:
    """Tell whether a block has addresses, which are of interest above the first section."""
    return "://" in block and not ADDRESS.fullmatch(block)


def _piece(block: str, line: int, names: Names) -> Plain | Rest:
    if block.startswith(_DEFINING):
        found = definitions(block, names)
        return Plain(found[0], line, found[1]) if found else Rest(line, 0)
    words = plain_text(block, names)
    return Rest(line, 0) if words is None else Plain(words, line)


def _is_near_long(block: str, longest: int) -> bool:
    return bool(_EXCUSE.search(block)) or max(map(len, block.split("\n"))) > longest


def _cut(text: str) -> list[tuple[Title | str, int]] | None:
    """Return titles and blocks, each with its first line; None if a title is not certain."""
    found: list[tuple[Title | str, int]] = []
    styles: list[str] = []
    level = 0
    awaits_literal = False
    for match, line in _matches(text):
        if match.re is _BLOCK:
            if _PERHAPS_TITLE.search(match[0]):
                return None
            found.append((match[0], line))
            awaits_literal = match[0].endswith("::")
            continue
        title = None if awaits_literal else _title(match, line, styles, level)
        if title is None:
            return None
        level = title.level
        found.append((title, line))
    return found if level else None


def _matches(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield matches of titles and blocks, each with its first line."""
    at, line, size = 0, 1, len(text)
    while at < size:
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        found = _TITLE.match(text, at) or _OVERLINED.match(text, at)
        if found is None or _is_text(found):
            found = _BLOCK.match(text, at)
        assert found is not None
        yield found, line
        line += found[0].count("\n")
        at = found.end()


def _is_text(title: re.Match[str]) -> bool:
    """Tell whether docutils takes a title for text, since its underline is so short."""
    return len(title["line"]) < 4 < len(title["title"]) and title["title"].isascii()


def _title(found: re.Match[str], line: int, styles: list[str], above: int) -> Title | None:
    """Return a title if it is certain that docutils takes it for one, and what its level is."""
    written = found["title"].lstrip()
    text = plain_title(written)
    if text is None or len(found["title"]) > len(found["line"]):
        return None
    overlined = found.re is _OVERLINED
    style = found["sign"] * (2 if overlined else 1)
    if style not in styles:
        if len(styles) != above:
            return None
        styles.append(style)
    level = styles.index(style) + 1
    if level > above + 1:
        return None
    return Title(text, written, level, line + 1 + overlined)


def _names(titles: list[Title], blocks: list[str]) -> Names:
    """Return the names that are certainly defined, which a reference may have."""
    targets = {title.name for title in titles}
    footnotes: set[str] = set()
    for block in blocks:
        if block.startswith(".. ") and not _STRAY_LINE.search(block):
            for simple, phrase, footnote in _TARGET.findall(block):
                if footnote:
                    footnotes.add(footnote)
                else:
                    targets.add(" ".join((simple or phrase).lower().split()))
    return Names(targets, footnotes, _defined_once(blocks))


def _defined_once(blocks: list[str]) -> set[str]:
    """Return the names that nothing else in the text can define, whatever it is."""
    if not any(block.startswith(_DEFINING) for block in blocks):
        return set()
    found = (
        " ".join("".join(groups).replace("\\", "").lower().split())
        for block in blocks
        for groups in _DEFINITION.findall(block)
    )
    return {name for name, number in Counter(found).items() if number == 1}
