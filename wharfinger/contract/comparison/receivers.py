# SPDX-License-Identifier: Apache-2.0
"""Whether a call of the host is one of a driver, as far as its text tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

    Or its annotation: ``store: StoreManager``. It may hand on what it does not define itself.
    """
    named = _words(call.receiver.rpartition(".")[2]) | _words(call.annotation)
    return not call.group and bool(named & _BEFORE)


def is_handed_on(call: HostCall, pair: Pair) -> bool:
    """Tell a call that an adapter makes on the driver that it holds.

    An adapter is a class that descends from the interface, or that the policy names as one. Its
    calls only hand on those that the host makes on it.
    """
    owner = call.inside.partition(".")[0]
    if not owner or not call.receiver.startswith("self."):
        return False
    contract = pair.contract
    followed = {info.name for info in (pair.old, pair.new, *contract.versions.values())}
    if contract.interface:
        followed.add(contract.interface.name)
    names = [f"{module}:{owner}" for module in _modules(call.location.path)]
    if any(info.name in names for info in contract.adapters.values()):
        return True
    return any(not followed.isdisjoint(pair.after.ancestors(name)) for name in names)


def _modules(path: str) -> Iterator[str]:
    """Yield the names that the module in a file may have, by where its root is."""
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for start in range(len(parts)):
        yield ".".join(parts[start:])


def _known(pair: Pair) -> frozenset[str]:
    names = (pair.new.name.rpartition(":")[2], *pair.contract.group.split("."))
    return frozenset().union(_USUAL, *map(_words, names)) - _EMPTY


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(name))
