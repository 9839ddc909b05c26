# SPDX-License-Identifier: Apache-2.0
"""Calls, new in a patch, of methods that drivers may refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wharfinger.contract.comparison.pairs import Found, Pair, found
from wharfinger.contract.comparison.receivers import is_manager, may_be_driver
from wharfinger.contract.interfaces import kind_of
from wharfinger.model import HostCall, Member, MethodKind

# Whoever catches one of these catches refusals of every kind.
_BASES = frozenset({"BaseException", "Exception", "NotImplementedError"})


def optional_calls(pair: Pair, calls: Mapping[str, list[HostCall]]) -> Iterator[Found]:
    """Yield methods that refuse on both sides and that the host begins to call.

    Managers may have had methods of their own by these names all along.
    """
    for name, new in pair.new_members.items():
        old = pair.old_members.get(name)
        if old is None or not _refuses(pair, name):
            continue
        made = (c for c in calls.get(name, ()) if _is_for_driver(c, pair))
        call = next((c for c in made if not _is_handled(c, new)), None)
        if call:
            item = found("optional-method-called", pair, (old, new), location=call.location)
            yield replace(item, change=replace(item.change, evidence=call.location))


def _refuses(pair: Pair, name: str) -> bool:
    old, new = pair.old_members[name], pair.new_members[name]
    kinds = {kind_of(pair.old, old), kind_of(pair.new, new)}
    return kinds == {MethodKind.REFUSING}


def _is_handled(call: HostCall, method: Member) -> bool:
    """Tell whether a handler around the call catches the refusal, by its name or a base's."""
    refusal = method.refuses_with.rpartition(".")[2]
    return not call.handled.isdisjoint({refusal, *_BASES})


def _is_for_driver(call: HostCall, pair: Pair) -> bool:
    return may_be_driver(call, pair) and not is_manager(call)
