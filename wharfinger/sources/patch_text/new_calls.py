# SPDX-License-Identifier: Apache-2.0
"""Calls that a changed file of the head makes and its base does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from wharfinger.model import HostCall
from wharfinger.sources.calls import calls_in
from wharfinger.sources.patch_text.chunks import Side

_Key = Callable[[HostCall], object]


def new_calls(old: Side, new: Side) -> tuple[HostCall, ...]:
    """Return the calls in one file that are new, by their place.

    Two calls are the same if they pass as many positional arguments and the same keywords to
    a method of the same name; which of several is the new one, receiver and function tell.
    """
    before, after = _calls(old), _calls(new)
    before, after = _cancelled(
        before, after, lambda call: (_same(call), call.receiver, call.inside)
    )
    _, after = _cancelled(before, after, _same)
    return tuple(sorted(after, key=lambda call: call.location))


def _calls(side: Side) -> list[HostCall]:
    return [
        call
        for part in side.changed
        for call in calls_in(part.body, side.path, part.chunk.before, side.differs)
    ]


def _same(call: HostCall) -> object:
    return call.name, call.positional, tuple(sorted(call.keywords)), call.star, call.double_star


def _cancelled(
    before: Sequence[HostCall], after: Sequence[HostCall], key: _Key
) -> tuple[list[HostCall], list[HostCall]]:
    """Take away, one for one, what both sides have."""
    known, found = Counter(map(key, before)), Counter(map(key, after))
    return _left(before, key, found), _left(after, key, known)


def _left(calls: Sequence[HostCall], key: _Key, others: Counter[object]) -> list[HostCall]:
    others = others.copy()
    left: list[HostCall] = []
    for call in sorted(calls, key=lambda call: call.location):
        if others[key(call)]:
            others[key(call)] -= 1
        else:
            left.append(call)
    return left
