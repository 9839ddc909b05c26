# SPDX-License-Identifier: Apache-2.0
"""Finding a group's interface, and describing it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wharfinger.contract.judgement import Yardstick, judge
from wharfinger.model import (
    Basis,
    ClassInfo,
    Interface,
    InterfaceVersion,
    Location,
    Member,
    Method,
    MethodKind,
)

_VALUES = ("attribute", "made", "none")
_VERSIONED_NAME = re.compile(r".*[a-z0-9]V(\d+)$")


def find_interface(classes: Sequence[ClassInfo]) -> tuple[ClassInfo | None, str]:
    """Return the interface that drivers share, or None and why there is none.

    It is the first class, in the resolution order of the first resolvable driver, among
    the proper ancestors (outside the standard library) shared by all resolvable drivers,
    that itself defines an abstract or refusing method.
    """
    if not classes:
        return None, "no driver of the group is a class that can be resolved"
    resolvable = [info for info in classes if not gap(info)] or list(classes)
    first, *others = resolvable
    shared = [
        ancestor
        for ancestor in first.ancestors
        if not ancestor.standard
        and not ancestor.unresolved
        and all(ancestor in other.ancestors for other in others)
    ]
    for ancestor in shared:
        if demands(ancestor):
            return ancestor, ""
    if reason := gap(first):
        return None, reason
    if shared:
        return None, "no class that all drivers descend from has an abstract or refusing method"
    return None, "the drivers share no base class"


def gap(info: ClassInfo) -> str:
    """Return why a class's lineage is incomplete, or an empty string."""
    return next((item.unresolved for item in info.lineage if item.unresolved), "")


def demands(info: ClassInfo) -> bool:
    """Tell whether a class itself defines an abstract or refusing method.

    Special methods that refuse, such as ``__hash__``, say nothing about drivers.
    """
    return any(
        member.kind is MethodKind.ABSTRACT
        if _is_dunder(member.name)
        else kind_of(info, member) is not MethodKind.DEFAULT
        for member in info.own.values()
    )


def kind_of(info: ClassInfo, member: Member) -> MethodKind:
    """Return what a member does in its class, helpers that it calls taken into account."""
    if member.kind is not MethodKind.DEFAULT or not member.calls:
        return member.kind
    position = next((i for i, item in enumerate(info.lineage) if item.name == member.owner), 0)
    cell = judge(info.lineage[position:], member.name, Yardstick())
    return MethodKind.REFUSING if cell.basis is Basis.REFUSED else MethodKind.DEFAULT


def describe(info: ClassInfo) -> Interface:
    """Return the contract of a class: its public methods, and whatever is abstract."""
    methods: dict[str, Method] = {}
    for item in info.lineage:
        if item.standard or item.unresolved:
            continue
        for member in sorted(item.own.values(), key=lambda m: m.location.line):
            kind = kind_of(info, member)
            if member.name not in methods and _is_promised(member, kind):
                methods[member.name] = method_of(member, kind)
    return Interface(
        name=info.name,
        location=info.location or Location(""),
        doc=info.doc,
        methods=tuple(methods.values()),
        bases=tuple(item.name for item in info.ancestors if not item.standard),
        deprecation=info.deprecation,
    )


def attributes(info: ClassInfo) -> tuple[str, ...]:
    """Return the public class attributes of a class and its bases, sorted."""
    members = (member for item in info.lineage if not item.standard for member in item.own.values())
    return tuple(
        sorted({m.name for m in members if m.form in _VALUES and not m.name.startswith("_")})
    )


def _is_promised(member: Member, kind: MethodKind) -> bool:
    if member.form in _VALUES and kind is MethodKind.DEFAULT:
        return False
    return kind is MethodKind.ABSTRACT or not member.name.startswith("_")


def method_of(member: Member, kind: MethodKind) -> Method:
    """Return a member as part of a contract; ``kind`` is what :func:`kind_of` says of it."""
    return Method(
        name=member.name,
        kind=kind,
        form=member.form,
        owner=member.owner,
        location=member.location,
        parameters=member.parameters,
        returns=member.returns,
        asynchronous=member.asynchronous,
        has_setter=member.has_setter,
        decorators=member.decorators,
        doc=member.doc,
        refuses_with=member.refuses_with,
        deprecation=member.deprecation,
    )


def interface_version(
    info: ClassInfo, versions: Sequence[InterfaceVersion], interface: ClassInfo | None
) -> str | None:
    """Return which version of its interface a driver follows.

    That of the first ancestor that the policy names as a version; else the number with
    which the name of an ancestor ends, if that ancestor is part of the contract.
    """
    named = {version.class_name.replace(":", "."): version.version for version in versions}
    for ancestor in info.lineage:
        if ancestor.name.replace(":", ".") in named:
            return named[ancestor.name.replace(":", ".")]
    if versions:
        return None
    for ancestor in info.ancestors:
        match = _VERSIONED_NAME.match(ancestor.name)
        if match and not ancestor.unresolved and (ancestor is interface or demands(ancestor)):
            return match[1]
    return None


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
