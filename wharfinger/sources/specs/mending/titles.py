# SPDX-License-Identifier: Apache-2.0
"""The lines of signs around titles: as wide as the title, the same above and below."""

from __future__ import annotations

import re

from wharfinger.model import Outline
from wharfinger.sources.specs.adornment import column_width, is_adornment
from wharfinger.sources.specs.mending import RefusedError, Rules

# What docutils says of an adornment; with more signs than these it takes a line for one.
_FAULTY = re.compile(r"Title (over|under)line too short|Title overline & underline mismatch")
_SHORTEST = 4


def with_adornments(text: str, outline: Outline, _: Rules) -> str:
    """Return the text with the adornments lengthened that docutils finds fault with."""
    lines = text.split("\n")
    for fault in outline.faults:
        if fault.rule == "markup" and _FAULTY.search(fault.message):
            # The fault is on one of the three lines of a title.
            for index in range(fault.line - 3, fault.line + 1):
                _adorn(lines, index)
    return "\n".join(lines)


def with_title_apart(text: str, outline: Outline, _: Rules) -> str:
    """Return the text with a line above its title where its sections look like it."""
    if outline.title_apart or not outline.title:
        return text
    lines = text.split("\n")
    index = heading(lines, outline.title_line)
    if len(outline.adornment) != 1 or lines[index] != lines[index].lstrip():
        raise RefusedError("its sections have the adornment of its title, above and below")
    width = max(column_width(lines[index].rstrip()), len(lines[index + 1].rstrip()))
    line = outline.adornment * width
    lines[index : index + 2] = [line, lines[index], line]
    return "\n".join(lines)


def heading(lines: list[str], line: int) -> int:
    """Return the index of the text of a title that is on or around a line, counted from 1.

    Raises :class:`RefusedError` where there is none.
    """
    for index in (line - 1, line - 2, line):
        if 0 <= index < len(lines) - 1 and _is_title(lines, index):
            return index
    raise RefusedError(f"the title of line {line} is in no usual form")


def first_line(lines: list[str], index: int) -> int:
    """Return the index of the first line of a title whose text has an index."""
    return index - 1 if _is_overlined(lines, index) else index


def _is_title(lines: list[str], index: int) -> bool:
    text = lines[index]
    return bool(text.strip()) and not is_adornment(text) and is_adornment(lines[index + 1])


def _is_overlined(lines: list[str], index: int) -> bool:
    return (
        index > 0
        and is_adornment(lines[index - 1])
        and lines[index - 1][0] == lines[index + 1][0]
        and (index == 1 or not lines[index - 2].strip())
    )


def _adorn(lines: list[str], index: int) -> None:
    """Lengthen the adornment of a title, if there is one and it needs it."""
    if not 0 <= index < len(lines) - 1 or not _is_title(lines, index):
        return
    text, under = lines[index].rstrip(), lines[index + 1].rstrip()
    width = column_width(text)
    if _is_overlined(lines, index):
        over = lines[index - 1].rstrip()
        inset = len(text) - len(text.lstrip())
        if len(over) >= _SHORTEST and (over != under or len(over) < width):
            lines[index - 1] = lines[index + 1] = under[0] * max(width + inset, _SHORTEST)
    elif _stands_alone(lines, index) and _SHORTEST <= len(under) < width:
        lines[index + 1] = under[0] * width


def _stands_alone(lines: list[str], index: int) -> bool:
    """Tell whether a line begins a block of text that is not indented."""
    return bool(lines[index][0].strip()) and (index == 0 or not lines[index - 1].strip())
