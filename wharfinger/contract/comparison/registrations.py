# SPDX-License-Identifier: Apache-2.0
"""Groups of drivers and the names in them, which are interface too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wharfinger.contract.comparison.pairs import plain_change
from wharfinger.model import Catalog, Change, Driver, Group, Location

_NOWHERE = Location(".")
# Origins in which drivers have no other name than that of their class.
_SEARCHED = frozenset({"decorated", "subclasses"})


def compare_registrations(base: Catalog, head: Catalog) -> tuple[Change, ...]:
    """Return the groups and names of drivers that are gone, renamed or stand for another object.

    Only groups count that have an interface or that the policy names: others hold hooks. Where
    drivers are found by searching the source, nobody has announced a name.
    """
    return tuple(change for group in base.groups for change in _of_group(group, head))


def _of_group(group: Group, head: Catalog) -> Iterator[Change]:
    if not group.drivers or group.origin in _SEARCHED:
        return
    if not (group.interface or group.interface_name or group.governed):
        return
    new = head.group(group.name)
    if new is not None and (new.drivers or new.empty_reason):
        yield from _names(group, new)
        return
    place = group.drivers[0].registered_at or group.location or _NOWHERE
    renamed = _renamed_group(group, head)
    if renamed:
        change = _change("group-renamed", group, group.name, _place(renamed.drivers[0]))
        yield replace(change, detail=renamed.name, old=group.name, new=renamed.name)
    else:
        yield replace(_change("group-removed", group, group.name, place), old=group.name)


def _renamed_group(group: Group, head: Catalog) -> Group | None:
    """Return the group of the head that has more than half of the names and targets."""
    pairs = {(d.registered_name, d.target) for d in group.drivers}
    for other in head.groups:
        shared = pairs & {(d.registered_name, d.target) for d in other.drivers}
        if other.name != group.name and 2 * len(shared) > len(pairs):
            return other
    return None


def _names(old: Group, new: Group) -> Iterator[Change]:
    before, after = _by_name(old), _by_name(new)
    for name, driver in before.items():
        if name not in after:
            yield _gone(old, driver, before, after)
        elif after[name].target != driver.target:
            change = _change("entry-point-retargeted", old, driver.subject, _place(after[name]))
            yield replace(change, old=driver.target, new=after[name].target)


def _gone(
    group: Group, driver: Driver, before: Mapping[str, Driver], after: Mapping[str, Driver]
) -> Change:
    fresh = [item for name, item in after.items() if name not in before]
    other = next((item for item in fresh if item.target == driver.target), None)
    if other is None:
        change = _change("entry-point-removed", group, driver.subject, _place(driver))
        return replace(change, old=driver.target)
    change = _change("entry-point-renamed", group, driver.subject, _place(other))
    names = driver.registered_name, other.registered_name
    return replace(change, detail=names[1], old=names[0], new=names[1])


def _by_name(group: Group) -> dict[str, Driver]:
    return {driver.registered_name: driver for driver in group.drivers}


def _place(driver: Driver) -> Location:
    return driver.registered_at or driver.location or _NOWHERE


def _change(rule: str, group: Group, subject: str, location: Location) -> Change:
    return plain_change(rule, subject, location, group.interface_name, (group.name,))
