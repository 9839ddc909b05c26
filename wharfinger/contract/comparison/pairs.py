# SPDX-License-Identifier: Apache-2.0
"""Classes of a contract side by side: as they were at the base, and as they are at the head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wharfinger.contract.comparison.rules import RULES
from wharfinger.contract.comparison.source_text import definition
from wharfinger.contract.interfaces import demands, gap
from wharfinger.model import (
    Change,
    ClassInfo,
    Contract,
    Location,
    Meaning,
    Member,
    Verdict,
)

# What every object has, whatever its class says.
_COMMON = frozenset(dir(object)) - {"__init__"} | {
    "__abstractmethods__",
    "__annotations__",
    "__dict__",
    "__metaclass__",
    "__module__",
    "__slots__",
    "__weakref__",
    "__match_args__",
}


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """One class at the base and at the head, with what text means on each side.

    ``members`` are those that objects have, by their name: the first definition of the
    lineage, standard classes aside. ``passive`` tells a type that drivers use and do not
    implement. ``contract`` is the group's at the head.
    """

    old: ClassInfo
    new: ClassInfo
    before: Meaning
    after: Meaning
    contract: Contract
    passive: bool = False
    old_members: Mapping[str, Member] = field(default_factory=dict)
    new_members: Mapping[str, Member] = field(default_factory=dict)

    @property
    def gap(self) -> str:
        """Why the head may have members that are not seen, or an empty string."""
        return gap(self.new) or next(
            (i.rewritten or i.dynamic for i in self.new.lineage if i.rewritten or i.dynamic), ""
        )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A change with the definitions that it was found in, and the class that they belong to."""

    change: Change
    pair: Pair
    old: Member | None = None
    new: Member | None = None


def make_pair(
    classes: tuple[ClassInfo, ClassInfo], contracts: tuple[Contract, Contract], *, exposed: bool
) -> Pair:
    """Put a class of the base beside that of the head; ``exposed`` for types in signatures."""
    (old, new), (base, head) = classes, contracts
    passive = exposed and not any(demands(info) for info in old.lineage if not info.standard)
    return Pair(old, new, base.meaning, head.meaning, head, passive, effective(old), effective(new))


def effective(info: ClassInfo) -> dict[str, Member]:
    """Return the members that objects of a class have, each as its first definition has it."""
    members: dict[str, Member] = {}
    for item in info.lineage:
        if item.standard or item.unresolved:
            continue
        for name, member in item.own.items():
            if name not in members and not is_private(name):
                members[name] = member
    return members


def required_attributes(info: ClassInfo, members: Mapping[str, Member]) -> dict[str, str]:
    """Return the public attributes that a class annotates and nothing gives a value."""
    declared: dict[str, str] = {}
    for item in info.lineage:
        for name, annotation in item.declared.items():
            if not item.standard and name not in members and not name.startswith("_"):
                declared.setdefault(name, annotation)
    return declared


def is_private(name: str) -> bool:
    """Tell a name that Python hides from other classes (``__name``)."""
    return name.startswith("__") and not name.endswith("__")


def is_special(name: str) -> bool:
    """Tell a name such as ``__enter__``."""
    return name.startswith("__") and name.endswith("__")


def is_protected(name: str) -> bool:
    """Tell a name that is meant for subclasses alone (``_name``)."""
    return name.startswith("_") and not is_special(name)


def is_common(name: str) -> bool:
    """Tell a name that objects of any class have, or that only concerns the class itself."""
    return name in _COMMON


def class_of(member: Member, lineage: Sequence[ClassInfo]) -> ClassInfo | None:
    """Return the class of a lineage that defines a member."""
    return next((info for info in lineage if info.name == member.owner), None)


def module_of(name: str) -> str:
    """Return the module of a qualified name ``module:Class``."""
    return name.partition(":")[0]


def found(
    rule: str,
    pair: Pair,
    members: tuple[Member | None, Member | None],
    detail: str = "",
    location: Location | None = None,
) -> Found:
    """Make a change of a member, its verdicts those of the rule."""
    old, new = members
    shown = new or old
    assert shown is not None
    subject = (old or shown).owner
    change = _change(rule, f"{subject}.{(old or shown).name}", pair, location or shown.location)
    change = replace(change, detail=detail, old=definition(old), new=definition(new))
    return Found(change, pair, old, new)


