# SPDX-License-Identifier: Apache-2.0
"""Text for pipes and files: aligned columns, one line a row, never cut and never wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from wharfinger.cli.formats.cells import (
    EMPTY,
    cell_text,
    definition_head,
    definition_lines,
    remarks,
)
from wharfinger.model import Block, Definition, Page, Table
from wharfinger.reporters import visible

_GAP = "  "


def render(page: Page, closing: str) -> str:
    """Return the page as text, its blocks parted by an empty line."""
    blocks = ["\n".join(_block(block)) for block in page.blocks]
    ending = "\n".join(filter(None, (page.summary, closing)))
    return "\n\n".join(filter(None, (*blocks, ending))) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block.without_empty_columns())
    elif isinstance(block, Definition):
        yield from _definition(block, "")
    else:
        indent = "    " if block.literal else ""
        yield from (indent + visible(line) for line in block.text.splitlines())


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield visible(table.title)
    head = [visible(column.title) for column in table.columns]
    lines = [head, *([cell_text(value) for value in row] for row in table.rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    yield from (_line(line, widths) for line in lines)
    if not table.rows:
        yield f"{_GAP}{EMPTY}"
    yield from remarks(table)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        text + " " * (width - _width(text)) for text, width in zip(cells, widths, strict=True)
    )
    return (_GAP + _GAP.join(padded)).rstrip()


def _definition(definition: Definition, indent: str) -> Iterator[str]:
    notes = [f"[{', '.join(definition.labels)}]"] if definition.labels else []
    notes += [visible(str(definition.location))] if definition.location else []
    yield _GAP.join((indent + definition_head(definition), *notes))
    yield from (f"{indent}    {line}" for line in definition_lines(definition))
    for item in definition.items:
        yield from _definition(item, indent + "  ")


def _width(text: str) -> int:
    """Return how many columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )
