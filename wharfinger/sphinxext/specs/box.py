# SPDX-License-Identifier: Apache-2.0
"""What the page of a spec says of it, as nodes that every writer knows."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from wharfinger.sphinxext.domain import generated_xref
from wharfinger.sphinxext.nodes import box
from wharfinger.sphinxext.specs.entries import INTERFACE
from wharfinger.sphinxext.specs.shown import ClaimLine, SpecLink, Summary


def summary_box(shown: Summary) -> nodes.Node:
    """Return a box with the status of a spec, and what leads on from it."""
    fields = []
    if shown.status:
        fields.append(_field("Status", word(shown.status)))
    if shown.superseded_by:
        fields.append(_field("Superseded by", *spec_links(shown.superseded_by)))
    if shown.claims:
        fields.append(_claims(shown.claims))
    if shown.required_by:
        fields.append(_field("Required by", *spec_links(shown.required_by)))
    return box("", nodes.field_list("", *fields), classes=["wharfinger-spec"])


def word(text: str) -> nodes.inline:
    """Return a status or a verdict, with its colour where there are colours."""
    classes = ["wharfinger-word", f"wharfinger-{nodes.make_id(text)}"]
    return nodes.inline(text, text, classes=classes)


def spec_links(specs: Sequence[SpecLink]) -> list[nodes.Node]:
    """Return links to specs, one behind the other."""
    found: list[nodes.Node] = []
    for spec in specs:
        found += [nodes.Text(", ")] if found else []
        found.append(generated_xref("spec", spec.key, nodes.inline(spec.title, spec.title)))
    return found


def _field(name: str, *content: nodes.Node) -> nodes.field:
    body = nodes.field_body("", nodes.paragraph("", "", *content))
    return nodes.field("", nodes.field_name(name, name), body)


def _claims(claims: Sequence[ClaimLine]) -> nodes.field:
    items = [nodes.list_item("", nodes.paragraph("", "", *_claim(claim))) for claim in claims]
    listed = nodes.bullet_list("", *items, bullet="*", classes=["simple"])
    name = "Claims"
    return nodes.field("", nodes.field_name(name, name), nodes.field_body("", listed))


def _claim(claim: ClaimLine) -> list[nodes.Node]:
    target: nodes.Node = nodes.literal(claim.target, claim.target)
    if claim.anchor is not None and claim.anchor.kind != INTERFACE:
        target = generated_xref(claim.anchor.kind, claim.anchor.target, target)
    parts: list[nodes.Node] = [nodes.Text(f"{claim.kind.replace('-', ' ')} "), target]
    if claim.verdict:
        parts += [nodes.Text(" "), word(claim.verdict)]
    if claim.note:
        parts.append(nodes.Text(f" ({claim.note})"))
    return parts
