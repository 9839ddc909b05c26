# SPDX-License-Identifier: Apache-2.0
"""Text for a terminal: coloured, and folded to its width."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence

import rich.box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from wharfinger.cli.formats.cells import (
    cell_text,
    definition_head,
    definition_lines,
    remarks,
)
from wharfinger.model import (
    Block,
    Definition,
    Page,
    State,
    Support,
    Table,
    Value,
)
from wharfinger.reporters import visible

STYLES: dict[str, str] = {
    Support.YES: "green",
    Support.NO: "red",
    Support.PARTIAL: "yellow",
    Support.DEFAULT: "cyan",
    State.EXPERIMENTAL: "cyan",
    State.SUPPORTED: "green",
    State.DEPRECATED: "yellow",
    State.UNSUPPORTED: "red",
    State.REMOVED: "red",
    State.UNKNOWN: "dim",
}
_GAP = 2
_INDENT = 2
# Columns of one short word, which are not folded as long as others can be.
_WHOLE = frozenset({"name", "state", "kind", "interface_version", "code", "severity", "since"})


def render(page: Page, closing: str, width: int) -> str:
    """Return the page as text with the terminal's own control sequences."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=width, highlight=False, emoji=False)
    for block in page.blocks:
        for part in _block(block, width):
            console.print(part)
        console.print()
    for line in filter(None, (page.summary, closing)):
        console.print(Text(line, style="dim"))
    # Rich pads every line of a grid to its width; what is copied should not have that.
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def _block(block: Block, width: int) -> Iterator[RenderableType]:
    if isinstance(block, Table):
        yield from _table(block.without_empty_columns(), width)
    elif isinstance(block, Definition):
        yield from _definition(block, 0, width)
    else:
        lines = Text("\n".join(map(visible, block.text.splitlines())))
        yield Padding(lines, (0, 0, 0, 4)) if block.literal else lines


def _table(table: Table, width: int) -> Iterator[RenderableType]:
    if table.title:
        yield Text(visible(table.title), style="bold")
    room = width - _INDENT
    everything = range(len(table.columns))
    if table.shape == "list" and any(_widest(table, index) > room for index in everything[1:]):
        yield from _records(table, room)
        return
    wide = _needed(table, everything) > room
    parts = _parts(table, room) if wide and table.shape == "matrix" else [everything]
    for part in parts:
        yield Padding(_grid(table, part, wide), (0, 0, 0, _INDENT))
    for remark in remarks(table):
        yield Padding(Text(remark, style="dim"), (0, 0, 0, _INDENT))


def _records(table: Table, room: int) -> Iterator[RenderableType]:
    """Yield each row below its first cell, a cell a line: some cell is wider than the terminal.

    Side by side, the columns would be so narrow that words are cut.
    """
    titles = [visible(column.title) for column in table.columns]
    left = max(map(cell_len, titles[1:]), default=0)
    for row in table.rows:
        yield Padding(Text(cell_text(row[0])), (0, 0, 0, _INDENT))
        lines = Grid.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        lines.add_column(no_wrap=True, style="dim", width=left)
        lines.add_column(overflow="fold", max_width=room - left)
        for title, value in zip(titles[1:], row[1:], strict=True):
            # Assembled, the colour is that of the text and not of the line's rest.
            lines.add_row(title, Text.assemble(_cell(value, wide=False)))
        yield Padding(lines, (0, 0, 0, 2 * _INDENT))


def _grid(table: Table, part: Sequence[int], wide: bool) -> Grid:
    grid = Grid(
        box=rich.box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, _GAP - 1, 0, 0),
        pad_edge=False,
        header_style="bold",
    )
    for index in part:
        column = table.columns[index]
        whole = table.shape == "matrix" or column.key in _WHOLE
        grid.add_column(Text(visible(column.title)), no_wrap=whole, overflow="fold")
    for row in table.rows:
        grid.add_row(*(_cell(row[index], wide) for index in part))
    return grid


def _cell(value: Value, wide: bool) -> Text:
    text = cell_text(value)
    if wide and value.literal:
        # A target is better read in two lines than folded in the middle of a word.
        text = text.replace(":", ":\n", 1)
    return Text(text, style=STYLES.get(value.status, ""))


def _parts(table: Table, room: int) -> Iterator[list[int]]:
    """Part the columns of a wide matrix so that each part, with the first column, fits."""
    part = [0]
    for index in range(1, len(table.columns)):
        if len(part) > 1 and _needed(table, [*part, index]) > room:
            yield part
            part = [0]
        part.append(index)
    yield part


def _needed(table: Table, part: Sequence[int]) -> int:
    """Return the width that some columns need, with the gaps between them."""
    return sum(_widest(table, index) for index in part) + _GAP * len(part)


def _widest(table: Table, index: int) -> int:
    title = visible(table.columns[index].title)
    return max(map(cell_len, (title, *(cell_text(row[index]) for row in table.rows))))


def _definition(definition: Definition, depth: int, width: int) -> Iterator[RenderableType]:
    left = _INDENT * depth
    head = textwrap.fill(definition_head(definition), width - left, subsequent_indent=" " * 6)
    yield Padding(Text(head, style="bold"), (0, 0, 0, left))
    notes = Text(", ".join(definition.labels), style="cyan")
    where = visible(str(definition.location)) if definition.location else ""
    notes.append(("  " if notes else "") + where, style="not bold dim default")
    for line in filter(None, (notes, *map(Text, definition_lines(definition)))):
        yield Padding(line, (0, 0, 0, left + 4))
    for item in definition.items:
        yield from _definition(item, depth + 1, width)
