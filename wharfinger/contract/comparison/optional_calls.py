# SPDX-License-Identifier: Apache-2.0
"""Calls, new in a patch, of methods that drivers may refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from wharfinger.contract.comparison.pairs import Found, Pair, found
from wharfinger.contract.interfaces import kind_of
from wharfinger.model import HostCall, MethodKind

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# What hosts call the object that they got from a group.
_USUAL = frozenset({"driver", "backend", "plugin", "provider", "store", "impl", "self"})
# Parts of names that say nothing of what an object is.
_EMPTY = frozenset({"base", "abstract", "interface", "abc", "api", "class"})


def optional_calls(pair: Pair, calls: Mapping[str, list[HostCall]]) -> Iterator[Found]:
    """Yield methods that refuse on both sides and that the host begins to call.

    The name of the object that is called must resemble that of the interface, or be one that
    drivers usually have: many classes share the names of methods.
    """
    words = _words(pair)
    for name, new in pair.new_members.items():
        old = pair.old_members.get(name)
        if old is None or not _refuses(pair, name):
            continue
        call = next((c for c in calls.get(name, ()) if _is_for_driver(c, words)), None)
        if call:
            item = found("optional-method-called", pair, (old, new), location=call.location)
            yield replace(item, change=replace(item.change, evidence=call.location))


def _refuses(pair: Pair, name: str) -> bool:
    old, new = pair.old_members[name], pair.new_members[name]
    kinds = {kind_of(pair.old, old), kind_of(pair.new, new)}
    return kinds == {MethodKind.REFUSING}


def _words(pair: Pair) -> frozenset[str]:
    names = (pair.new.name.rpartition(":")[2], *pair.contract.group.split("."))
    found = {word.lower().rstrip("s") for name in names for word in _WORD.findall(name)}
    return frozenset(found | _USUAL) - _EMPTY


def _is_for_driver(call: HostCall, words: frozenset[str]) -> bool:
    last = call.receiver.rpartition(".")[2]
    return any(word.lower().rstrip("s") in words for word in _WORD.findall(last))
