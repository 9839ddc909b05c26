# SPDX-License-Identifier: Apache-2.0
"""The evidence behind the cells of a table: listed once each, and linked from every cell."""

from __future__ import annotations

from docutils import nodes

from wharfinger.model import Value
from wharfinger.sphinxext.nodes import Entry, evidence
from wharfinger.sphinxext.render.rendering import Rendering

_NAMED = 3


class EvidenceList:
    """Collects the evidence of one table in the order of its cells."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering
        env = rendering.env
        self._prefix = f"evidence-{nodes.make_id(env.docname)}-{env.new_serialno('wharfinger')}"
        self._known: dict[tuple[str, str], Entry] = {}
        self._cells: dict[str, list[str]] = {}

    def link(self, value: Value, content: nodes.Node, cell: str) -> nodes.Node:
        """Return a cell's content, as a link to its evidence if there is any.

        ``cell`` names the cell in the list. A note that belongs to neither a place nor a
        basis is no evidence.
        """
        if not (value.evidence or value.basis):
            return content
        place = str(value.evidence or "")
        words = ": ".join(filter(None, (value.basis, value.note)))
        entry = self._known.get((place, words)) or self._add(value, place, words)
        self._cells.setdefault(entry.node_id, []).append(cell)
        reference = nodes.reference("", "", content, evidence=entry.node_id)
        reference["reftitle"] = " — ".join(filter(None, (words, place)))
        if entry.url:
            reference["refuri"], reference["internal"] = entry.url, False
        else:
            reference["refid"] = entry.node_id
        return reference

    def node(self) -> list[nodes.Node]:
        """Return the list, folded away unless the author wants to see it."""
        entries = tuple(
            entry._replace(cells=_listed(self._cells[entry.node_id]))
            for entry in self._known.values()
        )
        return [evidence("", entries=entries, open=self._rendering.evidence)] if entries else []

    def _add(self, value: Value, place: str, words: str) -> Entry:
        node_id = f"{self._prefix}-{len(self._known) + 1}"
        entry = Entry(node_id, place, self._rendering.url(value.evidence), words)
        self._known[place, words] = entry
        return entry


def _listed(cells: list[str]) -> str:
    """Return the names of cells that share evidence, as many as one can take in."""
    names = list(dict.fromkeys(cells))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return "; ".join(names[:_NAMED]) + more
