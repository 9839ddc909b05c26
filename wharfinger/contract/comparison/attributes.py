# SPDX-License-Identifier: Apache-2.0
"""Attributes of a class: those that it asks for, and those that it gives a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wharfinger.contract.comparison.pairs import (
    Found,
    Pair,
    found,
    is_protected,
    is_special,
    module_of,
    required_attributes,
)
from wharfinger.contract.comparison.parameters import same_value
from wharfinger.contract.comparison.types import Turn, turned
from wharfinger.model import ClassInfo, Location, Member, MethodKind

VALUES = ("attribute", "made", "none")


def attributes_of_class(pair: Pair) -> Iterator[Found]:
    """Yield attributes that came or went, with a value or without one."""
    old_needs = required_attributes(pair.old, pair.old_members)
    new_needs = required_attributes(pair.new, pair.new_members)
    yield from _demanded(pair, old_needs, new_needs)
    for name, member in pair.new_members.items():
        known = name in pair.old_members or name in old_needs
        if not known and _is_public_value(member) and not is_set_on_objects(member):
            rule = "protocol-member-added" if pair.new.protocol else "attribute-added"
            yield found(rule, pair, (None, member))
    for name, member in pair.old_members.items():
        known = name in pair.new_members or name in new_needs
        if not known and member.form in VALUES and not is_special(name):
            rule = "protocol-member-removed" if pair.old.protocol else "attribute-removed"
            yield found(rule, pair, (member, None))


def attribute_changes(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    """Yield the change of an attribute that both sides have."""
    if is_protected(old.name):
        return
    before, after = module_of(old.owner), module_of(new.owner)
    retyped = turned(pair, (old.annotation, before), (new.annotation, after)) is not Turn.SAME
    if retyped or not same_value(pair, (old.value, before), (new.value, after)):
        yield found("attribute-changed", pair, (old, new))


def is_set_on_objects(member: Member) -> bool:
    """Tell an attribute that methods set on each object, so that the class has none."""
    return member.form == "attribute" and bool(member.dynamic) and not member.value


def _is_public_value(member: Member) -> bool:
    return member.form in VALUES and not is_protected(member.name) and not is_special(member.name)


def _demanded(pair: Pair, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Found]:
    for name, annotation in new.items():
        if name not in old and not _had_one(pair.old_members, name):
            rule = "protocol-member-added" if pair.new.protocol else "required-attribute-added"
            yield found(rule, pair, (None, declared_member(pair.new, name, annotation)))
    for name, annotation in old.items():
        if name not in new and name not in pair.new_members:
            rule = "protocol-member-removed" if pair.old.protocol else "required-attribute-removed"
            yield found(rule, pair, (declared_member(pair.old, name, annotation), None))
        elif name in new:
            before, after = (
                declared_member(pair.old, name, annotation),
                declared_member(pair.new, name, new[name]),
            )
            yield from attribute_changes(pair, before, after)


def _had_one(members: Mapping[str, Member], name: str) -> bool:
    """Tell whether every driver has had the attribute all along, on its objects."""
    return name in members and is_set_on_objects(members[name])


def declared_member(info: ClassInfo, name: str, annotation: str) -> Member:
    """Describe an attribute that is annotated and has no value, as a member of its class."""
    owner = next((item for item in info.lineage if name in item.declared), info)
    place = owner.location or Location(".")
    member = Member(name, "attribute", MethodKind.DEFAULT, place, owner.name)
    return replace(member, annotation=annotation)
