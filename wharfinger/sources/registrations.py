# SPDX-License-Identifier: Apache-2.0
"""Where drivers are registered: entry points, or another origin that the policy names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wharfinger.model import Distribution, EntryPoint, Location, normalise_name


@dataclass(frozen=True, slots=True)
class Registration:
    """One announcement of a driver: its name, its target, and who says so where.

    ``announced`` tells an entry point from what another origin registers.
    """

    name: str
    module: str
    attr: str
    distribution: str
    version: str
    location: Location
    extras: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    value: str = ""
    announced: bool = True

    @property
    def target(self) -> str:
        """The normalised target."""
        if not self.module:
            return self.value.strip()
        return f"{self.module}:{self.attr}" if self.attr else self.module


def from_entry_points(distributions: Iterable[Distribution]) -> dict[str, list[Registration]]:
    """Return the registrations of all entry-point groups, in the order they were found."""
    groups: dict[str, list[Registration]] = {}
    for distribution in distributions:
        for entry_point in distribution.entry_points:
            registration = _from_entry_point(entry_point, distribution)
            groups.setdefault(entry_point.group, []).append(registration)
    return groups


def _from_entry_point(entry_point: EntryPoint, distribution: Distribution) -> Registration:
    return Registration(
        name=entry_point.name,
        module=entry_point.module,
        attr=entry_point.attr,
        distribution=distribution.name,
        version=distribution.version,
        location=entry_point.location,
        extras=entry_point.extras,
        faults=entry_point.faults,
        value=entry_point.value,
    )


def owner(distributions: Mapping[str, Distribution], module: str) -> tuple[str, str]:
    """Return the name and version of the distribution that a module seems to belong to.

    ``distributions`` are those to choose from, by key. Metadata does not say it reliably;
    the distribution whose name begins like the module's is taken, or the only tree.
    """
    parts = module.split(".")
    for count in range(len(parts), 0, -1):
        found = distributions.get(normalise_name(".".join(parts[:count])))
        if found:
            return found.name, found.version
    trees = [item for item in distributions.values() if item.origin == "tree"]
    return (trees[0].name, trees[0].version) if len(trees) == 1 else ("", "")


def unique_names(registrations: Sequence[Registration]) -> list[tuple[str, Registration]]:
    """Give each registration a name of its own: ``name@distribution`` for a repeated one.

    One that even its own distribution announces twice is numbered.
    """
    counts = Counter(item.name for item in registrations)
    named: list[tuple[str, Registration]] = []
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for item in sorted(registrations, key=lambda item: counts[item.name]):
        wanted = item.name if counts[item.name] == 1 else f"{item.name}@{item.distribution}"
        name = wanted
        while name in taken:
            numbers[wanted] += 1
            name = f"{wanted}#{numbers[wanted] + 1}"
        taken.add(name)
        named.append((name, item))
    return sorted(named, key=lambda pair: pair[0])
