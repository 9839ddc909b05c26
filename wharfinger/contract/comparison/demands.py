# SPDX-License-Identifier: Apache-2.0
"""What new base classes demand of drivers, those of the standard library included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wharfinger.contract.comparison.members import from_new_base
from wharfinger.contract.comparison.pairs import Pair
from wharfinger.model import ClassInfo, Meaning, Member, MethodKind

# What typing calls otherwise than the classes that it stands for.
_RENAMED = {
    "typing:AbstractSet": "collections.abc:Set",
    "typing:ContextManager": "contextlib:AbstractContextManager",
    "typing:AsyncContextManager": "contextlib:AbstractAsyncContextManager",
}


def new_demands(pair: Pair) -> list[Member]:
    """Return the abstract methods that come with base classes that the head has added."""
    own = [
        member
        for name, member in pair.new_members.items()
        if name not in pair.old_members
        and member.kind is MethodKind.ABSTRACT
        and from_new_base(pair, member)
    ]
    return [*own, *_standard_demands(pair)]


def _standard_demands(pair: Pair) -> Iterator[Member]:
    """Yield the abstract methods of new bases of the standard library that nothing defines."""
    known = {info.name for info in pair.old.lineage}
    if all(info.name in known for info in pair.new.lineage if info.standard):
        return
    before = _first(_lineage(pair.old, pair.before))
    classes = _lineage(pair.new, pair.after)
    standard = {info.name for info in classes if info.standard} - known
    for name, member in _first(classes).items():
        demanded = name in before and before[name].kind is MethodKind.ABSTRACT
        if member.owner in standard and member.kind is MethodKind.ABSTRACT and not demanded:
            yield member


def _lineage(info: ClassInfo, meaning: Meaning) -> list[ClassInfo]:
    """Return a class and its ancestors, with those that names of ``typing`` stand for."""
    return [meant for item in info.lineage for meant in _meant(item, meaning)]


def _meant(info: ClassInfo, meaning: Meaning) -> Iterable[ClassInfo]:
    module, _, name = info.name.partition(":")
    if module not in ("typing", "typing_extensions"):
        return (info,)
    found = meaning.class_named(_RENAMED.get(f"typing:{name}", f"collections.abc:{name}"))
    return found.lineage if found else (info,)


def _first(lineage: Iterable[ClassInfo]) -> dict[str, Member]:
    """Return the first definition of each member."""
    members: dict[str, Member] = {}
    for info in lineage:
        for name, member in info.own.items():
            members.setdefault(name, member)
    return members
