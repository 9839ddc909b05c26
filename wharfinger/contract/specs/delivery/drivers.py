# SPDX-License-Identifier: Apache-2.0
"""Whether a driver that a spec adds is there, and one that it removes is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wharfinger.contract.specs.delivery.claims import Target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.contract.specs.delivery.verdicts import Judgement, Verdict
from wharfinger.model import Driver, Group, Location, Resolution, State, Support

_GOING = (State.DEPRECATED, State.UNSUPPORTED, State.REMOVED)


def added(target: Target, known: Known, later: Iterable[Location]) -> Judgement:
    """Judge a claim to add a driver; ``later`` are claims of other specs to remove it again."""
    group = known.group(target.group)
    if group is None:
        return _without_group(target, known)
    drivers = known.drivers(target)
    if not drivers:
        return _not_there(target, group, known, tuple(later))
    own = [driver for driver in drivers if known.is_of_trees(driver)]
    if not own:
        driver = drivers[0]
        note = f"only {driver.distribution} has it, which is none of the trees"
        return Judgement(Verdict.PARTLY, note, _places(driver))
    faults = tuple(_faults(group, own[0]))
    verdict = Verdict.PARTLY if faults else Verdict.DELIVERED
    return Judgement(verdict, "; ".join(faults), _places(own[0]))


def removed(target: Target, known: Known) -> Judgement:
    """Judge a claim to remove a driver."""
    group = known.group(target.group)
    if group is None:
        if known.is_own_group(target.group):
            return Judgement(Verdict.DELIVERED, f"the group {target.group} is gone as a whole")
        return known.nameless(target.group)
    drivers = [driver for driver in known.drivers(target) if known.is_of_trees(driver)]
    if not drivers:
        gone = known.gone(target)
        if gone is None:
            return Judgement(Verdict.DELIVERED, "the trees have no driver of that name")
        return Judgement(Verdict.DELIVERED, "", _places(gone))
    if drivers[0].state in _GOING:
        note = f"it is {drivers[0].state}, and still there"
        return Judgement(Verdict.PARTLY, note, _places(drivers[0]))
    return Judgement(Verdict.NOT_DELIVERED, "it is still there", _places(drivers[0]))


def _without_group(target: Target, known: Known) -> Judgement:
    if not known.is_own_group(target.group):
        return known.nameless(target.group)
    return Judgement(Verdict.NOT_DELIVERED, f"there is no group {target.group}")


def _not_there(
    target: Target, group: Group, known: Known, later: tuple[Location, ...]
) -> Judgement:
    gone = known.gone(target)
    if gone is not None:
        return Judgement(Verdict.DELIVERED, "it has been removed since", _places(gone))
    if later:
        note = "it is not there; another spec removes it again"
        return Judgement(Verdict.DELIVERED, note, later[:1])
    names = ", ".join(sorted(driver.name for driver in group.drivers)) or "none"
    return Judgement(Verdict.NOT_DELIVERED, f"{group.name} has no such driver; it has: {names}")


def _faults(group: Group, driver: Driver) -> Iterator[str]:
    """Yield what a driver lacks to be what was claimed."""
    if driver.resolution in (Resolution.MISSING, Resolution.MALFORMED):
        yield f"it is announced, but its target is not there: {driver.reason or driver.target}"
    required = (feature for feature in group.features if feature.level == "required")
    lacking = [feature.title for feature in required if _lacks(group, feature.key, driver)]
    if lacking:
        yield f"it does not support what is required: {', '.join(lacking)}"


def _lacks(group: Group, feature: str, driver: Driver) -> bool:
    cell = group.cells.get((feature, driver.name))
    return cell is not None and cell.support is Support.NO


def _places(driver: Driver) -> tuple[Location, ...]:
    return tuple(place for place in (driver.registered_at, driver.location) if place)
