# SPDX-License-Identifier: Apache-2.0
"""From a place in a text to the place in the YAML file that holds it.

YAML changes only the white space of most texts: it removes indentation and folds lines. So
the words of a value are those of the source, in the same order, and the n-th word of one is
the n-th of the other. Where an escape changes that, the place is where the value begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_WORD = re.compile(r"\S+")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_BLOCK = re.compile(r"[|>][^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both from 1."""

    line: int
    column: int


def start_of(node: yaml.ScalarNode, source: str) -> Position:
    """Return where the text of a scalar begins, behind ``|``, ``>`` or a quote."""
    begin, end = _span(node, source)
    word = _WORD.search(source, begin, end)
    return _position(source, word.start() if word else node.start_mark.index)


def locate(node: yaml.ScalarNode, source: str, line: int, column: int) -> Position:
    """Return where a line and column of a scalar's value, both from 1, are in the source."""
    value = str(node.value)
    offset = _offset(value, line, column)
    words = list(_WORD.finditer(value, 0, len(value)))
    index = sum(word.end() <= offset for word in words)
    begin, end = _span(node, source)
    there = list(_WORD.finditer(source, begin, end))
    if index >= len(words) or index >= len(there):
        return start_of(node, source)
    if not there[index][0].startswith(words[index][0].rstrip("'\"")):
        return start_of(node, source)
    return _position(source, there[index].start() + max(offset - words[index].start(), 0))


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        newline = text.find("\n", start)
        if newline < 0:
            break
        start = newline + 1
    return start + max(column - 1, 0)


def _span(node: yaml.ScalarNode, source: str) -> tuple[int, int]:
    """Return where the content of a scalar lies in the source."""
    begin, end = node.start_mark.index, node.end_mark.index
    if match := _PROPERTIES.match(source, begin, end):
        begin = match.end()
    if node.style in {"|", ">"}:
        header = _BLOCK.match(source, begin, end)
        return (header.end() if header else begin), end
    return (begin + 1 if node.style in {"'", '"'} else begin), end


def _position(source: str, index: int) -> Position:
    line = source.count("\n", 0, index) + 1
    return Position(line, index - source.rfind("\n", 0, index))
