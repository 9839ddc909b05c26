# SPDX-License-Identifier: Apache-2.0
"""Whether an interface has the version, the class or the method that a spec claims to change."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wharfinger.contract.specs.delivery.claims import Names, Target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.contract.specs.delivery.verdicts import Judgement, Verdict
from wharfinger.model import (
    Driver,
    Group,
    InterfaceVersion,
    Location,
    Method,
    MethodKind,
    State,
    Support,
)

_OF_NAME = re.compile(r"V(\d+)$")
_SHOWN = 6
_BY_METHODS = ("all", "any", "overrides")


def changed(target: Target, known: Known) -> Judgement:
    """Judge a claim to change an interface."""
    if target.owner:
        return _of_class(target, known)
    group = known.group(target.group)
    if group is None:
        return known.nameless(target.group)
    if target.names is Names.VERSION:
        return _version(group, target.name)
    return _method(group, target.name)


def _of_class(target: Target, known: Known) -> Judgement:
    groups = known.interfaces(target.owner)
    if not groups:
        note = f"no group has the interface {target.owner}; name it in the policy, below groups"
        return Judgement(Verdict.UNKNOWN, note, unnamed=True)
    group = next((item for item in groups if item.interface), groups[0])
    if target.names is Names.METHOD:
        found = _method(group, target.name)
        older = next((v for v in group.versions if v.class_name == target.owner), None)
        if found.verdict is Verdict.NOT_DELIVERED and older and not _is_newest(group, older):
            note = f"version {older.version} is not the newest; its methods are not looked at"
            return Judgement(Verdict.UNKNOWN, note, _place(older.location))
        return found
    if group.interface is None:
        return _unresolved(group)
    return Judgement(Verdict.DELIVERED, "", (group.interface.location,))


def _is_newest(group: Group, version: InterfaceVersion) -> bool:
    return group.interface is not None and group.interface.name == version.class_name


def _unresolved(group: Group) -> Judgement:
    reason = group.interface_reason.rstrip(".") or "the policy names none"
    note = f"the interface of {group.name} is not known: {reason}"
    return Judgement(Verdict.UNKNOWN, note, _place(group.location))


def _method(group: Group, name: str) -> Judgement:
    if group.interface is None:
        return _unresolved(group)
    method = next((item for item in group.interface.methods if item.name == name), None)
    if method is None:
        note = f"{group.interface.name} has no {name}"
        return Judgement(Verdict.NOT_DELIVERED, note, (group.interface.location,))
    if method.kind is MethodKind.DEFAULT:
        return Judgement(Verdict.DELIVERED, "", (method.location,))
    no = Support.NO
    lacking = [item.name for item in group.drivers if _support(group, item, method) is no]
    if lacking and len(lacking) == len(group.drivers):
        note = f"no driver supports it: {listed(lacking)}"
        return Judgement(Verdict.PARTLY, note, (method.location,))
    note = f"not supported by {listed(lacking)}" if lacking else ""
    return Judgement(Verdict.DELIVERED, note, (method.location,))


def _support(group: Group, driver: Driver, method: Method) -> Support:
    """Return a driver's support for a method: what the matrix says, else what its source does."""
    cells = [
        group.cells.get((feature.key, driver.name))
        for feature in group.features
        if feature.rule in _BY_METHODS and feature.methods == (method.name,)
    ]
    found = next((cell.support for cell in cells if cell), None)
    if found is not None:
        return found
    if any(own.name == method.name for own in driver.overrides):
        return Support.YES
    # Without a lineage nothing is known of what a driver does.
    return Support.NO if driver.lineage and not driver.lineage_gap else Support.UNKNOWN


def _version(group: Group, wanted: str) -> Judgement:
    named = {version.version: version for version in group.versions}
    known = set(named) | _version_of_name(group)
    if not known:
        note = f"nothing says which versions the interface of {group.name} has"
        return Judgement(Verdict.UNKNOWN, note, _place(group.location))
    if wanted in known:
        return _delivered_version(group, wanted, named.get(wanted))
    newest = max(known, key=_number)
    if _number(newest) > _number(wanted):
        note = f"the interface is at version {newest} by now"
        return Judgement(Verdict.DELIVERED, note, _interface_place(group))
    note = f"the newest version of the interface is {newest}"
    return Judgement(Verdict.NOT_DELIVERED, note, _interface_place(group))


def _delivered_version(group: Group, wanted: str, version: InterfaceVersion | None) -> Judgement:
    place = _place(version.location) if version else _interface_place(group)
    if version and version.state == State.REMOVED:
        return Judgement(Verdict.DELIVERED, "it has been removed since", place)
    have = {driver.interface_version for driver in group.drivers if driver.interface_version}
    if have and max(map(_number, have)) < _number(wanted):
        old = [driver.name for driver in group.drivers if driver.interface_version]
        note = f"no driver implements it; older versions have {listed(old)}"
        return Judgement(Verdict.PARTLY, note, place)
    return Judgement(Verdict.DELIVERED, "", place)


def _version_of_name(group: Group) -> set[str]:
    names = (group.interface.name if group.interface else "", group.interface_name)
    return {match[1] for name in names if (match := _OF_NAME.search(name))}


def _number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _interface_place(group: Group) -> tuple[Location, ...]:
    return (group.interface.location,) if group.interface else _place(group.location)


def _place(location: Location | None) -> tuple[Location, ...]:
    return (location,) if location else ()


def listed(names: Iterable[str]) -> str:
    """Return names for a message, cut where they are many."""
    words = sorted(names)
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more
