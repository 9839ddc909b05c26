# SPDX-License-Identifier: Apache-2.0
"""Which texts are not parsed, because that would take too long: counted before, not timed.

Each limit is well above what is in any of 2600 specs of ten projects, and where docutils takes a
second or so on a slow machine.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wharfinger.model.spec import TextFault

MOST_CHARACTERS = 256 * 1024
"""The longest specification has 170 thousand, the longest of the others 86 thousand."""

MOST_LINES = 10_000
"""At most 6638 are seen. docutils copies what is left of a text for each block of some kinds."""

LONGEST_LINE = 4096
"""At most 376 are seen. A paragraph in one line is fine, data is not."""

DEEPEST = 32
"""Levels of indentation and of lists begun on one line; at most 15 are seen. docutils needs about
ten calls for each, of the thousand that Python allows."""

MOST_COLUMNS = 200
"""Columns of a table; at most 88 plus signs are seen in a line. Its parser takes their square."""

MOST_CELLS = 4_000
"""Cells of simple tables, each of which is parsed as a text of its own."""

MOST_ADORNMENTS = 16
"""Different signs that underline something; each may make two levels of sections."""

MOST_TARGETS = 2_000
"""Targets, footnotes and other constructs that begin with two dots; at most 64 are seen."""

MOST_SUBSTITUTED = 1_000
"""Substitutions that one stands for; none that uses another is seen."""

MOST_SEARCHED = 16_000_000
"""For each sign that may begin inline markup, docutils may search to the end of the paragraph.

Characters that it would look at then, in the text as a whole; at most 8 million are seen.
"""

LONGEST_EASY_WORD = 200
"""For each sign within a word docutils may search to the end of the word."""

_INLINE_SIGNS = "*`|"
_BLANK = re.compile(r"\n[ \t\f\v\r]*\n")
_WITHIN_WORDS = re.compile(r"[^\w\s]")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_EASY_WORD},}}")
_MARKER = r"(?:(?:[-*+\u2022\u2023\u2043]|\(?[\w#]{1,8}[.)])[ \t]+)"
_MARKERS = re.compile(_MARKER + "+")
_TABLE_LINE = re.compile(r"[ \t]*(?:\+[-=+ |]+|=[= \t]+)$")
_SIMPLE_BORDER = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
_COLUMN = re.compile(r"\+|=+")
# Python searches for a line feed faster than for the beginning of a line.
_INDENT = re.compile(r"\n[ \t]+(?=\S)")
_SOME_MARKERS = re.compile(rf"\n[ \t]*{_MARKER}{{{DEEPEST // 4}}}")
_ADORNMENT = re.compile(r"\n([!-/:-@\[-`{-~])\1+[ \t]*(?=\n|\Z)")
_EXPLICIT = re.compile(r"\n[ \t]*\.\.[ \t]+(?:_|\[|\|)")


def limits(text: str) -> Iterator[TextFault]:
    """Yield what of a text is beyond the limits; the first is enough not to parse it."""
    if len(text) > MOST_CHARACTERS:
        yield _fault(f"the text is longer than {MOST_CHARACTERS // 1024} KiB; split it")
        return
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        yield _fault(f"the text has more than {MOST_LINES} lines; split it")
        return
    longest = max(map(len, lines), default=0)
    if longest > LONGEST_LINE:
        line = next(n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE)
        yield _fault(f"the line is longer than {LONGEST_LINE} characters", line)
        return
    with_feed = f"\n{text}"
    if _may_be_deep(with_feed):
        yield from _too_deep(lines)
    if longest > MOST_COLUMNS:
        yield from _too_wide(lines)
    if "= =" in text and _cells(lines) > MOST_CELLS:
        yield _fault(f"the tables have more than {MOST_CELLS} cells")
    if len(set(_ADORNMENT.findall(with_feed))) > MOST_ADORNMENTS:
        yield _fault(f"the text has more than {MOST_ADORNMENTS} different adornments")
    if len(_EXPLICIT.findall(with_feed)) > MOST_TARGETS:
        yield _fault(f"the text has more than {MOST_TARGETS} targets and footnotes")
    if _searched(text, longest) > MOST_SEARCHED:
        yield _fault("a paragraph or word has too much inline markup; split it")


def _fault(message: str, line: int = 1) -> TextFault:
    return TextFault("limit", message, line)


def _may_be_deep(text: str) -> bool:
    """Tell whether there are as many different indentations, or lists begun on one line."""
    indents = len(set(_INDENT.findall(text)))
    return indents > DEEPEST // 2 or bool(_SOME_MARKERS.search(text))


def _too_deep(lines: Sequence[str]) -> Iterator[TextFault]:
    line = next((n for n, depth in _depths(lines) if depth > DEEPEST), 0)
    if line:
        yield _fault(f"the text is nested more than {DEEPEST} levels deep", line)


def _too_wide(lines: Sequence[str]) -> Iterator[TextFault]:
    line = next((n for n, line in enumerate(lines, 1) if _columns(line) > MOST_COLUMNS), 0)
    if line:
        yield _fault(f"the table has more than {MOST_COLUMNS} columns", line)


def _depths(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the number of each line that is not blank, and how deep its text is nested."""
    around: list[int] = []
    for number, line in enumerate(lines, 1):
        stripped = line.expandtabs(8).lstrip()
        if not stripped:
            continue
        indent = len(line.expandtabs(8)) - len(stripped)
        while around and around[-1] >= indent:
            around.pop()
        around.append(indent)
        markers = _MARKERS.match(stripped)
        yield number, len(around) + (len(markers[0].split()) if markers else 0)


def _cells(lines: Sequence[str]) -> int:
    """Return how many cells simple tables seem to have, from the first border to the last."""
    borders = [
        n for n, line in enumerate(lines) if "= =" in line and _SIMPLE_BORDER.fullmatch(line)
    ]
    pairs = itertools.pairwise(borders)
    return sum((end - start) * len(lines[start].split()) for start, end in pairs)


def _columns(line: str) -> int:
    if len(line) <= MOST_COLUMNS or not _TABLE_LINE.match(line):
        return 0
    return len(_COLUMN.findall(line))


def _searched(text: str, longest: int) -> int:
    """Return how many characters docutils looks at for inline markup, at worst, if it matters."""
    found = 0
    if sum(map(text.count, _INLINE_SIGNS)) * len(text) > MOST_SEARCHED // 2:
        blocks = _BLANK.split(text)
        found += sum(sum(map(block.count, _INLINE_SIGNS)) * len(block) for block in blocks)
    if longest >= LONGEST_EASY_WORD:
        long = _LONG_WORD.findall(text)
        found += sum(len(_WITHIN_WORDS.findall(word)) * len(word) for word in long)
    return found
