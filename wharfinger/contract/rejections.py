# SPDX-License-Identifier: Apache-2.0
"""Calls of the host that an interface, or a driver of it, would reject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wharfinger.contract.overriding import Override, overrides, takes_as_declared
from wharfinger.contract.signatures import accepts, parameters_of
from wharfinger.model import Catalog, HostCall, Method


@dataclass(frozen=True, slots=True)
class Rejection:
    """A call that fails. ``who`` rejects it; ``drivers`` are those it fails with, if not all."""

    call: HostCall
    subject: str
    who: str
    reason: str
    drivers: tuple[str, ...] = ()


def rejections(catalog: Catalog) -> tuple[Rejection, ...]:
    """Return the calls that would fail, by their places.

    One that the interface rejects fails with its drivers as well; that is said once.
    """
    replaced: dict[tuple[str, str], list[Override]] = {}
    for item in overrides(catalog):
        for group in item.groups:
            replaced.setdefault((group, item.given.name), []).append(item)
    found: dict[tuple[object, ...], Rejection] = {}
    for call in catalog.host_calls:
        for rejection in _of_call(call, catalog, replaced.get((call.group, call.name), [])):
            found.setdefault((call.location, rejection.subject), rejection)
    return tuple(sorted(found.values(), key=lambda item: (item.call.location, item.subject)))


def _of_call(call: HostCall, catalog: Catalog, replaced: list[Override]) -> Iterator[Rejection]:
    group = catalog.group(call.group)
    interface = group.interface if group else None
    method = (
        next((m for m in interface.methods if m.name == call.name), None) if interface else None
    )
    if method is None or interface is None:
        return
    if reason := _fault(call, method):
        who = f"{interface.name.rpartition(':')[2]}.{method.name}"
        yield Rejection(call, f"{interface.name}.{method.name}", who, reason)
        return
    for override in replaced:
        reason = _fault(call, override.given)
        reached = _reached(call, override, catalog) if reason else ()
        if reached:
            yield Rejection(call, override.subject, override.shown, reason, reached)


def _reached(call: HostCall, override: Override, catalog: Catalog) -> tuple[str, ...]:
    """Return the drivers that receive a call: one by their own interface, only if they inherit it.

    What an override of the calling method calls in its place is its own affair.
    """
    if call.receiver != "self":
        return override.drivers
    caller = call.inside.rpartition(".")[2]
    own = {d.subject for d in catalog.drivers if any(m.name == caller for m in d.overrides)}
    return tuple(subject for subject in override.drivers if subject not in own)


def _fault(call: HostCall, method: Method) -> str:
    """Return why a method rejects a call, or an empty string where that is not certain."""
    if not takes_as_declared(method):
        return ""
    return accepts(
        parameters_of(method),
        call.positional,
        call.keywords,
        star=call.star,
        double_star=call.double_star,
    )
