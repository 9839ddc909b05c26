# SPDX-License-Identifier: Apache-2.0
"""Comparing the contracts of two states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wharfinger.contract.comparison.affected import affected
from wharfinger.contract.comparison.attributes import attributes_of_class, is_set_on_objects
from wharfinger.contract.comparison.classes import (
    class_changes,
    lost_names,
    missing_class,
    unreadable_files,
)
from wharfinger.contract.comparison.evidence import new_calls, weighed
from wharfinger.contract.comparison.exposed import (
    enumeration_changes,
    exception_changes,
    is_enumeration,
    is_exception,
    is_named_tuple,
    tuple_changes,
)
from wharfinger.contract.comparison.members import member_changes
from wharfinger.contract.comparison.optional_calls import optional_calls
from wharfinger.contract.comparison.pairs import (
    Found,
    Pair,
    is_protected,
    make_pair,
    pairs,
    ruled,
    vanished_bases,
)
from wharfinger.contract.comparison.rules import stricter
from wharfinger.model import Affected, Change, ClassInfo, Contract, HostCall, Patch, Verdict

_Key = tuple[str, str, str, str, str]


def compare(
    base: Sequence[Contract], head: Sequence[Contract], patch: Patch | None = None
) -> tuple[Change, ...]:
    """Return what changed in the contracts of the base, in the order of places.

    Only what is there at the base counts: new groups and classes break nobody. A change that
    several groups share is reported once, with all of them.
    """
    heads = {contract.group: contract for contract in head}
    changes = [
        change
        for contract in base
        if contract.group in heads and not _is_same(contract, heads[contract.group], patch)
        for change in _compared(contract, heads[contract.group], patch)
    ]
    merged = _merged(changes)
    return tuple(sorted(merged, key=lambda c: (c.location, c.code, c.subject, c.detail)))


def _is_same(base: Contract, head: Contract, patch: Patch | None) -> bool:
    """Tell a contract that was read once for both sides from one that only looks the same.

    The reader of such a contract vouches for what its texts mean. A patch that now calls a
    method of it may still ask more of drivers than before.
    """
    mappings = ((base.versions, head.versions), (base.drivers, head.drivers))
    same = base.interface is head.interface and all(one is other for one, other in mappings)
    if base is head or not same:
        return False
    called = {call.name for call in patch.new_calls} if patch else set()
    return not called or called.isdisjoint(name for info in base.classes for name in info.own)


def _compared(base: Contract, head: Contract, patch: Patch | None) -> Iterator[Change]:
    yield from unreadable_files(base, head, patch)
    for info, pair in pairs(base, head):
        if pair is not None:
            yield from _of_pair(pair, patch)
            continue
        yield from _of_missing(info, base, head, patch)
    yield from lost_names(base, head)
    for info in vanished_bases(base, head):
        # What became of its members is told of the classes that had inherited them.
        change, _ = missing_class(info, base, head)
        if change is not None:
            yield change


def _of_missing(
    info: ClassInfo, base: Contract, head: Contract, patch: Patch | None
) -> Iterator[Change]:
    """Yield what became of a class that is gone, and how what took its place differs."""
    change, new = missing_class(info, base, head)
    if change is not None:
        yield change
    if new is not None:
        exposed = info in base.exposed
        yield from _of_pair(make_pair((info, new), (base, head), exposed=exposed), patch)


def _of_pair(pair: Pair, patch: Patch | None) -> Iterator[Change]:
    calls = new_calls(patch, pair)
    for item in _found(pair, calls):
        change = weighed(item, calls)
        if _is_told(item, change):
            yield replace(change, affected=affected(item))


def _is_told(item: Found, change: Change) -> bool:
    """Tell what concerns anybody from what happens within a class."""
    if item.pair.passive and change.implementer is change.caller is Verdict.COMPATIBLE:
        return False
    member = item.old or item.new
    inner = member is not None and is_protected(member.name) and is_set_on_objects(member)
    return not inner or change.evidence is not None


def _found(pair: Pair, calls: dict[str, list[HostCall]]) -> Iterable[Found]:
    if is_enumeration(pair.old):
        return enumeration_changes(pair)
    if is_named_tuple(pair.old):
        return tuple_changes(pair)
    if is_exception(pair.old):
        return exception_changes(pair)
    return (
        *class_changes(pair),
        *member_changes(pair),
        *attributes_of_class(pair),
        *optional_calls(pair, calls),
    )


def _merged(changes: Iterable[Change]) -> list[Change]:
    """Join the changes that are one: seen from several groups or versions of an interface."""
    found: dict[_Key, Change] = {}
    for change in changes:
        key = (change.rule, change.subject, change.detail, change.old, change.new)
        found[key] = _joined(found[key], change) if key in found else change
    return list(found.values())


def _joined(one: Change, other: Change) -> Change:
    strictest = ruled(
        replace(
            one,
            implementer_condition=one.implementer_condition or other.implementer_condition,
            caller_condition=one.caller_condition or other.caller_condition,
        ),
        stricter(one.implementer, other.implementer),
        stricter(one.caller, other.caller),
    )
    return replace(
        strictest,
        groups=tuple(dict.fromkeys((*one.groups, *other.groups))),
        affected=_all((*one.affected, *other.affected)),
        evidence=one.evidence or other.evidence,
    )


def _all(drivers: Iterable[Affected]) -> tuple[Affected, ...]:
    return tuple(dict.fromkeys(drivers))
