# SPDX-License-Identifier: Apache-2.0
"""Types that drivers and callers exchange: enumerations, named tuples, exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wharfinger.contract.comparison.attributes import VALUES, declared_member
from wharfinger.contract.comparison.pairs import (
    Found,
    Pair,
    found,
    found_in_class,
    is_protected,
    is_special,
    module_of,
)
from wharfinger.contract.comparison.parameters import same_value
from wharfinger.contract.comparison.types import Turn, turned
from wharfinger.model import ClassInfo, Member


def is_enumeration(info: ClassInfo) -> bool:
    """Tell whether a class is an enumeration."""
    return any(item.name.startswith("enum:") for item in info.ancestors)


def is_named_tuple(info: ClassInfo) -> bool:
    """Tell whether a class is a named tuple with its fields in the class body."""
    return any(
        item.name == "typing:NamedTuple" or item.name.startswith("builtins:tuple (NamedTuple")
        for item in info.ancestors
    )


def is_exception(info: ClassInfo) -> bool:
    """Tell whether a class is an exception."""
    return any(
        item.name.startswith("builtins:") and item.name.endswith(("Exception", "Error"))
        for item in info.ancestors
    )


def enumeration_changes(pair: Pair) -> Iterator[Found]:
    """Yield the members of an enumeration that came, went or have another value."""
    old, new = _values(pair.old_members), _values(pair.new_members)
    for name, member in new.items():
        if name not in old:
            yield found("enum-member-added", pair, (None, member))
    for name, member in old.items():
        if name not in new:
            yield found("enum-member-removed", pair, (member, None))
        elif not _is_same(pair, member, new[name]):
            yield found("enum-member-changed", pair, (member, new[name]))


def _values(members: Mapping[str, Member]) -> dict[str, Member]:
    return {
        name: member
        for name, member in members.items()
        if member.form in VALUES and not is_protected(name) and not is_special(name)
    }


def _is_same(pair: Pair, old: Member, new: Member) -> bool:
    before, after = module_of(old.owner), module_of(new.owner)
    return same_value(pair, (old.value, before), (new.value, after))


def tuple_changes(pair: Pair) -> Iterator[Found]:
    """Yield the fields of a named tuple that came, went or are not what they were."""
    old, new = _fields(pair.old, pair.old_members), _fields(pair.new, pair.new_members)
    for name, field in new.items():
        if name not in old:
            rule = "optional-field-added" if field.value else "field-added"
            yield found(rule, pair, (None, field))
    for name, field in old.items():
        if name not in new:
            rule = "optional-field-removed" if field.value else "field-removed"
            yield found(rule, pair, (field, None))
        elif _is_other_field(pair, field, new[name]):
            yield found("field-changed", pair, (field, new[name]))
    yield from _reordered(pair, old, new)


def _fields(info: ClassInfo, members: Mapping[str, Member]) -> dict[str, Member]:
    """Return the fields of a named tuple: those without a default always come first."""
    needed = {
        name: declared_member(info, name, text)
        for item in info.lineage
        for name, text in item.declared.items()
        if name not in members
    }
    given = {n: m for n, m in members.items() if m.annotation and m.form in VALUES}
    return {**needed, **given}


def _is_other_field(pair: Pair, old: Member, new: Member) -> bool:
    before, after = module_of(old.owner), module_of(new.owner)
    retyped = turned(pair, (old.annotation, before), (new.annotation, after)) is not Turn.SAME
    return retyped or not _is_same(pair, old, new)


def _reordered(pair: Pair, old: Mapping[str, Member], new: Mapping[str, Member]) -> Iterator[Found]:
    before = [name for name in old if name in new]
    after = [name for name in new if name in old]
    for name, other in zip(before, after, strict=True):
        if name != other:
            yield found("field-changed", pair, (old[name], new[name]), "order")
            return


def exception_changes(pair: Pair) -> Iterator[Found]:
    """Yield the change of what an exception can be caught by."""
    moved = pair.contract.moved
    old = [moved.get(info.name, info.name) for info in pair.old.ancestors]
    new = [info.name for info in pair.new.ancestors]
    if set(old) != set(new):
        yield found_in_class("exception-base-changed", pair, old=", ".join(old), new=", ".join(new))
