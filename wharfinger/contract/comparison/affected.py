# SPDX-License-Identifier: Apache-2.0
"""Which of the known drivers a change reaches, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wharfinger.contract.comparison.demands import new_demands
from wharfinger.contract.comparison.pairs import Found, effective
from wharfinger.contract.comparison.source_text import definition
from wharfinger.model import Affected, ClassInfo, Member, MethodKind, Use

_LACKING = frozenset(
    {
        "abstract-method-added",
        "method-made-abstract",
        "protocol-member-added",
        "required-attribute-added",
    }
)
_INHERITING = frozenset({"body-made-refusing", "refusing-method-added", "optional-method-called"})
_DESCENDING = frozenset(
    {
        "abc-dropped",
        "base-removed",
        "class-final-dropped",
        "class-made-final",
        "class-moved",
        "class-removed",
        "slots-added",
        "slots-removed",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Follower:
    """A driver of the interface: its name, its class, and the classes that are its own.

    ``own`` are those of its lineage that the interface does not have.
    """

    name: str
    info: ClassInfo
    own: tuple[ClassInfo, ...]

    def override(self, name: str) -> Member | None:
        """Return the driver's own definition of a member, if it has one."""
        return next((item.own[name] for item in self.own if name in item.own), None)

    def uses(self, name: str) -> Iterator[Use]:
        """Yield where the driver relies on the interface's definition of a member."""
        overrides = self.override(name) is not None
        for index, item in enumerate(self.own):
            later = any(name in other.own for other in self.own[index + 1 :])
            for member in item.own.values():
                for use in member.uses:
                    passed_on = use.via == "super" and not later
                    if use.name == name and (passed_on or not overrides):
                        yield use


def followers(item: Found) -> tuple[Follower, ...]:
    """Return the drivers that follow the class of a change.

    Where no driver of the group descends from it, as with a protocol, all of them do.
    """
    if item.pair.passive:
        return ()
    drivers = item.pair.contract.drivers
    of_interface = {info.name for info in (*item.pair.old.lineage, *item.pair.new.lineage)}
    names = {item.pair.old.name, item.pair.new.name}
    structural = item.pair.new.protocol or not _anybody_descends(item)
    return tuple(
        Follower(name, info, tuple(i for i in info.lineage if i.name not in of_interface))
        for name, info in sorted(drivers.items())
        if structural or any(i.name in names for i in info.lineage)
    )


def _anybody_descends(item: Found) -> bool:
    contract = item.pair.contract
    roots = {info.name for info in (item.pair.old, item.pair.new, *contract.versions.values())}
    if contract.interface:
        roots.add(contract.interface.name)
    return any(i.name in roots for info in contract.drivers.values() for i in info.lineage)


def affected(item: Found) -> tuple[Affected, ...]:
    """Return the drivers that a change reaches, in the order of their names.

    Those that lack what is now asked for, those that inherit what has changed, those that
    descend from the class, or else those that override or use the member: as the rule has it.
    """
    reached = _test(item)
    return tuple(_described(item, one) for one in followers(item) if reached(one))


def _test(item: Found) -> Callable[[Follower], bool]:
    rule, name = item.change.rule, _name(item)
    if rule in _LACKING:
        return lambda one: lacks(one, name)
    if rule in _INHERITING:
        return lambda one: one.override(name) is None or any(one.uses(name))
    if rule in _DESCENDING:
        return lambda _: True
    if rule == "base-added":
        return lambda one: any(lacks(one, member.name) for member in new_demands(item.pair))
    if rule == "method-renamed":
        return lambda one: (
            one.override(name) is not None or any(one.uses(name)) or _is_late(item, one)
        )
    if rule == "abc-enforced":
        return _is_incomplete
    return lambda one: bool(name) and (one.override(name) is not None or any(one.uses(name)))


def _is_late(item: Found, one: Follower) -> bool:
    """Tell a driver that lacks the new name of an abstract method."""
    new = item.new
    return new is not None and new.kind is MethodKind.ABSTRACT and lacks(one, new.name)


def _name(item: Found) -> str:
    """Return the member that drivers have to do with: the old name of a renamed one."""
    member = item.old or item.new
    return member.name if member else ""


def lacks(one: Follower, name: str) -> bool:
    """Tell whether a driver has no working definition of what the interface asks for."""
    member = effective(one.info).get(name)
    return member is None or member.kind is MethodKind.ABSTRACT


def _is_incomplete(one: Follower) -> bool:
    return any(m.kind is MethodKind.ABSTRACT for m in effective(one.info).values())


def _described(item: Found, one: Follower) -> Affected:
    name = _name(item)
    member = one.override(name) if name else None
    use = next(one.uses(name), None) if name and member is None else None
    place = member.location if member else use.location if use else one.info.location
    driver = f"{item.pair.contract.group}:{one.name}"
    return Affected(driver, one.name.partition("@")[2], place, definition(member))
