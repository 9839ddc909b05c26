# SPDX-License-Identifier: Apache-2.0
"""What of a catalog is the project's own business, where an environment joins it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from wharfinger.model import (
    Catalog,
    Contract,
    Distribution,
    Examined,
    Group,
    Location,
    Policy,
    normalise_name,
)

IsOwn = Callable[[Location], bool]
"""Tells whether a place is in the source trees, or in a policy that the user names."""


def of_trees(catalog: Catalog, is_own: IsOwn) -> Catalog:
    """Return what there is to judge of source trees: their distributions, and their groups.

    A group is theirs if one of their distributions registers a driver in it, if its interface
    is in their files, or if their own policy names it. Of other distributions the drivers of
    these groups are left, so that out-of-tree drivers count, and none of their own faults. A
    group that is theirs on one side of a comparison is kept on both.
    """
    comparison = catalog.comparison
    names = set(_own_groups(catalog, is_own))
    if comparison is not None:
        names.update(_own_groups(comparison.base, is_own))
        base = _limited(comparison.base, names, is_own)
        catalog = replace(catalog, comparison=replace(comparison, base=base))
    return _limited(catalog, names, is_own)


def _own_groups(catalog: Catalog, is_own: IsOwn) -> Iterator[str]:
    trees = [item for item in catalog.distributions if item.origin == "tree"]
    for tree in trees:
        yield from (entry_point.group for entry_point in tree.entry_points)
        yield from (name for name, _ in tree.empty_groups)
    yield from (name for name, item in catalog.policy.groups.items() if is_own(item.location))
    keys = {tree.key for tree in trees}
    yield from (group.name for group in catalog.groups if _is_theirs(group, keys, is_own))


def _is_theirs(group: Group, trees: Collection[str], is_own: IsOwn) -> bool:
    if group.interface is not None and is_own(group.interface.location):
        return True
    return any(normalise_name(driver.distribution) in trees for driver in group.drivers)


def _limited(catalog: Catalog, names: Collection[str], is_own: IsOwn) -> Catalog:
    groups = tuple(group for group in catalog.groups if group.name in names)
    holders = {normalise_name(item.distribution) for group in groups for item in group.drivers}
    limited = (_distribution(item, names) for item in catalog.distributions)
    kept = tuple(i for i in limited if _is_tree(i) or i.entry_points or i.key in holders)
    return replace(
        catalog,
        policy=_policy(catalog.policy, names, is_own),
        distributions=kept,
        groups=groups,
        contracts=_contracts(catalog.contracts, names),
        examined=_examined(catalog.examined, kept, groups),
    )


def _is_tree(distribution: Distribution) -> bool:
    return distribution.origin == "tree"


def _distribution(distribution: Distribution, names: Collection[str]) -> Distribution:
    """Return what another distribution adds to the groups; a tree's is returned whole."""
    if _is_tree(distribution):
        return distribution
    entry_points = (item for item in distribution.entry_points if item.group in names)
    return replace(distribution, entry_points=tuple(entry_points), empty_groups=(), faults=())


def _policy(policy: Policy, names: Collection[str], is_own: IsOwn) -> Policy:
    """Return the policy without what others ship for groups that are none of the project's."""
    groups = {name: item for name, item in policy.groups.items() if name in names}
    faults = tuple(fault for fault in policy.faults if is_own(fault.location))
    return replace(policy, groups=groups, faults=faults)


def _contracts(contracts: tuple[Contract, ...], names: Collection[str]) -> tuple[Contract, ...]:
    return tuple(contract for contract in contracts if contract.group in names)


def _examined(
    before: Examined, distributions: tuple[Distribution, ...], groups: tuple[Group, ...]
) -> Examined:
    """Count what is judged; files, commits and notes are those that were read for it."""
    return replace(
        before,
        distributions=len(distributions),
        entry_points=sum(len(item.entry_points) for item in distributions),
        drivers=sum(len(group.drivers) for group in groups),
        interfaces=len({group.interface.name for group in groups if group.interface}),
    )
