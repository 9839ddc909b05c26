# SPDX-License-Identifier: Apache-2.0
"""The part of docutils' grammar that is certain: shapes of blocks, and inline markup.

docutils has nothing to say of what is recognised here (no message above "info"), and there is
no target, no link into the repository and no directive with an effect in it. That each pattern
is narrower than what docutils allows costs time only.

A *chunk* is a run of lines without an empty one. As long as each chunk is right by itself, it
does not matter how they are indented: docutils makes lists, quotes and definitions of them
without complaint. The exceptions are what follows a ``::`` and what a directive contains.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

_LINE = r"[^ \n][^\n]*"
_ENUMERATED = r"\(?(?:[0-9]+|[a-zA-Z]|[ivxlcdm]+|[IVXLCDM]+|#)[.)](?:\s|\Z)"
# A paragraph begins with a word, or with a sign that begins nothing else than text.
_START = rf"(?!{_ENUMERATED})(?:[^\W_]|[\"'(<\[`]|\*(?=[^\s*]|\*[^\s*]))"
_FIRST = re.compile(_START)

_ADMONITION = r"\.\. (?:attention|caution|danger|error|hint|important|note|tip|warning)::"
_COMMENT = re.compile(r"\.\.(?: (?![_\[|])[^\n:]+|(?=\n ))(?:\n+ [^\n]*)*")
_CODE = re.compile(r"\.\. (?:code|code-block|sourcecode)::(?: [\w+-]+)?\n((?:\n+ [^\n]*)+)")

_LITERAL = re.compile(r"::\n((?:\n+ [^\n]*)+)")
_DEFINITION = re.compile(
    r"\.\. (?:_(`?)(?P<name>[A-Za-z0-9](?:[\w .-]*[A-Za-z0-9])?)\1: https?://[^\s\\`]*[^\s\\`_]"
    rf"|\[(?P<number>[0-9]+)\] (?P<text>{_START}[^\n]*(?:\n   {_LINE})*))"
)

_LIST_TABLE = re.compile(
    rf"\.\. list-table::(?P<title>(?: {_START}[^\n]*)?)\n"
    r"(?:   :(?:header-rows: (?P<header>\d)|widths: (?P<widths>\d+(?: \d+)*))\n){,2}"
    rf"\n   \* - (?P<rows>{_START}[^\n]*"
    rf"(?:\n   (?:    {_LINE}|  - {_START}[^\n]*|\* - {_START}[^\n]*))*)"
)

# A line of one sign may be an adornment; a "::" within a chunk asks for a literal block there.
_DOUBTFUL = re.compile(r"^ *([!-/:-@[-`{-~])\1*$|::\n", re.MULTILINE)
_DEEPEST = 40
"""Columns beyond which a chunk is for docutils: there is a pattern for each column."""

_EMPTY_LINES = re.compile(r"\n\n+")
_BEFORE = r"(?<![^\s(])"
_AFTER = r"(?=[\s.,;:!?)]|\Z)"


class Names(NamedTuple):
    """What a text certainly defines: names of targets, normalised, and numbers of footnotes.

    ``once`` are both, without those that may be defined twice.
    """

    targets: set[str]
    footnotes: set[str]
    once: set[str]


def _inline(next_line: str) -> re.Pattern[str]:
    """Return the pattern of text whose inline markup is certainly right.

    Markup has no sign of its end inside, so that docutils cannot find another end for it.
    ``next_line`` is how markup may go on in the next line.
    """

    def marked(sign: str, but: str, end: str = "") -> str:
        inner = rf"(?![\s`*)])(?:[^{but}\n]|{next_line})+(?<!\s)"
        return f"{_BEFORE}{sign}{inner}{sign}{end}{_AFTER}"

    kinds = (
        r"[^`*_|\\]++",
        r"_(?=[A-Za-z0-9_])",  # within a word
        r"[*|](?=\s|\Z)",  # alone
        marked("``", r"`\\"),
        marked(r"\*\*", r"*\\"),
        marked(r"\*", r"*\\"),
        marked("`", r"`\\<>", "(?!:)"),
        marked("`", r"`\\<>", "_"),
        rf"(?<=[0-9]\])_{_AFTER}",
    )
    return re.compile(f"(?>{'|'.join(kinds)})*+")


_INLINE = _inline(r"\n *+(?![-*+] |\n)")
_INLINE_WITHIN_LINE = _inline(r"(?!)")
_REFERENCE = re.compile(rf"`([^`]+)`_{_AFTER}|\[([^\[\]\s]*)\]_{_AFTER}")


def plain_title(text: str) -> str | None:
    """Return the words of a title, or None if it is not certain."""
    # The width of other scripts, and what marks look like without their signs, is for docutils.
    if not text.isascii() or "*" in text or "_ " in f"{text} " or "://" in text:
        return None
    if not _FIRST.match(text) or not _INLINE_WITHIN_LINE.fullmatch(text):
        return None
    return text.replace("`", "")


def plain_text(block: str, names: Names) -> str | None:
    """Return the words of a block, with some signs; None if it is not certain."""
    if block.startswith((".. code", ".. source")):
        code = _CODE.fullmatch(block)
        return code[1] if code else None
    if literal := _LITERAL.fullmatch(block):
        return literal[1]
    if block.startswith(".. list-table"):
        return _text_of_table(block, names)
    if _COMMENT.fullmatch(block):
        return ""
    if "\n\n" in block:
        return _text_of_chunks(_EMPTY_LINES.split(block), names)
    chunk = _chunk(block, _column(block), names)
    return chunk.words if chunk and chunk.then in ("", "end") else None


def definitions(block: str, names: Names) -> tuple[str, tuple[str, ...]] | None:
    """Return the words and the names of a block of footnotes and addresses with names."""
    words: list[str] = []
    defined: list[str] = []
    for line in block.split("\n.. "):
        found = _DEFINITION.fullmatch(line if line.startswith(".. ") else f".. {line}")
        if found is None:
            return None
        name = found["number"] or " ".join(found["name"].lower().split())
        text = found["text"] or ""
        if name not in names.once or not _is_plain(text, names):
            return None
        defined.append(name)
        words.append(f"{found['number'] or ''} {text}")
    return "\n".join(words).strip(), tuple(defined)


def _is_plain(text: str, names: Names) -> bool:
    return (
        not _DOUBTFUL.search(text)
        and not text.endswith("::")
        and bool(_INLINE.fullmatch(text))
        and _is_known(text, names)
    )


def _text_of_table(block: str, names: Names) -> str | None:
    """Return the words of a table that is written as a list of lists of equal length."""
    found = _LIST_TABLE.fullmatch(block)
    if not found or _DOUBTFUL.search(block, found.start("rows")) or block.endswith("::"):
        return None
    title, text = found["title"], found["rows"]
    if block.count(":header-rows:") > 1 or block.count(":widths:") > 1:
        return None
    if not _INLINE.fullmatch(text) or not _INLINE_WITHIN_LINE.fullmatch(title):
        return None
    rows = text.split("\n   * - ")
    columns = {row.count("\n     - ") + 1 for row in rows}
    widths = len((found["widths"] or "").split()) or max(columns)
    if columns != {widths} or int(found["header"] or 0) >= len(rows):
        return None
    words = f"{title}\n{text}"
    return words if _is_known(words, names) else None


class _Chunk(NamedTuple):
    """A chunk that is right by itself, and what must follow it.

    ``then`` is ``literal`` or ``content`` if that must be indented by more than ``column``,
    ``end`` if nothing may be, and empty if all is the same.
    """

    words: str
    column: int
    then: str


def _text_of_chunks(chunks: list[str], names: Names) -> str | None:
    words: list[str] = []
    last = _Chunk("", 0, "")
    for text in chunks:
        column = _column(text)
        if last.then in ("literal", "in literal") and column > last.column:
            if min(map(_column, text.split("\n"))) <= last.column:
                return None
            words.append(text)
            last = _Chunk("", last.column, "in literal")
            continue
        if last.then == "literal" or not _may_follow(last, column):
            return None
        chunk = _chunk(text, column, names)
        if chunk is None:
            return None
        last = chunk
        words.append(chunk.words)
    return "\n".join(words) if last.then not in ("literal", "content") else None


def _may_follow(last: _Chunk, column: int) -> bool:
    if last.then == "content":
        return column > last.column
    return last.then != "end" or column <= last.column


def _column(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


class _Shape(NamedTuple):
    """How a chunk may look: the group ``words``, and how much deeper the text in it stands."""

    pattern: re.Pattern[str]
    inner: int
    then: str = ""


@functools.cache
def _shapes(column: int) -> tuple[_Shape, ...]:
    """Return how a chunk may look that begins in a column."""
    margin = " " * column

    def text(deeper: int, more: str = "") -> str:
        return rf"(?P<words>{_START}[^\n]*(?:\n{margin}(?:{' ' * deeper}{_LINE}{more}))*)"

    definition = (
        rf"(?P<words>{_START}[^\n]*\n{margin}(?P<deep> +){_START}[^\n]*"
        rf"(?:\n{margin}(?P=deep){_LINE})*)"
    )
    next_item = rf"|(?P=sign){_START}[^\n]*"
    shapes = (
        (text(0), 0, ""),
        (rf"(?P<sign>[-*+] ){text(2, next_item)}", 2, ""),
        (definition, 0, ""),
        (rf"[0-9#][.)] {text(3)}", 3, ""),
        (rf"[0-9]{{2}}[.)] {text(4)}", 4, ""),
        (rf"{_ADMONITION}(?:\n{margin}  )? {text(3)}", 3, "end"),
        (rf"{_ADMONITION}(?P<words>)", 0, "content"),
    )
    return tuple(_Shape(re.compile(margin + one), inner, then) for one, inner, then in shapes)


def _chunk(text: str, column: int, names: Names) -> _Chunk | None:
    if column > _DEEPEST or _DOUBTFUL.search(text):
        return None
    for shape in _shapes(column):
        if found := shape.pattern.fullmatch(text):
            break
    else:
        return None
    words = found["words"]
    # Nothing that begins in a term may end in its definition.
    deep = found.groupdict().get("deep") or ""
    inline = _INLINE_WITHIN_LINE if deep else _INLINE
    literal = words.endswith("::")
    if not inline.fullmatch(words) or not _is_known(words, names) or (literal and shape.then):
        return None
    return _Chunk(words, column + shape.inner + len(deep), "literal" if literal else shape.then)


def _is_known(text: str, names: Names) -> bool:
    """Tell whether all references in a text lead to something in it."""
    if "_" not in text:
        return True
    for phrase, footnote in _REFERENCE.findall(text):
        if phrase and " ".join(phrase.lower().split()) not in names.targets:
            return False
        if not phrase and footnote not in names.footnotes:
            return False
    return True
