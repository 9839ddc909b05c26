# SPDX-License-Identifier: Apache-2.0
"""Tables: a list of drivers, a matrix, whatever a view puts into rows."""

from __future__ import annotations

from docutils import nodes

from wharfinger.model import Anchor, Column, Table, Value
from wharfinger.sphinxext.domain import generated_xref
from wharfinger.sphinxext.nodes import box
from wharfinger.sphinxext.render.backlinks import backlinks_of
from wharfinger.sphinxext.render.definitions import describe
from wharfinger.sphinxext.render.evidence import EvidenceList
from wharfinger.sphinxext.render.legend import render_legend
from wharfinger.sphinxext.render.rendering import Rendering

MAX_WIDTH = 40
"""Characters of a column in plain text, before its content is wrapped."""

MANY_COLUMNS = 7
"""From here on the heads of a matrix are turned, if one of them is long."""

LONG_HEAD = 7

PART = "wharfinger-part"
"""The class of a table that is filtered together with others."""


def render_table(table: Table, rendering: Rendering) -> list[nodes.Node]:
    """Return a table with its legend and evidence, as the entry of a group if it lists one."""
    lists_drivers = lists(table, "name")
    announced = rendering.announce(table.anchor, table.title, rank=0 if lists_drivers else 1)
    framed = _framed(table, rendering)
    if announced is None or table.anchor is None:
        return [framed]
    if lists_drivers:
        return describe(announced, table.anchor, table.anchor.target, [framed], rendering)
    return [announced.index, announced.target(rendering), framed]


def lists(table: Table, kind: str) -> bool:
    """Tell whether the rows of a table are the entries of things of that kind."""
    anchors = [row[0].anchor for row in table.rows if row]
    return any(anchor is not None and anchor.kind == kind for anchor in anchors)


def _framed(table: Table, rendering: Rendering) -> box:
    caption = rendering.caption or table.title
    found = EvidenceList(rendering)
    grid = _grid(table, caption, rendering, found)
    label = rendering.unique_label(caption or f"Driver {table.shape}")
    region = {"CLASS": "wharfinger-scroll", "role": "region", "tabindex": "0", "aria-label": label}
    kind = PART if lists(table, "spec") else "wharfinger"
    frame = box("", box("", grid, html=region), classes=[kind, f"wharfinger-{table.shape}"])
    if table.shape == "matrix":
        frame += render_legend(table)
    frame += found.node()
    frame += backlinks_of(table, rendering)
    return frame


def _grid(table: Table, caption: str, rendering: Rendering, found: EvidenceList) -> nodes.table:
    columns = [_colspec(table, index) for index in range(len(table.columns))]
    head = nodes.row("", *(_head(column, rendering) for column in table.columns))
    body = nodes.tbody("", *(_row(table, row, rendering, found) for row in table.rows))
    group = nodes.tgroup("", *columns, nodes.thead("", head), body, cols=len(columns))
    title = [nodes.title(caption, caption)] if caption else []
    classes = ["wharfinger-table", "colwidths-auto", *_turned(table), *_named_second(table)]
    classes += rendering.classes
    grid = nodes.table("", *title, group, classes=classes)
    grid.source, grid.line = rendering.place
    return grid


def _turned(table: Table) -> list[str]:
    heads = [len(column.title) for column in table.columns[1:]]
    turned = len(heads) >= MANY_COLUMNS and max(heads) >= LONG_HEAD
    return ["wharfinger-turned"] if table.shape == "matrix" and turned else []


def _named_second(table: Table) -> list[str]:
    """Return the class of a table of specs whose second column has their names."""
    keys = [column.key for column in table.columns]
    return ["wharfinger-names"] if lists(table, "spec") and keys[1:2] == ["name"] else []


def _colspec(table: Table, index: int) -> nodes.colspec:
    # Plain text puts quotation marks around a literal.
    cells = [len(row[index].text) + 2 * row[index].literal for row in table.rows]
    width = min(max(len(table.columns[index].title), *cells, 1), MAX_WIDTH)
    colspec = nodes.colspec(colwidth=width)
    if index == 0:
        colspec["stub"] = 1
    return colspec


def _head(column: Column, rendering: Rendering) -> nodes.entry:
    content = _named(nodes.Text(column.title), column.title, column.anchor, column.link, rendering)
    return nodes.entry("", nodes.paragraph("", "", *content, *_note(column.note)))


def _row(
    table: Table, row: tuple[Value, ...], rendering: Rendering, found: EvidenceList
) -> nodes.row:
    name = row[0].text if row else ""
    cells = [name, *(f"{name}, {column.title}" for column in table.columns[1:])]
    pairs = zip(row, cells if table.shape == "matrix" else [name] * len(row), strict=True)
    return nodes.row("", *(_cell(value, cell, rendering, found) for value, cell in pairs))


def _cell(value: Value, name: str, rendering: Rendering, found: EvidenceList) -> nodes.entry:
    text: nodes.Node = nodes.Text(value.text)
    literal = value.literal and value.text
    content = found.link(value, nodes.literal(value.text, "", text) if literal else text, name)
    if value.link or value.anchor:
        named = _named(content, value.text, value.anchor, value.link, rendering)
    else:
        named = [content]
    note = "" if value.evidence or value.basis else value.note
    entry = nodes.entry("", nodes.paragraph("", "", *named, *_note(note)))
    if value.status:
        entry["classes"].append(f"wharfinger-{value.status}")
    return entry


def _note(note: str) -> list[nodes.Node]:
    text = f" ({note})"
    return [nodes.inline(text, text, classes=["wharfinger-note"])] if note else []


def _named(
    content: nodes.Node, text: str, anchor: Anchor | None, link: Anchor | None, rendering: Rendering
) -> list[nodes.Node]:
    """Return content as an object's entry, or else as a link to where its entry is."""
    is_spec = anchor is not None and anchor.kind == "spec"
    announced = rendering.announce(anchor, text, rank=1 if is_spec else 0)
    if announced and not is_spec:
        return [announced.index, announced.target(rendering), content]
    goal = link or anchor
    if goal is None:
        return [content]
    if isinstance(content, nodes.reference):
        # One link cannot lie in another; the evidence stays in the list.
        content = content[0]
    named = generated_xref(goal.kind, goal.target, *_as_element(content))
    # The row of a spec is where roles lead to only if the spec has no page of its own.
    return [announced.index, announced.target(rendering), named] if announced else [named]


def _as_element(content: nodes.Node) -> list[nodes.Node]:
    return [nodes.inline("", "", content) if isinstance(content, nodes.Text) else content]
