# SPDX-License-Identifier: Apache-2.0
"""Where pages describe what a claim names."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs.delivery.claims import Names, Target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.model import Anchor

INTERFACE = "interface"
"""The kind of an entry that is a whole interface, by the name of its class. No role leads there."""


def anchors(known: Known, target: Target) -> Iterator[Anchor]:
    """Yield the entries of what a claim names, none for what is not there or has no entry."""
    match target.names:
        case Names.DRIVER:
            yield from _drivers(known, target)
        case Names.METHOD:
            yield from _methods(known, target)
        case Names.CLASS:
            yield Anchor(INTERFACE, target.owner)
        case Names.VERSION:
            yield from _versions(known, target)


def _drivers(known: Known, target: Target) -> Iterator[Anchor]:
    found = known.drivers(target)
    for driver in found:
        yield Anchor("name", driver.subject)
    if not found:
        yield Anchor("name", f"{target.group}:{target.name}")


def _methods(known: Known, target: Target) -> Iterator[Anchor]:
    if target.owner:
        yield Anchor("method", f"{target.owner}.{target.name}")
        return
    group = known.group(target.group)
    if group and group.interface:
        yield Anchor("method", f"{group.interface.name}.{target.name}")


def _versions(known: Known, target: Target) -> Iterator[Anchor]:
    """Yield the class of a version, or of the only version that a group has."""
    group = known.group(target.group)
    if group is None:
        return
    classes = [item.class_name for item in group.versions if item.version == target.name]
    if not classes and not group.versions and group.interface:
        classes = [group.interface.name]
    for name in classes:
        yield Anchor(INTERFACE, name)
