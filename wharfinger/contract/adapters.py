# SPDX-License-Identifier: Apache-2.0
"""Holding hand-written adapters against the plan of what an adapter has to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wharfinger.contract import interfaces
from wharfinger.contract.lifecycle import version_key
from wharfinger.contract.shims import Step, Way, plan
from wharfinger.contract.signatures import Shift, compare_signatures, parameters_of
from wharfinger.model import (
    ClassInfo,
    Contract,
    Location,
    Member,
    Method,
    MethodKind,
)

# Differences that make no call fail which the interface allows.
_HARMLESS = frozenset(
    {
        Shift.ANNOTATION_CHANGED,
        Shift.ARGS_ADDED,
        Shift.DEFAULT_CHANGED,
        Shift.KWARGS_ADDED,
        Shift.MADE_NAMEABLE,
        Shift.MADE_OPTIONAL,
        Shift.MADE_POSITIONAL,
        Shift.OPTIONAL_ADDED,
        Shift.REPLACED,
    }
)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that an adapter, or the default of an old version, fails to do."""

    member: str
    reason: str
    location: Location


def newest(contract: Contract) -> str:
    """Return the newest version of a contract, empty where it has none."""
    return max(contract.versions, key=version_key, default="")


def older(contract: Contract, back: int) -> tuple[str, ...]:
    """Return so many versions before the newest, oldest first: those that are still kept."""
    before = sorted(contract.versions, key=version_key)[:-1]
    return tuple(before[len(before) - min(back, len(before)) :])


def without_default(contract: Contract, version: str) -> tuple[Method, ...]:
    """Return what the newest version demands and drivers of an old one can not answer.

    Neither the old version, nor the adapter for it, has such a member.
    """
    new = interfaces.describe(contract.versions[newest(contract)])
    adapter = contract.adapters.get(version)
    if adapter is not None and any(item.dynamic or item.unresolved for item in adapter.lineage):
        return ()
    known = {name for item in contract.versions[version].lineage for name in item.own}
    if adapter is not None:
        below = _below(adapter, contract.versions[newest(contract)])
        known |= {name for item in below for name in item.own}
    return tuple(
        method
        for method in new.methods
        if method.kind is MethodKind.ABSTRACT and method.name not in known
    )


def lacks(contract: Contract, version: str) -> Iterator[Lack]:
    """Yield in what the adapter for an old version differs from the one that would be written."""
    adapter, new = contract.adapters[version], contract.versions[newest(contract)]
    if any(item.dynamic or item.unresolved for item in adapter.lineage):
        return
    own: dict[str, Member] = {}
    for item in _below(adapter, new):
        for name, member in item.own.items():
            own.setdefault(name, member)
    old_contract = interfaces.describe(contract.versions[version])
    for step in plan(old_contract, interfaces.describe(new)):
        found = own.get(step.method.name)
        reason = _lack(step, found, version)
        if reason:
            place = found.location if found is not None else adapter.location
            yield Lack(step.method.name, reason, place or Location("."))


def _below(adapter: ClassInfo, new: ClassInfo) -> tuple[ClassInfo, ...]:
    """Return the adapter and those of its bases that come before the interface."""
    interface = {item.name for item in new.lineage}
    return tuple(item for item in adapter.lineage if item.name not in interface)


def _lack(step: Step, member: Member | None, version: str) -> str:
    name = step.method.name
    if step.way is Way.INHERIT:
        return ""
    if member is None:
        if step.method.kind is MethodKind.ABSTRACT:
            return f"it has no {name}, which is abstract: no object of it can be made"
        return f"it does not pass {name} on: what a driver of version {version} does is not called"
    if member.asynchronous != step.method.asynchronous:
        negation = "" if member.asynchronous else "not "
        return f"{name} is {negation}asynchronous, unlike the interface's"
    if _is_value(member.form) != _is_value(step.method.form):
        return f"{name} is a {member.form}, the interface has a {step.method.form}"
    return _signature_lack(step, member)


def _signature_lack(step: Step, member: Member) -> str:
    if member.dynamic or _is_value(member.form):
        return ""
    own = parameters_of(step.method)
    if all(item.kind in _HARMLESS for item in compare_signatures(own, parameters_of(member))):
        return ""
    wanted = ", ".join(parameter.name for parameter in own)
    return f"{step.method.name} takes other parameters than the interface's: ({wanted})"


def _is_value(form: str) -> bool:
    return form in ("property", "attribute", "made", "none")
