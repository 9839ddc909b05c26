# SPDX-License-Identifier: Apache-2.0
"""The evidence behind the cells of a table: listed once each, and linked from every cell."""

from __future__ import annotations

from docutils import nodes

from wharfinger.model import Value
from wharfinger.sphinxext.nodes import evidence
from wharfinger.sphinxext.render.rendering import Rendering

Key = tuple[str, str, str]


class EvidenceList:
    """Collects the evidence of one table in the order of its cells."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering
        env = rendering.env
        self._prefix = f"{nodes.make_id(env.docname)}-evidence-{env.new_serialno('wharfinger')}"
        self._known: dict[Key, tuple[str, str]] = {}
        self._items: list[nodes.list_item] = []

    def link(self, value: Value, content: nodes.Node) -> nodes.Node:
        """Return a cell's content, as a link to its evidence if there is any.

        A note that belongs to neither a place nor a basis is no evidence.
        """
        if not (value.evidence or value.basis):
            return content
        key = (str(value.evidence or ""), value.basis, value.note)
        if key not in self._known:
            self._known[key] = self._add(value)
        node_id, url = self._known[key]
        where = {"refuri": url, "internal": False} if url else {"refid": node_id}
        title = _title(*key)
        return nodes.reference("", "", content, reftitle=title, evidence=node_id, **where)

    def node(self) -> list[nodes.Node]:
        """Return the list, folded away unless the author wants to see it."""
        if not self._items:
            return []
        items = nodes.bullet_list("", *self._items, bullet="*", classes=["simple"])
        return [evidence("", items, open=self._rendering.evidence)]

    def _add(self, value: Value) -> tuple[str, str]:
        node_id = f"{self._prefix}-{len(self._items) + 1}"
        paragraph = nodes.paragraph()
        if value.evidence:
            paragraph += self._rendering.located(value.evidence)
        words = ": ".join(filter(None, (value.basis, value.note)))
        if words:
            paragraph += nodes.Text(f" — {words}" if value.evidence else words)
        item = nodes.list_item("", paragraph, ids=[node_id])
        self._rendering.register(item)
        self._items.append(item)
        return node_id, self._rendering.url(value.evidence)


def _title(place: str, basis: str, note: str) -> str:
    words = ": ".join(filter(None, (basis, note)))
    return f"{words} — {place}" if words and place else words or place
