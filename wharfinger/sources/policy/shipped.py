# SPDX-License-Identifier: Apache-2.0
"""Policies that distributions ship to the authors of their drivers.

They are found by path and taken for what they say about groups, nothing else: no
distribution decides how somebody else's checks are run.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.model import (
    Distribution,
    EntryPoint,
    Fault,
    GroupPolicy,
    Location,
    Policy,
    Root,
)
from wharfinger.sources import files
from wharfinger.sources.files import relative
from wharfinger.sources.policy import GROUP
from wharfinger.sources.policy.loading import YAML_NAME, load_file


@dataclass(frozen=True, slots=True)
class Shipped:
    """The groups that distributions bring, by name, and what is wrong with their files."""

    groups: dict[str, GroupPolicy]
    faults: tuple[Fault, ...]


def shipped(
    distributions: Iterable[Distribution], roots: Sequence[Root], named: Container[str] = ()
) -> Shipped:
    """Read the policies of distributions, but for groups that the project's own policy names.

    Of two that bring one group, the first by name is used.
    """
    groups: dict[str, GroupPolicy] = {}
    owners: dict[str, str] = {}
    faults: list[Fault] = []
    for distribution, entry_point in _announced(distributions):
        policy = _read(distribution, entry_point, roots)
        faults += policy.faults
        for name, group in policy.groups.items():
            if name in named:
                continue
            if name not in groups:
                groups[name], owners[name] = group, distribution.name
            else:
                faults.append(_duplicate(group, distribution.name, owners[name]))
    return Shipped(groups, tuple(faults))


def _duplicate(group: GroupPolicy, name: str, owner: str) -> Fault:
    message = (
        f"groups.{group.name}: {name} ships a policy for this group, and so does {owner}, "
        "whose policy is used; name the group in your own policy to decide"
    )
    return Fault(message, group.location)


def _announced(distributions: Iterable[Distribution]) -> Iterator[tuple[Distribution, EntryPoint]]:
    for distribution in sorted(distributions, key=lambda item: (item.key, item.location)):
        for entry_point in _entry_points(distribution):
            yield distribution, entry_point


def _entry_points(distribution: Distribution) -> Iterator[EntryPoint]:
    return (item for item in distribution.entry_points if item.group == GROUP)


def _read(distribution: Distribution, entry_point: EntryPoint, roots: Sequence[Root]) -> Policy:
    """Return a shipped policy; what is wrong with it is among its faults."""
    place = _find(entry_point.module, roots)
    if place is None:
        message = (
            f"{distribution.name} announces a policy in the package {entry_point.target!r}, "
            f"which has no {YAML_NAME}"
        )
        return Policy(faults=(Fault(message, entry_point.location),))
    file, root = place
    try:
        return load_file(file, relative(file, root.shown_from), Path(root.shown_from))
    except PolicyError as error:
        return Policy(faults=tuple(map(_as_fault, error.faults)))


def _as_fault(fault: PolicyFault) -> Fault:
    message = f"{fault.key}: {fault.message}" if fault.key else fault.message
    return Fault(message, Location(fault.path, fault.line))


def _find(package: str, roots: Sequence[Root]) -> tuple[Path, Root] | None:
    parts = package.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    for root in roots:
        file = Path(root.folder, *parts, YAML_NAME)
        if files.is_file(file):
            return file, root
    return None
