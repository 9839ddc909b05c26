# SPDX-License-Identifier: Apache-2.0
"""Judging one method of one class: the first definition in its lineage decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wharfinger.model import Basis, Cell, ClassInfo, Location, Member, MethodKind, Support

# A raise under a condition is a partial refusal only if the exception says so: nearly every
# method raises something when its arguments are wrong.
_REFUSAL_NAME = re.compile(r"not_?implemented|not_?supported|unsupported", re.IGNORECASE)
_CALL_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What methods are judged by.

    ``interface`` are the qualified names of the interface's class and of its ancestors:
    working code there is a default. ``refusals`` are the exceptions with which the
    interface itself refuses.
    """

    interface: frozenset[str] = frozenset()
    refusals: frozenset[str] = frozenset()


def yardstick(interface: ClassInfo | None) -> Yardstick:
    """Return what the drivers of an interface are judged by."""
    if interface is None:
        return Yardstick()
    members = [m for info in interface.lineage for m in info.own.values()]
    # What stands in an abstract method says what may go wrong, not that nothing works.
    refusals = {_last(m.refuses_with) for m in members if m.kind is MethodKind.REFUSING}
    return Yardstick(frozenset(info.name for info in interface.lineage), frozenset(refusals))


def judge(lineage: Sequence[ClassInfo], name: str, by: Yardstick, depth: int = 0) -> Cell:
    """Return what a class with this lineage does when a method is called.

    The bases of the answer are those of the design's table: own or inherited working
    code, the interface's own default, a refusal, an abstract method left abstract, a
    raise under a condition, and unknown for whatever may be supplied at run time.
    """
    for index, info in enumerate(lineage):
        if info.unresolved:
            return Cell(Support.UNKNOWN, Basis.UNRESOLVED, note=info.unresolved)
        if info.rewritten:
            return Cell(Support.UNKNOWN, Basis.DYNAMIC, info.location, info.rewritten)
        member = info.own.get(name)
        if member is not None:
            return _judge_member(lineage, index, member, by, depth)
        if info.dynamic:
            return Cell(Support.UNKNOWN, Basis.DYNAMIC, info.location, info.dynamic)
    return _absent(lineage, name)


def _absent(lineage: Sequence[ClassInfo], name: str) -> Cell:
    for info in lineage:
        if "__getattr__" in info.own:
            place = info.own["__getattr__"].location
            return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, f"{info.name} has a __getattr__")
    location = lineage[0].location if lineage else None
    return Cell(Support.NO, Basis.MISSING, location, f"{name} is not defined")


def _judge_member(
    lineage: Sequence[ClassInfo], index: int, member: Member, by: Yardstick, depth: int
) -> Cell:
    info = lineage[index]
    inherited = f"inherited from {_short(info.name)}" if index else ""
    place = None if info.standard else member.location
    if member.dynamic:
        return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, member.dynamic)
    if member.kind is MethodKind.ABSTRACT:
        return Cell(Support.NO, Basis.MISSING, place, _join("left abstract", inherited))
    if member.kind is MethodKind.REFUSING:
        return _refused(member, place, inherited)
    if member.form == "none" and _is_called(lineage[index + 1 :], member.name):
        return Cell(Support.NO, Basis.REFUSED, place, _join("is set to None", inherited))
    if member.form == "made" and _is_called(lineage[index + 1 :], member.name):
        return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, _join("made by a call", inherited))
    if info.standard:
        note = f"inherited from {info.name.replace(':', '.')} of the standard library"
        return Cell(Support.YES, Basis.IMPLEMENTED, note=note)
    works = _working(info, member.location, inherited, by)
    if member.calls and depth < _CALL_LIMIT:
        return _delegated(lineage, index, member, works, by, depth)
    return _conditional(member, inherited, by) or works


def _refused(member: Member, place: Location | None, inherited: str) -> Cell:
    return Cell(Support.NO, Basis.REFUSED, place, _join(f"raises {member.refuses_with}", inherited))


def _working(info: ClassInfo, place: Location, inherited: str, by: Yardstick) -> Cell:
    if info.name in by.interface:
        return Cell(Support.DEFAULT, Basis.DEFAULT, place, f"the default of {_short(info.name)}")
    return Cell(Support.YES, Basis.IMPLEMENTED, place, inherited)


def _conditional(member: Member, inherited: str, by: Yardstick) -> Cell | None:
    names = [
        name
        for name in member.refuses_if
        if _REFUSAL_NAME.search(name) or _last(name) in by.refusals
    ]
    if not names:
        return None
    place = replace(member.location, line=member.refuses_line or member.location.line)
    note = _join(f"raises {names[0]} under a condition", inherited)
    return Cell(Support.PARTIAL, Basis.CONDITIONAL, place, note)


def _delegated(
    lineage: Sequence[ClassInfo], index: int, member: Member, works: Cell, by: Yardstick, depth: int
) -> Cell:
    """Judge a body that does nothing but call another method of the same object."""
    called = _called(lineage, index, member, by, depth)
    written = f"super().{member.calls}" if member.calls_parent else member.calls
    if called.basis is Basis.REFUSED:
        return replace(
            called, evidence=member.location, note=f"only calls {written}, which {called.note}"
        )
    parent = _first(lineage[index + 1 :], member.calls)
    bodiless = parent is not None and parent.kind is MethodKind.ABSTRACT
    if member.calls_parent and called.basis is Basis.MISSING and not bodiless:
        return replace(
            called, evidence=member.location, note=f"only calls {written}: {called.note}"
        )
    if called.support is Support.PARTIAL:
        return replace(called, note=f"only calls {written}, which {called.note}")
    same = member.calls_parent and member.calls == member.name
    if same and called.support in (Support.DEFAULT, Support.UNKNOWN):
        # Nothing but what the parent does, so its answer holds.
        return replace(called, note=_join(f"only calls {written}", called.note))
    return works


def _called(
    lineage: Sequence[ClassInfo], index: int, member: Member, by: Yardstick, depth: int
) -> Cell:
    """Judge the method that a member calls, behind its class or on the whole object."""
    if not member.calls_parent:
        return judge(lineage, member.calls, by, depth + 1)
    rest = lineage[index + 1 :]
    parent = _first(rest, member.calls)
    cell = judge(rest, member.calls, by, depth + 1)
    if cell.basis is Basis.MISSING and parent is not None and parent.refuses_with:
        # An abstract method is called like any other, and its body only raises.
        return _refused(parent, parent.location, "")
    return cell


def _is_called(lineage: Sequence[ClassInfo], name: str) -> bool:
    """Tell whether a name has to be callable: no ancestor has it as a value."""
    found = (info.own[name] for info in lineage if name in info.own)
    # Another None on the way says no more than the first.
    first = next((member for member in found if member.form != "none"), None)
    return first is None or first.form not in ("property", "attribute", "made")


def _first(lineage: Sequence[ClassInfo], name: str) -> Member | None:
    return next((info.own[name] for info in lineage if name in info.own), None)


def _short(name: str) -> str:
    return name.rpartition(":")[2]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
