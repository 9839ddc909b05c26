# SPDX-License-Identifier: Apache-2.0
"""Definitions: an interface with its methods, in the manner of Sphinx's own object descriptions."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from wharfinger.model import Anchor, Definition
from wharfinger.sphinxext.render.backlinks import backlink_fields
from wharfinger.sphinxext.render.rendering import Announced, Rendering
from wharfinger.sphinxext.specs.entries import INTERFACE


def render_definition(definition: Definition, rendering: Rendering) -> list[nodes.Node]:
    """Return a definition and those below it."""
    announced = rendering.announce(definition.anchor, definition.term)
    kind = definition.anchor.kind if definition.anchor else "interface"
    signature = _signature(definition)
    content = _content(definition, rendering)
    return _description(announced, kind, definition.term, signature, content, rendering)


def describe(
    announced: Announced, anchor: Anchor, term: str, content: list[nodes.Node], rendering: Rendering
) -> list[nodes.Node]:
    """Return the entry of an object whose content is made elsewhere."""
    signature: list[nodes.Node] = [addnodes.desc_name(term, term)]
    return _description(announced, anchor.kind, term, signature, content, rendering)


def _description(
    announced: Announced | None,
    kind: str,
    term: str,
    signature: list[nodes.Node],
    content: list[nodes.Node],
    rendering: Rendering,
) -> list[nodes.Node]:
    line = addnodes.desc_signature("", "", *signature)
    node = addnodes.desc("", line, addnodes.desc_content("", *content))
    node["domain"], node["objtype"], node["desctype"] = "driver", kind, kind
    node["no-index"] = node["noindex"] = announced is None
    node["classes"] += ["driver", kind]
    if announced is None:
        return [node]
    line["ids"] = [announced.node_id]
    rendering.register(line)
    shown = rendering.env.config.toc_object_entries
    line["_toc_parts"], line["_toc_name"] = ((term,), term) if shown else ((), "")
    return [announced.index, node]


def _signature(definition: Definition) -> list[nodes.Node]:
    name = re.split(r"[.:]", definition.term)[-1]
    before, found, after = definition.signature.partition(name)
    owner = definition.term.removesuffix(name)
    parts: list[nodes.Node] = [
        *_part(addnodes.desc_annotation, before if found else ""),
        *_part(addnodes.desc_addname, owner),
        addnodes.desc_name(name, name),
        *_part(nodes.inline, after, "wharfinger-signature"),
    ]
    for label in definition.labels:
        classes = ["wharfinger-label", f"wharfinger-{nodes.make_id(label)}"]
        parts += [nodes.Text(" "), nodes.inline(label, label, classes=classes)]
    return parts


def _part(kind: type[nodes.TextElement], text: str, *classes: str) -> list[nodes.Node]:
    return [kind(text, text, classes=list(classes))] if text else []


def _content(definition: Definition, rendering: Rendering) -> list[nodes.Node]:
    # What a driver's author wrote is shown as it is: as markup it could include files.
    content: list[nodes.Node] = [
        nodes.paragraph(text, text) for text in definition.text.split("\n\n") if text.strip()
    ]
    fields = [_field(name, nodes.Text(text)) for name, text in definition.fields]
    if definition.location:
        fields.append(_field("Source", rendering.located(definition.location)))
    kind = definition.anchor.kind if definition.anchor else INTERFACE
    target = definition.anchor.target if definition.anchor else definition.term
    fields += backlink_fields(kind, target, rendering)
    if fields:
        content.append(nodes.field_list("", *fields))
    for item in definition.items:
        content += render_definition(item, rendering)
    return content


def _field(name: str, content: nodes.Node) -> nodes.field:
    body = nodes.field_body("", nodes.paragraph("", "", content))
    return nodes.field("", nodes.field_name(name, name), body)
