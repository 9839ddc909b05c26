# SPDX-License-Identifier: Apache-2.0
"""What happened to drivers between two catalogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from wharfinger.model import (
    Catalog,
    Driver,
    DriverChange,
    Feature,
    Group,
    Location,
    MethodKind,
    Resolution,
    State,
    Support,
    normalise_name,
)

# Every project has scripts; they are not drivers of anything.
_SCRIPTS = frozenset({"console_scripts", "gui_scripts"})
_ORDER = ("removed", "renamed", "added", "retargeted", "state", "feature")


@dataclass(frozen=True, slots=True)
class _Pair:
    """One driver on both sides of a comparison."""

    old: Driver
    new: Driver


@dataclass(frozen=True, slots=True)
class _Matched:
    """The drivers of a group: on both sides, renamed, with a new name beside theirs, gone, new."""

    same: tuple[_Pair, ...]
    renamed: tuple[_Pair, ...]
    aliased: tuple[_Pair, ...]
    gone: tuple[Driver, ...]
    new: tuple[Driver, ...]


def compare_drivers(base: Catalog, head: Catalog) -> tuple[DriverChange, ...]:
    """Return what happened to drivers, by group, name and kind of change.

    Groups of scripts, and groups that neither have an interface nor stand in the policy, are left
    out. What one side does not know, because entry points or a class could not be read there,
    is no change.
    """
    found: list[DriverChange] = []
    for name in sorted({group.name for group in (*base.groups, *head.groups)}):
        old, new = base.group(name), head.group(name)
        if name not in _SCRIPTS and any(map(_is_of_drivers, (old, new))):
            found += _group_changes(old or _empty(new), new or _empty(old), base, head)
    return tuple(found)


def _is_of_drivers(group: Group | None) -> bool:
    return group is not None and (group.interface is not None or group.governed)


def _empty(other: Group | None) -> Group:
    """Return what a group is on the side that does not have it."""
    assert other is not None
    return replace(other, drivers=(), features=(), cells={}, interface=None, empty_reason="")


def _group_changes(old: Group, new: Group, base: Catalog, head: Catalog) -> list[DriverChange]:
    matched = _match(old.drivers, new.drivers)
    found = [_removed(item) for item in matched.gone if _may_tell(item, new, base, head)]
    found += [_added(item) for item in matched.new if _may_tell(item, old, head, base)]
    found += [_renamed(pair) for pair in (*matched.renamed, *matched.aliased)]
    for pair in (*matched.same, *matched.renamed):
        found += _retargeted(pair)
        found += _state(pair)
        found += _features(pair, old, new)
    return sorted(found, key=lambda c: (c.name, _ORDER.index(c.change), c.feature, c.old))


def _match(old: Sequence[Driver], new: Sequence[Driver]) -> _Matched:
    """Pair the drivers of two sides: by name and distribution, then by name, then by target."""
    same, gone, added = _paired(old, new, _announced)
    by_name, gone, added = _paired(gone, added, lambda driver: driver.registered_name)
    same += by_name
    renamed, gone, added = _paired(gone, added, _target)
    aliases, added = _aliases(same, added)
    return _Matched(tuple(same), tuple(renamed), tuple(aliases), tuple(gone), tuple(added))


def _paired(
    old: Sequence[Driver], new: Sequence[Driver], key: Callable[[Driver], object]
) -> tuple[list[_Pair], list[Driver], list[Driver]]:
    """Pair what has the same key, in order; return the pairs and what is left of both."""
    waiting: dict[object, list[Driver]] = {}
    for driver in new:
        waiting.setdefault(key(driver), []).append(driver)
    pairs: list[_Pair] = []
    gone: list[Driver] = []
    for driver in old:
        if candidates := waiting.get(key(driver)):
            pairs.append(_Pair(driver, candidates.pop(0)))
        else:
            gone.append(driver)
    taken = {pair.new.name for pair in pairs}
    return pairs, gone, [driver for driver in new if driver.name not in taken]


def _aliases(same: Sequence[_Pair], added: Sequence[Driver]) -> tuple[list[_Pair], list[Driver]]:
    """Return the names that became aliases of a new one, with it, and the other new names.

    That is so only where both stand for another object than before. A further name for an object
    whose own name stays is one more, and replaces none.
    """
    sole = {
        _target(pair.new): pair.old
        for pair in same
        if not pair.old.aliases and pair.new.aliases and _target(pair.old) != _target(pair.new)
    }
    pairs: list[_Pair] = []
    others: list[Driver] = []
    for driver in added:
        before = sole.pop(_target(driver), None)
        if before is None:
            others.append(driver)
        else:
            pairs.append(_Pair(before, driver))
    return pairs, others


def _announced(driver: Driver) -> object:
    return driver.registered_name, normalise_name(driver.distribution)


def _target(driver: Driver) -> object:
    # What cannot be understood is like nothing else.
    return driver.name if driver.resolution is Resolution.MALFORMED else ("", driver.target)


def _may_tell(driver: Driver, group: Group, present: Catalog, absent: Catalog) -> bool:
    """Tell whether a driver is certainly absent from a side, all of which could be read."""
    if group.empty_reason:
        return False
    key = normalise_name(driver.distribution)
    there = [item for item in absent.distributions if item.key == key]
    if not there:
        # A distribution whose name cannot be read either may be any.
        origins = {item.origin for item in present.distributions if item.key == key}
        there = [item for item in absent.distributions if item.origin in origins]
    return not any(item.faults for item in there)


def _added(driver: Driver) -> DriverChange:
    return _change(driver, "added", new=driver.target)


def _removed(driver: Driver) -> DriverChange:
    return _change(driver, "removed", old=driver.target)


def _renamed(pair: _Pair) -> DriverChange:
    return _change(pair.new, "renamed", pair.old.name, pair.new.name)


def _retargeted(pair: _Pair) -> Iterator[DriverChange]:
    if pair.old.target != pair.new.target:
        yield _change(pair.new, "retargeted", pair.old.target, pair.new.target)


def _state(pair: _Pair) -> Iterator[DriverChange]:
    old, new = pair.old.state, pair.new.state
    # Nothing can be said of a class that was not found.
    blind = any(
        driver.state is State.UNKNOWN and driver.resolution is not Resolution.FOUND
        for driver in (pair.old, pair.new)
    )
    if old is not new and not blind:
        yield _change(pair.new, "state", str(old), str(new))


def _features(pair: _Pair, old: Group, new: Group) -> Iterator[DriverChange]:
    for key in _common_features(old, new):
        before, after = _support(old, key, pair.old), _support(new, key, pair.new)
        if before is not after and Support.UNKNOWN not in (before, after):
            cell = new.cells.get((key, pair.new.name))
            place = (cell.evidence if cell else None) or _place(pair.new)
            change = _change(pair.new, "feature", str(before), str(after))
            yield replace(change, feature=key, location=place)


def _common_features(old: Group, new: Group) -> list[str]:
    """Return the keys of the features that both sides have and mean in the same way."""
    before = {feature.key: feature for feature in old.features}
    after = {feature.key: feature for feature in new.features}
    before |= {key: item for key, item in after.items() if _stays_default(old, item)}
    after |= {key: item for key, item in before.items() if _stays_default(new, item)}
    return sorted(k for k in before.keys() & after if _meaning(before[k]) == _meaning(after[k]))


def _meaning(feature: Feature) -> object:
    wanted = (feature.rule, feature.methods, feature.attribute)
    return *wanted, repr(feature.contains), repr(feature.equals)


def _stays_default(group: Group, feature: Feature) -> bool:
    """Tell whether a derived feature is no feature of a group because all drivers inherit it."""
    if not feature.found or group.interface is None:
        return False
    methods = {method.name: method.kind for method in group.interface.methods}
    inherited = methods.get(feature.key) is MethodKind.DEFAULT
    return inherited and all(item.key != feature.key for item in group.features)


def _support(group: Group, key: str, driver: Driver) -> Support:
    if cell := group.cells.get((key, driver.name)):
        return cell.support
    known = driver.descends and not driver.lineage_gap
    return Support.DEFAULT if known else Support.UNKNOWN


def _change(driver: Driver, change: str, old: str = "", new: str = "") -> DriverChange:
    return DriverChange(driver.group, driver.name, change, old, new, location=_place(driver))


def _place(driver: Driver) -> Location | None:
    return driver.registered_at or driver.location
