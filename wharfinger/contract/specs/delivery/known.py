# SPDX-License-Identifier: Apache-2.0
"""What of a catalog claims are held against, found by the names that claims use."""

from __future__ import annotations

import difflib
import re
from collections import Counter

from wharfinger.contract.specs.delivery.claims import Target
from wharfinger.contract.specs.delivery.verdicts import Judgement, Verdict
from wharfinger.model import Catalog, DeclaredOption, Driver, Group, normalise_name

# A missing or another letter makes names so much alike.
_NEAR = 0.9
_ELSEWHERE = "if another project has it, name its tree with -C or its environment with --env"


class Known:
    """The groups, interfaces and options of a catalog by name."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._groups = {group.name: group for group in catalog.groups}
        self._names = Counter(
            name for g in catalog.groups for name in {d.registered_name for d in g.drivers}
        )
        trees = [item for item in catalog.distributions if item.origin == "tree"]
        self._trees = {item.key for item in trees}
        self._has_own = any(
            normalise_name(driver.distribution) in self._trees
            for group in catalog.groups
            for driver in group.drivers
        )
        modules = {entry.module.partition(".")[0] for i in trees for entry in i.entry_points}
        self._packages = self._trees | {normalise_name(name) for name in modules if name}
        self._options: dict[str, list[DeclaredOption]] = {}
        for option in catalog.options:
            self._options.setdefault(spelled(option.name), []).append(option)

    def group(self, name: str) -> Group | None:
        """Return the group of a name, or of a name of which this is the unmistakable end."""
        if name in self._groups:
            return self._groups[name]
        ends = [group for known, group in self._groups.items() if known.endswith(f".{name}")]
        return ends[0] if len(ends) == 1 else None

    def is_own_group(self, name: str) -> bool:
        """Tell whether a group that is not there would be one of the trees, by its name.

        A name that is nearly that of another group is a slip of the pen.
        """
        if self.near(name):
            return False
        normal = normalise_name(name)
        return any(normal.startswith(f"{package}-") for package in self._packages)

    def near(self, name: str) -> str:
        """Return the group that a name seems to be meant for, empty if there is none.

        Names that differ in a number are all meant.
        """
        found = difflib.get_close_matches(name, self._groups, 1, _NEAR)
        return "".join(item for item in found if _lettered(item) != _lettered(name))

    def nameless(self, name: str) -> Judgement:
        """Return what there is to say of a group that nothing knows."""
        near, hint = self.near(name), ""
        if near:
            hint = f"; did you mean {near}?"
        elif not self.is_own_group(name):
            hint = f"; {_ELSEWHERE}"
        note = f"nothing here knows the group {name}{hint}"
        return Judgement(Verdict.UNKNOWN, note, unnamed=True)

    def drivers(self, target: Target) -> tuple[Driver, ...]:
        """Return the drivers of the name that a claim has."""
        group = self.group(target.group)
        return tuple(driver for driver in group.drivers if _has(driver, target)) if group else ()

    def is_common(self, name: str) -> bool:
        """Tell whether several groups have a driver of a name."""
        return self._names[name] > 1

    def gone(self, target: Target) -> Driver | None:
        """Return a driver of that name which the policy remembers as removed."""
        group = self.group(target.group)
        return next((d for d in group.gone if _has(d, target)), None) if group else None

    def is_of_trees(self, driver: Driver) -> bool:
        """Tell whether a driver comes with one of the trees.

        Trees without a driver are those of specs alone: then each driver counts.
        """
        return not self._has_own or normalise_name(driver.distribution) in self._trees

    def interfaces(self, name: str) -> tuple[Group, ...]:
        """Return the groups of whose interface a class ``module:Class`` is a part.

        A class that is had from another module counts, if no other has its name.
        """
        exact = [group for group in self._groups.values() if name in _classes(group)]
        if exact:
            return tuple(exact)
        last = name.rpartition(":")[2]
        near = {c for g in self._groups.values() for c in _classes(g) if c.endswith(f":{last}")}
        if len(near) != 1:
            return ()
        (same,) = near
        return tuple(group for group in self._groups.values() if same in _classes(group))

    def options(self, name: str) -> tuple[DeclaredOption, ...]:
        """Return the options of a name, with ``-`` or ``_`` between its parts."""
        return tuple(self._options.get(spelled(name), ()))


def spelled(option: str) -> str:
    """Return the name of an option in the one spelling that oslo.config makes of it."""
    return option.lstrip("-").replace("-", "_")


def _lettered(name: str) -> str:
    return re.sub(r"\d+", "", name)


def _has(driver: Driver, target: Target) -> bool:
    return target.name in (driver.registered_name, driver.name)


def _classes(group: Group) -> frozenset[str]:
    interface = group.interface
    names = {group.interface_name, *(version.class_name for version in group.versions)}
    if interface:
        names |= {interface.name, *interface.bases}
    return frozenset(filter(None, names))
