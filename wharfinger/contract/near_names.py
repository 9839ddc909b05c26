# SPDX-License-Identifier: Apache-2.0
"""Overrides of nothing: methods meant for an interface that has no method of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wharfinger.contract.overriding import CALLABLE, methods_for
from wharfinger.contract.signatures import Shift, compare_signatures, parameters_of
from wharfinger.model import Catalog, ClassInfo, Contract, Driver, Group, Location, Member, Method

_MISFITS = (Shift.REQUIRED_ADDED, Shift.REMOVED, Shift.RENAMED, Shift.REORDERED)
_SAYS_SO = re.compile(
    r"(?:See|Implements?|Overrides?|Inherited from|Same as)\b(?: \S+){0,4}?"
    r" (?:interface|base class|parent class|superclass)\b",
    re.IGNORECASE,
)
# Shorter words are a letter apart from many others.
_SHORTEST = 5
_LONG = 8


@dataclass(frozen=True, slots=True)
class Stray:
    """A method that overrides nothing. ``meant`` is the interface's that it may be meant for.

    ``claim`` says how the method tells that it overrides one, where it does.
    """

    subject: str
    name: str
    location: Location
    drivers: tuple[str, ...]
    meant: str = ""
    claim: str = ""


def strays(catalog: Catalog) -> tuple[Stray, ...]:
    """Return the overrides of nothing in all drivers, each once, by their places."""
    contracts = {contract.group: contract for contract in catalog.contracts}
    found: dict[tuple[str, str], list[tuple[Stray, str]]] = {}
    for group in catalog.groups:
        for driver in group.drivers:
            for stray in _of_driver(group, driver, contracts.get(group.name)):
                found.setdefault((stray.subject, stray.meant), []).append((stray, driver.subject))
    joined = [
        Stray(
            s.subject, s.name, s.location, tuple(subject for _, subject in same), s.meant, s.claim
        )
        for same in found.values()
        for s in (same[0][0],)
    ]
    return tuple(sorted(joined, key=lambda item: (item.location, item.subject)))


def _of_driver(group: Group, driver: Driver, contract: Contract | None) -> Iterator[Stray]:
    if driver.lineage_gap:
        return
    info = contract.drivers.get(driver.name) if contract else None
    near = {stray.name: stray for stray in _near(group, driver, contract, info)}
    claimed = {stray.name: stray for stray in _claimed(info)} if info else {}
    # Which method was meant is the better advice.
    yield from (claimed | near).values()


def _near(
    group: Group, driver: Driver, contract: Contract | None, info: ClassInfo | None
) -> Iterator[Stray]:
    methods = methods_for(group, driver, contract)
    taken = {item.name for item in driver.overrides}
    free = [item for item in methods if item.name not in taken and item.form in CALLABLE]
    known = {item.name for item in methods} | _names(contract)
    words = {word for name in known for word in name.split("_")}
    for given in driver.overrides:
        if given.name in known or given.name.startswith("_") or given.form not in CALLABLE:
            continue
        if _is_used(given.name, info):
            continue
        for meant in free:
            if _is_slip(given.name, meant.name, words) and _fits(given, meant):
                place = f"{given.owner}.{given.name}"
                yield Stray(place, given.name, given.location, (driver.subject,), meant.name)


def _names(contract: Contract | None) -> set[str]:
    lineage = contract.interface.lineage if contract and contract.interface else ()
    return {name for item in lineage for name in item.own}


def _is_used(name: str, info: ClassInfo | None) -> bool:
    """Tell whether the driver's own code uses a method: a helper overrides nothing."""
    lineage = info.lineage if info else ()
    members = (member for item in lineage for member in item.own.values())
    return any(use.name == name for member in members for use in member.uses)


def _fits(given: Method, meant: Method) -> bool:
    found = compare_signatures(parameters_of(meant), parameters_of(given))
    return given.form == meant.form and not any(item.kind in _MISFITS for item in found)


def _is_slip(name: str, other: str, words: set[str]) -> bool:
    """Tell whether a name is another one, mistyped: in one word, by a letter or two.

    Plurals and other endings make other words, and so do those that the interface uses.
    """
    if name.replace("_", "").lower() == other.replace("_", "").lower():
        return len(name) > _SHORTEST
    parts, others = name.split("_"), other.split("_")
    if len(parts) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(parts, others, strict=True) if a != b]
    if len(pairs) != 1 or pairs[0][0] in words:
        return False
    return _is_mistyped(*pairs[0])


def _is_mistyped(word: str, other: str) -> bool:
    shorter = min(len(word), len(other))
    if shorter < _SHORTEST or word.startswith(other) or other.startswith(word):
        return False
    if any(character.isdigit() for character in word + other) or word[-1] != other[-1]:
        # Endings make other words; a slip at the very end is too much like one.
        return False
    return distance(word, other) <= (2 if shorter >= _LONG else 1)


def distance(word: str, other: str) -> int:
    """Return how many letters to insert, drop, replace or swap with the next (OSA distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(word, start=1):
        last, row = row, [i] + [0] * len(other)
        for j, b in enumerate(other, start=1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == word[i - 2]:
                row[j] = min(row[j], before[j - 2] + 1)
        before = last
    return row[-1]


def _claimed(info: ClassInfo) -> Iterator[Stray]:
    """Yield the methods that say that they override one, where no ancestor has any."""
    for position, item in enumerate(info.lineage):
        if item.standard or not _is_known(item):
            return
        later = info.lineage[position + 1 :]
        for member in item.own.values():
            claim = "" if member.dynamic else _claim(member)
            if claim and _is_absent(member.name, later):
                place = f"{member.owner}.{member.name}"
                yield Stray(place, member.name, member.location, (), claim=claim)


def _claim(member: Member) -> str:
    if any(name.rpartition(".")[2] == "override" for name in member.decorators):
        return "is marked as an override"
    public = member.form in CALLABLE and not member.name.startswith("_")
    return "is documented as an override" if public and _SAYS_SO.match(member.doc) else ""


def _is_absent(name: str, lineage: Sequence[ClassInfo]) -> bool:
    return all(_is_known(item) and name not in item.own for item in lineage)


def _is_known(item: ClassInfo) -> bool:
    # The reader leaves out the members of classes that only say how to check or to write others.
    empty = item.members is None and not item.name.startswith(("abc:", "typing"))
    return not (item.unresolved or item.dynamic or item.rewritten or empty)
