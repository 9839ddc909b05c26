# SPDX-License-Identifier: Apache-2.0
"""Tables on paper: what has no room or no meaning outside HTML is changed before writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from wharfinger.sphinxext.nodes import Entry, box, evidence

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FRAMES = frozenset({"wharfinger", "wharfinger-part"})
"""What the frame of one table is called, alone or as a part of several."""

COLUMNS = {"latex": 8, "texinfo": 8, "man": 6}
"""How many columns a page of each format has room for. Others have no margin."""


def connect(app: Sphinx) -> None:
    """Change each page before it is written."""
    app.connect("doctree-resolved", _settle)


def _settle(app: Sphinx, document: nodes.document, _: str) -> None:
    """Show evidence or drop it, and break wide matrices into several, unless this is HTML."""
    format_ = app.builder.format
    if format_ == "html":
        return
    for frame in list(document.findall(box)):
        if "summary" in frame:
            frame.insert(0, nodes.rubric(frame["summary"], frame["summary"]))
        if not _FRAMES.isdisjoint(frame["classes"]) and "wharfinger-specs" not in frame["classes"]:
            _settle_evidence(frame)
            _fit(frame, format_, COLUMNS.get(format_, 0))


def _settle_evidence(frame: box) -> None:
    shown = next((node for node in frame.children if isinstance(node, evidence)), None)
    visible = shown is not None and shown["open"]
    for reference in list(frame.findall(nodes.reference)):
        if "evidence" not in reference:
            continue
        if visible:
            reference.attributes.pop("refuri", None)
            reference["refid"] = reference["evidence"]
        else:
            reference.replace_self(reference.children)
    if shown is not None:
        frame.remove(shown)
        if visible:
            frame += [nodes.rubric("Evidence", "Evidence"), _listed(shown)]


def _listed(shown: evidence) -> nodes.bullet_list:
    return nodes.bullet_list("", *map(_item, shown["entries"]), bullet="*")


def _item(entry: Entry) -> nodes.list_item:
    # The identifier is a target's, not the item's: LaTeX cannot refer to an item itself.
    paragraph = nodes.paragraph("", "", nodes.target("", "", ids=[entry.node_id]))
    if entry.cells:
        paragraph += nodes.Text(f"{entry.cells} — ")
    if entry.place:
        place = nodes.literal(entry.place, entry.place)
        url = {"refuri": entry.url, "internal": False}
        paragraph += nodes.reference("", "", place, **url) if entry.url else place
    if entry.words:
        paragraph += nodes.Text(f" — {entry.words}" if entry.place else entry.words)
    return nodes.list_item("", paragraph)


def _fit(frame: box, format_: str, room: int) -> None:
    for table in list(frame.findall(nodes.table)):
        if format_ == "latex":
            # Widths in proportion to the content, so that cells wrap in place of running out.
            table["classes"] = [name for name in table["classes"] if name != "colwidths-auto"]
            table["classes"].append("colwidths-given")
        if "wharfinger-matrix" in frame["classes"] and 0 < room < len(_rows(table)[0]):
            table.replace_self(list(_parts(table, room)))


def _rows(table: nodes.table) -> list[nodes.row]:
    return list(table.findall(nodes.row))


def _parts(table: nodes.table, room: int) -> Iterator[nodes.table]:
    """Yield tables of at most ``room`` columns that all begin with the first column."""
    columns = len(_rows(table)[0])
    parts = -(-(columns - 1) // (room - 1))
    size = -(-(columns - 1) // parts)
    for start in range(1, columns, size):
        kept = {0, *range(start, min(start + size, columns))}
        part = table.deepcopy()
        for row in _rows(part):
            row.children = [entry for index, entry in enumerate(row.children) if index in kept]
        group = next(part.findall(nodes.tgroup))
        others = [index for index in range(columns) if index not in kept]
        for colspec in [list(group.findall(nodes.colspec))[index] for index in others]:
            group.remove(colspec)
        group["cols"] = len(kept)
        yield part if start == 1 else _continued(part)


def _continued(part: nodes.table) -> nodes.table:
    """Take away what only the first part may have: the caption, and the names of its rows."""
    part["ids"], part["names"] = [], []
    first = [row[0] for row in _rows(part)]
    named = [node for entry in first for node in entry.findall(_names_something)]
    for node in [*named, *(child for child in part.children if isinstance(child, nodes.title))]:
        node.parent.remove(node)
    return part


def _names_something(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.target, addnodes.index))
