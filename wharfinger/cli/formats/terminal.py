# SPDX-License-Identifier: Apache-2.0
"""Text for a terminal: coloured, and folded to its width."""

from __future__ import annotations

import io
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
    without_empty_columns,
)
from wharfinger.model import (
    Block,
    Column,
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
        yield from _table(without_empty_columns(block), width)
    elif isinstance(block, Definition):
        yield from _definition(block, 0)
    else:
        lines = Text("\n".join(map(visible, block.text.splitlines())))
        yield Padding(lines, (0, 0, 0, 4)) if block.literal else lines


def _table(table: Table, width: int) -> Iterator[RenderableType]:
    if table.title:
        yield Text(visible(table.title), style="bold")
    parts = list(_parts(table, width)) if table.shape == "matrix" else [range(len(table.columns))]
    for part in parts:
        yield _grid(table, part)
    for remark in remarks(table):
        yield Text(remark, style="dim")


def _grid(table: Table, part: Sequence[int]) -> Grid:
    grid = Grid(
        box=rich.box.SIMPLE_HEAD, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold"
    )
    for index in part:
        column = table.columns[index]
        whole = table.shape == "matrix" or column.key in _WHOLE
        grid.add_column(Text(visible(column.title)), no_wrap=whole, overflow="fold")
    for row in table.rows:
        grid.add_row(*(_cell(row[index]) for index in part))
    return grid


def _cell(value: Value) -> Text:
    return Text(cell_text(value), style=STYLES.get(value.status, ""))


def _parts(table: Table, width: int) -> Iterator[list[int]]:
    """Part the columns of a wide matrix so that each part, with the first column, fits."""
    widths = [_widest(table, index) + _GAP for index in range(len(table.columns))]
    room = width - widths[0]
    part: list[int] = []
    for index in range(1, len(widths)):
        if part and sum(widths[i] for i in part) + widths[index] > room:
            yield [0, *part]
            part = []
        part.append(index)
    yield [0, *part]


def _widest(table: Table, index: int) -> int:
    column: Column = table.columns[index]
    texts = (visible(column.title), *(cell_text(row[index]) for row in table.rows))
    return max(map(cell_len, texts))


def _definition(definition: Definition, depth: int) -> Iterator[RenderableType]:
    head = Text(definition_head(definition), style="bold")
    head.append(
        f"  {', '.join(definition.labels)}" if definition.labels else "", style="not bold cyan"
    )
    where = f"  {visible(str(definition.location))}" if definition.location else ""
    head.append(where, style="not bold dim")
    yield Padding(head, (0, 0, 0, 2 * depth))
    for line in definition_lines(definition):
        yield Padding(Text(line), (0, 0, 0, 2 * depth + 4))
    for item in definition.items:
        yield from _definition(item, depth + 1)
