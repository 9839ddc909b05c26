# SPDX-License-Identifier: Apache-2.0
"""From the blocks of a page to docutils nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from docutils import nodes

from wharfinger.model import Block, Definition, Table
from wharfinger.sphinxext.nodes import box
from wharfinger.sphinxext.render.definitions import render_definition
from wharfinger.sphinxext.render.rendering import Rendering
from wharfinger.sphinxext.render.tables import PART, render_table

__all__ = ["Rendering", "render"]


def render(blocks: Iterable[Block], rendering: Rendering) -> list[nodes.Node]:
    """Return the nodes of a page. A caption belongs to the first of its tables."""
    rendered: list[nodes.Node] = []
    for block in blocks:
        if isinstance(block, Table):
            rendered += render_table(block.without_empty_columns(), rendering)
            rendering = replace(rendering, caption="")
        elif isinstance(block, Definition):
            rendered += render_definition(block, rendering)
        else:
            kind = nodes.literal_block if block.literal else nodes.paragraph
            rendered.append(kind(block.text, block.text))
    return _together(rendered)


def _together(rendered: list[nodes.Node]) -> list[nodes.Node]:
    """Frame the tables that are parts of one index, so that they are filtered together."""
    parts = [node for node in rendered if isinstance(node, box) and PART in node["classes"]]
    if not parts:
        return rendered
    at = rendered.index(parts[0])
    others = [node for node in rendered if node not in parts]
    whole = box("", *parts, classes=["wharfinger", "wharfinger-specs"])
    return [*others[:at], whole, *others[at:]]