def found_in_class(rule: str, pair: Pair, detail: str = "", old: str = "", new: str = "") -> Found:
    """Make a change of the class as a whole."""
    location = pair.new.location or pair.old.location or Location(".")
    change = _change(rule, pair.old.name, pair, location)
    return Found(replace(change, detail=detail, old=old, new=new), pair)


def _change(rule: str, subject: str, pair: Pair, location: Location) -> Change:
    return plain_change(
        rule, subject, location, interface=pair.old.name, groups=(pair.contract.group,)
    )


def plain_change(
    rule: str,
    subject: str,
    location: Location,
    interface: str = "",
    groups: tuple[str, ...] = (),
) -> Change:
    """Make a change with the verdicts of its rule."""
    known = RULES[rule]
    return Change(
        rule,
        known.code,
        subject,
        known.implementer,
        known.caller,
        location,
        known.implementer_condition,
        known.caller_condition,
        interface=interface,
        groups=groups,
    )


def ruled(change: Change, implementer: Verdict, caller: Verdict) -> Change:
    """Return a change with other verdicts; conditions go where nothing is conditional."""
    return replace(
        change,
        implementer=implementer,
        caller=caller,
        implementer_condition=(
            change.implementer_condition if implementer is Verdict.CONDITIONAL else ""
        ),
        caller_condition=change.caller_condition if caller is Verdict.CONDITIONAL else "",
    )


def located(member: Member, line: int) -> Location:
    """Return the place of a part of a member, such as a parameter, by its line."""
    return replace(member.location, line=line) if line else member.location


def pairs(base: Contract, head: Contract) -> Iterator[tuple[ClassInfo, Pair | None]]:
    """Yield the classes of the base that drivers depend on, each with its pair.

    The pair is None where the head has no such class. Types that the head merely no longer
    exposes are left out.
    """
    roots = _roots(base)
    covered = {item for root in roots for item in root.lineage}
    known = _known(head)
    for root in roots:
        yield root, _paired(root, known, (base, head), exposed=False)
    for info in base.exposed:
        if info in covered or info.standard or info.unresolved or _is_internal(info):
            continue
        pair = _paired(info, known, (base, head), exposed=True)
        if pair or _is_gone(info.name, base.meaning, head.meaning):
            yield info, pair


def vanished_bases(base: Contract, head: Contract) -> Iterator[ClassInfo]:
    """Yield the bases of the interface that exist no more: drivers may descend from them alone."""
    roots = _roots(base)
    known = _known(head)
    for info in dict.fromkeys(item for root in roots for item in root.ancestors):
        private = info.name.rpartition(":")[2].startswith("_")
        if info in roots or info.standard or info.unresolved or private or info.name in known:
            continue
        there = base.meaning.class_named(info.name)
        if there and there.name == info.name and head.meaning.class_named(info.name) is None:
            yield info


def _is_internal(info: ClassInfo) -> bool:
    """Tell a class that its name keeps to the host and that drivers need not extend."""
    last = info.name.rpartition(":")[2].rpartition(".")[2]
    return last.startswith("_") and not any(demands(i) for i in info.lineage if not i.standard)


def _roots(contract: Contract) -> tuple[ClassInfo, ...]:
    starts = (*filter(None, (contract.interface,)), *contract.versions.values())
    return tuple(dict.fromkeys(info for info in starts if not info.standard))


def _known(head: Contract) -> dict[str, ClassInfo]:
    """Return the classes that can be had at the head, by each of their names."""
    starts = (*_roots(head), *head.exposed, *head.drivers.values())
    known = {item.name: item for start in starts for item in start.lineage}
    aliases = {name: known[own] for name, own in head.moved.items() if own in known}
    return {**aliases, **known}


def _paired(
    info: ClassInfo,
    known: Mapping[str, ClassInfo],
    contracts: tuple[Contract, Contract],
    *,
    exposed: bool,
) -> Pair | None:
    new = known.get(info.name)
    return make_pair((info, new), contracts, exposed=exposed) if new else None


def _is_gone(name: str, before: Meaning, after: Meaning) -> bool:
    """Tell a class that had ancestors at the base and has none any more."""
    return bool(before.ancestors(name)) and not after.ancestors(name)
