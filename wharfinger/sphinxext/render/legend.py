# SPDX-License-Identifier: Apache-2.0
"""What the words of a matrix mean."""

from __future__ import annotations

from docutils import nodes

from wharfinger.model import State, Support, Table

MEANINGS: dict[str, str] = {
    Support.YES: "works, by code of the driver or of a class that it builds on",
    Support.PARTIAL: "works in part, or under a condition",
    Support.DEFAULT: "works through the interface's own default",
    Support.NO: "refused, or not there",
    Support.UNKNOWN: "the source does not tell",
    State.EXPERIMENTAL: "may change or go at any time",
    State.SUPPORTED: "to be relied on",
    State.DEPRECATED: "works, but will go",
    State.UNSUPPORTED: "nobody vouches for it",
    State.REMOVED: "is no longer there",
}
"""In the order of the legend. ``unknown`` is a word of both."""


def render_legend(table: Table) -> list[nodes.Node]:
    """Return the legend of a matrix, with the words that it uses."""
    used = {value.status for row in table.rows for value in row}
    items = [_item(word, meaning) for word, meaning in MEANINGS.items() if word in used]
    if not items:
        return []
    return [nodes.bullet_list("", *items, bullet="*", classes=["wharfinger-legend", "simple"])]


def _item(word: str, meaning: str) -> nodes.list_item:
    name = nodes.inline(word, word, classes=["wharfinger-word", f"wharfinger-{word}"])
    return nodes.list_item("", nodes.paragraph("", "", name, nodes.Text(f": {meaning}")))
