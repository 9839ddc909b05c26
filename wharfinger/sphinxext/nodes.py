# SPDX-License-Identifier: Apache-2.0
"""The two nodes that docutils lacks.

Outside HTML only what they contain is written, and a transform has replaced evidence by
nodes that every writer knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class box(nodes.General, nodes.Element):  # noqa: N801 - docutils dispatches on the class's name
    """A division; ``attributes`` of HTML are in its ``html`` attribute.

    One with a ``summary`` is folded away below that.
    """


class Entry(NamedTuple):
    """A piece of evidence: where it is, what it says, and for which cells of the table."""

    node_id: str
    place: str
    url: str
    words: str
    cells: str = ""


class evidence(nodes.General, nodes.Element):  # noqa: N801
    """Evidence in its ``entries``, folded away unless its ``open`` attribute is true.

    A large matrix has as many entries as cells. As nodes of their own they would double
    the time that Sphinx needs for the page.
    """


def connect(app: Sphinx) -> None:
    """Teach the writers the nodes."""
    silent = (_nothing, _nothing)
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), silent)
    app.add_node(box, html=(_visit_box, _depart_box), **others)
    app.add_node(evidence, html=(_visit_evidence, _depart_evidence), **others)


def _nothing(*_: object) -> None:
    """Write nothing."""


def _visit_box(self: HTML5Translator, node: box) -> None:
    if "summary" in node:
        self.body.append(self.starttag(node, "details"))
        self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")
    else:
        self.body.append(self.starttag(node, "div", **node.get("html", {})))


def _depart_box(self: HTML5Translator, node: box) -> None:
    self.body.append("</details>\n" if "summary" in node else "</div>\n")


def _visit_evidence(self: HTML5Translator, node: evidence) -> None:
    attributes: dict[str, Any] = {"open": "open"} if node["open"] else {}
    self.body.append(self.starttag(node, "details", CLASS="wharfinger-evidence", **attributes))
    self.body.append(f"<summary>Evidence ({len(node['entries'])})</summary>\n<ul>\n")
    self.body.extend(_item(self, entry) for entry in node["entries"])


def _item(self: HTML5Translator, entry: Entry) -> str:
    place = f"<code>{self.encode(entry.place)}</code>" if entry.place else ""
    if entry.url:
        place = f'<a class="reference external" href="{self.attval(entry.url)}">{place}</a>'
    text = " — ".join(filter(None, (self.encode(entry.cells), place, self.encode(entry.words))))
    return f'<li id="{entry.node_id}">{text}</li>\n'


def _depart_evidence(self: HTML5Translator, _: evidence) -> None:
    self.body.append("</ul>\n</details>\n")
