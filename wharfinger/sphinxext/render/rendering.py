# SPDX-License-Identifier: Apache-2.0
"""What all renderers share: where a directive stands, and how its objects are announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_id

from wharfinger.model import Anchor, Location
from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.config import source_url
from wharfinger.sphinxext.domain import Described, driver_domain

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


@dataclass(frozen=True, slots=True)
class Rendering:
    """One use of the directive: its place in the page, and its options of presentation."""

    env: BuildEnvironment
    document: nodes.document
    place: tuple[str, int]
    caption: str = ""
    classes: tuple[str, ...] = ()
    evidence: bool = False
    index: bool = True

    def announce(self, anchor: Anchor | None, display: str, rank: int = 0) -> Announced | None:
        """Make this page an entry of an object, unless it already is or must not be.

        The caller puts the identifier and the index node into the page.
        """
        domain, docname = driver_domain(self.env), self.env.docname
        if anchor is None or not self.index:
            return None
        if anchor.kind == "spec":
            anchor = Anchor("spec", answers(self.env.config).specs.full(anchor.target))
        if domain.described_on(anchor.kind, anchor.target, docname, rank):
            return None
        node_id = make_id(self.env, self.document, f"driver-{anchor.kind}", anchor.target)
        described = Described(rank, _display(anchor, display), node_id)
        domain.note_object(anchor.kind, anchor.target, docname, described)
        return Announced(node_id, _index(anchor, described))

    def register(self, node: nodes.Element) -> None:
        """Let the document know a node's identifiers, so that nobody else takes them."""
        for node_id in node["ids"]:
            self.document.ids[node_id] = node

    def located(self, location: Location) -> nodes.TextElement:
        """Return a location as text, linked to the source browser if one shows it."""
        literal = nodes.literal(str(location), str(location))
        url = source_url(self.env.config, location)
        return nodes.reference("", "", literal, refuri=url, internal=False) if url else literal

    def url(self, location: Location | None) -> str:
        """Return where a source browser shows a location, or an empty string."""
        return source_url(self.env.config, location)

    def unique_label(self, label: str) -> str:
        """Return a label that no other region of the page has."""
        used: set[str] = self.document.__dict__.setdefault("wharfinger_labels", set())
        candidate, number = label, 1
        while candidate in used:
            number += 1
            candidate = f"{label} ({number})"
        used.add(candidate)
        return candidate


@dataclass(frozen=True, slots=True)
class Announced:
    """The identifier of an object's entry, and its node for the index."""

    node_id: str
    index: addnodes.index

    def target(self, rendering: Rendering) -> nodes.target:
        """Return a target to stand in front of running text."""
        target = nodes.target("", "", ids=[self.node_id])
        rendering.register(target)
        return target


def _display(anchor: Anchor, text: str) -> str:
    if anchor.kind == "method":
        return anchor.target.rpartition(":")[2]
    return anchor.target if anchor.kind in {"group", "check"} else text


def _index(anchor: Anchor, described: Described) -> addnodes.index:
    owner, _, member = anchor.target.partition(":")
    texts = {
        "group": f"{anchor.target} (driver group)",
        "name": f"{described.display} (driver in {owner})",
        "feature": f"{described.display} (feature of {owner})",
        "method": f"{member} ({owner} driver interface)",
        "check": f"{anchor.target} (check)",
        "spec": f"{described.display} (spec)",
    }
    # A semicolon would split the entry in two.
    text = texts[anchor.kind].replace(";", ",")
    return addnodes.index(entries=[("single", text, described.node_id, "", None)])
