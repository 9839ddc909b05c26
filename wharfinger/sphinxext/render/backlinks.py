# SPDX-License-Identifier: Apache-2.0
"""What leads back from drivers and interfaces: to specs that claim them, to notes about them.

A page keeps the digest of what leads back from each of its entries, be it nothing: that is how a
new spec is seen to change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from docutils import nodes

from wharfinger.model import Location, Table
from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.domain import Key, driver_domain
from wharfinger.sphinxext.nodes import box
from wharfinger.sphinxext.render.rendering import Rendering
from wharfinger.sphinxext.specs.box import spec_links
from wharfinger.sphinxext.specs.entries import INTERFACE
from wharfinger.sphinxext.specs.shown import Backlinks, NoteLink

MOST = 12
"""So many notes are named for one thing, the newest ones."""

TITLE = "Specs and release notes"


def backlink_fields(kind: str, target: str, rendering: Rendering) -> list[nodes.field]:
    """Return fields for the entry of a thing: which specs claim it, which notes speak of it."""
    found = _found((kind, target), rendering)
    fields = []
    if found.specs:
        fields.append(_field("Specs", spec_links(found.specs)))
    if found.notes:
        fields.append(_field("Release notes", _note_links(found.notes, rendering)))
    return fields


def backlinks_of(table: Table, rendering: Rendering) -> list[nodes.Node]:
    """Return what leads back from the rows of a table, folded away where that can be done."""
    found = [(name, _found(key, rendering)) for name, key in _keys(table)]
    rows = [
        _field(name, _both(backlinks, rendering), literal=True)
        for name, backlinks in found
        if backlinks
    ]
    if not rows or not rendering.index:
        return []
    fields = nodes.field_list("", *rows)
    title = f"{TITLE} ({len(rows)})"
    return [box("", fields, classes=["wharfinger-backlinks"], summary=title)]


def _found(key: Key, rendering: Rendering) -> Backlinks:
    known = answers(rendering.env.config).specs
    driver_domain(rendering.env).note_link(rendering.env.docname, key, known.digest(*key))
    return known.backlinks(*key)


def _keys(table: Table) -> list[tuple[str, Key]]:
    """Return what the rows of a table are about: drivers, or the classes of versions."""
    if table.shape != "list":
        return []
    keys = []
    for row in table.rows:
        anchor = row[0].anchor if row else None
        if anchor is not None and anchor.kind == "name":
            keys.append((row[0].text, (anchor.kind, anchor.target)))
        elif anchor is None and table.anchor is not None:
            named = (v.text for v in row[1:] if v.literal and ":" in v.text)
            keys += [(row[0].text, (INTERFACE, name)) for name in named]
    return keys


def _both(found: Backlinks, rendering: Rendering) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    if found.specs:
        parts += [nodes.Text("Specs: "), *spec_links(found.specs)]
    if found.notes:
        between = "; release notes: " if parts else "Release notes: "
        parts += [nodes.Text(between), *_note_links(found.notes, rendering)]
    return parts


def _note_links(notes: Sequence[NoteLink], rendering: Rendering) -> list[nodes.Node]:
    """Return notes by version, each linked to its source where a source browser shows it."""
    parts: list[nodes.Node] = []
    for version, group in groupby(notes[:MOST], key=lambda note: note.version):
        if parts:
            parts.append(nodes.Text("; "))
        if version:
            parts.append(nodes.Text(f"{version}: "))
        parts += _listed(_note_link(note, rendering) for note in group)
    more = len(notes) - MOST
    return [*parts, nodes.Text(f" and {more} more")] if more > 0 else parts


def _note_link(note: NoteLink, rendering: Rendering) -> nodes.Node:
    url = rendering.url(Location(note.path, 1))
    if not url:
        return nodes.inline(note.label, note.label)
    return nodes.reference(note.label, note.label, refuri=url, internal=False)


def _listed(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for part in parts:
        found += [nodes.Text(", "), part] if found else [part]
    return found


def _field(name: str, content: Sequence[nodes.Node], *, literal: bool = False) -> nodes.field:
    title = nodes.literal(name, name) if literal else nodes.Text(name)
    body = nodes.field_body("", nodes.paragraph("", "", *content))
    return nodes.field("", nodes.field_name("", "", title), body)
