# SPDX-License-Identifier: Apache-2.0
"""Whether a call of the host is one of a driver, as far as its text tells."""

from __future__ import annotations

import re

from wharfinger.contract.comparison.pairs import Pair
from wharfinger.model import HostCall

OWN = ("self", "cls", "super()")
"""Receivers of calls that an object makes on itself."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# What hosts call the object that they got from a group.
_USUAL = frozenset({"driver", "backend", "plugin", "provider", "store", "impl", "self"})
# Parts of names that say nothing of what an object is.
_EMPTY = frozenset({"base", "abstract", "interface", "abc", "api", "class"})
# Objects of the host that stand before its drivers, and have methods of the same names.
_BEFORE = frozenset({"api", "rpcapi", "rpc", "client", "proxy", "manager", "controller"})


def may_be_driver(call: HostCall, pair: Pair) -> bool:
    """Tell whether an object that is called can be a driver that follows an interface.

    A group that is known decides. Else the name of the object must resemble that of the interface
    or be one that drivers usually have: many classes share the names of methods. Calls that the
    interface makes on its own object are calls of a driver.
    """
    if call.group:
        return call.group == pair.contract.group
    last = _words(call.receiver.rpartition(".")[2])
    return call.receiver in OWN or bool(last & _known(pair))


def is_manager(call: HostCall) -> bool:
    """Tell whether the object that is called stands before the drivers, as its name has it.

    It may hand on what it does not define itself.
    """
    return not call.group and bool(_words(call.receiver.rpartition(".")[2]) & _BEFORE)


def _known(pair: Pair) -> frozenset[str]:
    names = (pair.new.name.rpartition(":")[2], *pair.contract.group.split("."))
    return frozenset().union(_USUAL, *map(_words, names)) - _EMPTY


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(name))
