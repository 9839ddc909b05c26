# SPDX-License-Identifier: Apache-2.0
"""Building a group: from registrations to drivers, interface, features and cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wharfinger.contract import facts, features, interfaces
from wharfinger.contract.judgement import Yardstick, yardstick
from wharfinger.model import (
    Basis,
    Cell,
    ClassInfo,
    Distribution,
    Driver,
    Feature,
    Group,
    GroupPolicy,
    Kind,
    Policy,
    Resolution,
    State,
    Support,
)
from wharfinger.sources.drivers import DriverReader, ReadDriver
from wharfinger.sources.origins import OriginReader
from wharfinger.sources.python import Reader
from wharfinger.sources.registrations import Registration, from_entry_points, unique_names


@dataclass(frozen=True, slots=True)
class _Contract:
    """A group's interface as a class, its name as written, and why there is none."""

    info: ClassInfo | None
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroupClasses:
    """The classes of a group: its interface, if it has one, and its drivers by their names.

    ``name`` is the interface as the policy names it, else its own name.
    """

    interface: ClassInfo | None
    name: str
    drivers: Mapping[str, ClassInfo]
    policy: GroupPolicy | None


class GroupBuilder:
    """Builds groups from what distributions announce and the policy says.

    ``registered`` is what they announce, for those who know it already.
    """

    def __init__(
        self,
        reader: Reader,
        distributions: Sequence[Distribution],
        policy: Policy,
        registered: Mapping[str, Sequence[Registration]] | None = None,
    ) -> None:
        self._reader = reader
        self._distributions = {item.key: item for item in distributions}
        self._policy = policy
        self._drivers = DriverReader(reader, self._distributions)
        self._registered = from_entry_points(distributions) if registered is None else registered
        self._empty = {name: at for item in distributions for name, at in item.empty_groups}
        self._classes: dict[str, GroupClasses] = {}

    @property
    def reader(self) -> Reader:
        """The reader of the source, with what it has read already."""
        return self._reader

    def names(self, wanted: tuple[str, ...] | None) -> list[str]:
        """Return the names of the groups to build."""
        known = {*self._registered, *self._empty, *self._policy.groups}
        return sorted(known if wanted is None else known.intersection(wanted))

    def group(self, name: str) -> Group:
        """Return a group with everything that is known of it."""
        policy = self._policy.groups.get(name)
        registrations, reason = self._registrations(name, policy)
        found = [self._drivers.read(name, *pair) for pair in unique_names(registrations)]
        contract = self._contract(policy, found, reason)
        found = [self._drivers.within(item, contract.info, policy) for item in found]
        drivers = {item.driver.name: item.info for item in found if item.info}
        self._classes[name] = GroupClasses(contract.info, contract.name, drivers, policy)
        group = Group(
            name=name,
            title=(policy.title if policy else "") or name,
            origin=policy.origin.kind if policy and policy.origin else "entry points",
            drivers=_with_aliases([item.driver for item in found]),
            interface=interfaces.describe(contract.info) if contract.info else None,
            interface_name=contract.name,
            interface_reason=contract.reason,
            structural=bool(policy and policy.structural),
            versions=policy.versions if policy else (),
            governed=policy is not None,
            empty_reason=reason,
            location=policy.location if policy else self._empty.get(name),
            gone=_gone(name, policy, {item.driver.registered_name for item in found}),
        )
        return self._with_features(group, policy, contract.info, found)

    def classes(self, name: str) -> GroupClasses:
        """Return the classes of a group; a group that was built before is not read again."""
        if name not in self._classes:
            self.group(name)
        return self._classes[name]

    def _registrations(
        self, name: str, policy: GroupPolicy | None
    ) -> tuple[Sequence[Registration], str]:
        if policy is None or policy.origin is None:
            return self._registered.get(name, ()), ""
        registered = OriginReader(self._reader, self._distributions).read(policy.origin)
        return registered.registrations, registered.reason

    def _contract(
        self, policy: GroupPolicy | None, found: Sequence[ReadDriver], reason: str
    ) -> _Contract:
        name = _interface_name(policy)
        if name:
            symbol = self._reader.resolve_dotted(name)
            if symbol.kind == "class" and not symbol.instance:
                named = self._reader.class_of(symbol)
                return _Contract(None if named.unresolved else named, name, named.unresolved)
            return _Contract(
                None, name, symbol.reason or f"{name} is not a class but a {symbol.kind}"
            )
        classes = [item.info for item in found if item.info and item.driver.kind is Kind.CLASS]
        info, why = interfaces.find_interface(classes)
        return _Contract(
            info, info.name if info is not None else "", "" if info is not None else reason or why
        )

    def _with_features(
        self,
        group: Group,
        policy: GroupPolicy | None,
        interface: ClassInfo | None,
        found: Sequence[ReadDriver],
    ) -> Group:
        chosen: tuple[Feature, ...] = ()
        if policy and policy.features is not None:
            chosen = policy.features
        elif group.interface:
            classes = [item.info for item in found if item.info]
            chosen = features.derive_features(group.interface, classes)
        by = yardstick(interface)
        cells = {
            (feature.key, item.driver.name): self._cell(feature, item, by)
            for feature in chosen
            for item in found
        }
        return replace(group, features=chosen, cells=cells)

    def _cell(self, feature: Feature, item: ReadDriver, by: Yardstick) -> Cell:
        driver, info = item.driver, item.info
        if info is None and feature.rule != "declared":
            place = driver.location or driver.registered_at
            if driver.kind is Kind.FUNCTION:
                note = "a function makes the driver at run time"
                return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, note)
            return Cell(Support.UNKNOWN, Basis.UNRESOLVED, place, driver.reason or "not a class")
        lineage = info.lineage if info else ()

        def attribute(name: str) -> object:
            assert info is not None
            return self._reader.values.attribute(info, name)

        return features.fill_cell(feature, driver.registered_name, lineage, by, attribute)


def _interface_name(policy: GroupPolicy | None) -> str:
    """Return the interface that the policy names: itself, or its newest version."""
    if policy is None or policy.interface or not policy.versions:
        return policy.interface if policy else ""
    newest = max(
        policy.versions, key=lambda v: [int(p) if p.isdigit() else 0 for p in v.version.split(".")]
    )
    return newest.class_name


def _with_aliases(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    drivers = tuple(drivers)
    by_target: dict[str, list[str]] = {}
    for driver in drivers:
        if driver.resolution is not Resolution.MALFORMED:
            by_target.setdefault(driver.target, []).append(driver.name)
    return tuple(
        replace(
            driver,
            aliases=tuple(name for name in by_target.get(driver.target, ()) if name != driver.name),
        )
        for driver in drivers
    )


def _gone(group: str, policy: GroupPolicy | None, present: set[str]) -> tuple[Driver, ...]:
    """Return the drivers that the policy says are removed. Other names may be mistakes."""
    if policy is None:
        return ()
    gone: list[Driver] = []
    for name, values in sorted(policy.facts_of.items()):
        if name not in present:
            known = facts.rank(facts.from_policy(values, policy.location))
            if facts.state_of(known) is State.REMOVED:
                gone.append(_absent_driver(group, name, known))
    return tuple(gone)


def _absent_driver(group: str, name: str, known: Mapping[str, Any]) -> Driver:
    return Driver(
        group=group,
        name=name,
        registered_name=name,
        target="",
        kind=Kind.UNKNOWN,
        distribution="",
        version="",
        resolution=Resolution.UNKNOWN,
        reason="only the policy names it",
        state=State.REMOVED,
        facts=known,
    )
