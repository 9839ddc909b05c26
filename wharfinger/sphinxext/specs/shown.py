# SPDX-License-Identifier: Apache-2.0
"""What pages show of specs and notes, as values: they are compared, and turned into nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wharfinger.model import Anchor, Spec

if TYPE_CHECKING:
    from wharfinger.sphinxext.specs.world import World


class SpecLink(NamedTuple):
    """What leads to a spec: what refers to it, its title, and its status."""

    key: str
    title: str
    status: str


class NoteLink(NamedTuple):
    """A release note: its file, what it is called, and the version that it is first in."""

    path: str
    label: str
    version: str


class Backlinks(NamedTuple):
    """The specs that claim something, and the notes that speak of it."""

    specs: tuple[SpecLink, ...]
    notes: tuple[NoteLink, ...]

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.specs or self.notes)


class ClaimLine(NamedTuple):
    """A claim of a spec: what it says, the entry of what it names, and what became of it."""

    kind: str
    target: str
    anchor: Anchor | None
    verdict: str
    note: str


class Summary(NamedTuple):
    """What the page of a spec says of it."""

    status: str
    superseded_by: tuple[SpecLink, ...]
    claims: tuple[ClaimLine, ...]
    required_by: tuple[SpecLink, ...]


def summary(world: World, spec: Spec) -> Summary | None:
    """Return what the page of a spec says of it, None if that is nothing."""
    found = Summary(
        str(spec.status or ""),
        _linked(world, spec.superseded_by),
        _claims(world, spec),
        tuple(
            world.link(other)
            for other in world.specs
            if any(spec in world.names.find(name) for name in other.requires)
        ),
    )
    return found if any(found) else None


def _linked(world: World, names: tuple[str, ...]) -> tuple[SpecLink, ...]:
    """Return what leads to specs; one that is not there is shown by its name."""
    found = ((name, world.names.one(name)) for name in names)
    return tuple(world.link(spec) if spec else SpecLink(name, name, "") for name, spec in found)


def _claims(world: World, spec: Spec) -> tuple[ClaimLine, ...]:
    if not spec.claims:
        return ()
    delivery = world.deliveries.get(spec.path)
    became = {item.claim: item for item in delivery.claims} if delivery else {}
    lines = []
    for claim in spec.claims:
        item = became.get(claim)
        anchor = next(iter(world.anchors(claim)), None)
        verdict = str(item.verdict) if item else ""
        note = item.judgement.note if item else ""
        if item and item.version:
            note = f"in {item.version}"
        lines.append(ClaimLine(claim.kind, claim.target, anchor, verdict, note))
    return tuple(lines)
