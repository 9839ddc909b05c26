# SPDX-License-Identifier: Apache-2.0
"""Contracts of groups whose interface is found on one side of a comparison only.

An interface that is found by convention is the class that drivers share: a patch that renames it,
or takes drivers away from it, would hide its own change. So the other side is asked for the class
of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass

from wharfinger.model import Catalog, ClassInfo, Contract, Request
from wharfinger.sources.group_answers import group_answers


@dataclass(frozen=True, slots=True)
class Side:
    """One state of a project: what was asked for, and what was read of it."""

    request: Request
    catalog: Catalog

    def contracts(self) -> dict[str, Contract]:
        """Return the contracts that were read, by the names of their groups."""
        return {item.group: item for item in self.catalog.contracts}

    def built(self, group: str, interface: str) -> Contract:
        """Return the contract of a group for the interface of that name."""
        catalog = self.catalog
        answers = group_answers(self.request, catalog.distributions, catalog.policy)
        return answers.contract_for(group, interface)


def counterparts(base: Side, head: Side) -> tuple[list[Contract], list[Contract]]:
    """Return the contracts of either side, each group's for the same interface as far as it is.

    Groups that either side does not know keep what they have: new ones break nobody.
    """
    before, after = base.contracts(), head.contracts()
    for group in sorted(_groups(base) & _groups(head)):
        old, new = before.get(group), after.get(group)
        name = _wanted(old, new)
        if old and old.interface and name:
            after[group] = head.built(group, name)
        elif name:
            before[group] = base.built(group, name)
    return list(before.values()), list(after.values())


def _groups(side: Side) -> set[str]:
    return {group.name for group in side.catalog.groups}


def _wanted(old: Contract | None, new: Contract | None) -> str:
    """Return the interface that one side lacks, the base's if either has another."""
    before = old.interface if old else None
    after = new.interface if new else None
    if before is None or before.standard:
        return after.name if after and before is None and not (old and old.versions) else ""
    return "" if new and after and _has(new, after, before) else before.name


def _has(head: Contract, interface: ClassInfo, wanted: ClassInfo) -> bool:
    names = {item.name for item in interface.lineage}
    return wanted.name in names or head.moved.get(wanted.name) in names
