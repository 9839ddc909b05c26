# SPDX-License-Identifier: Apache-2.0
"""What a class's header says of it: protocol, final, abstract methods enforced, slots."""

from __future__ import annotations

import ast
import collections.abc
from collections.abc import Callable, Iterable

from wharfinger.model import ClassInfo
from wharfinger.sources.python.syntax import dotted_parts

Absolute = Callable[[ast.expr], str]

_TYPING = ("typing", "typing_extensions")
_METACLASSES = frozenset({"ABCMeta", "_ProtocolMeta"})
# The classes of modules that are not read, whose metaclass is ABCMeta.
_ENFORCING = frozenset({"abc:ABC"}).union(
    f"{module}:{name}"
    for module in _TYPING
    for name in ("Protocol", "ContextManager", "AsyncContextManager", *collections.abc.__all__)
)


def is_protocol(node: ast.ClassDef, absolute: Absolute) -> bool:
    """Tell whether a class itself is a protocol: no heir of one is, unless it says so again."""
    return any(_is_typing(_without_brackets(base), "Protocol", absolute) for base in node.bases)


def is_final(node: ast.ClassDef, absolute: Absolute) -> bool:
    """Tell whether a class is decorated with ``typing.final``."""
    return any(_is_typing(item, "final", absolute) for item in node.decorator_list)


def enforces(
    bases: Iterable[ClassInfo], metaclass: ast.expr | None, of: Callable[[ast.expr], ClassInfo]
) -> bool:
    """Tell whether abstract methods keep a class from being instantiated.

    They do where ABCMeta, or a metaclass made of it, is that of the class or of an ancestor.
    """
    if any(item.enforces for base in bases for item in base.lineage):
        return True
    if metaclass is None or dotted_parts(metaclass)[-1:] == ["type"]:
        return False
    if (dotted_parts(metaclass) or [""])[-1] in _METACLASSES:
        return True
    return any(item.name.endswith("abc:ABCMeta") for item in of(metaclass).lineage)


def unread(name: str) -> ClassInfo:
    """Return a class of a module of the standard library whose members are not read."""
    known = name in _ENFORCING or name.startswith("typing:Supports")
    return ClassInfo(name, standard=True, enforces=known)


def slots(node: ast.expr | None) -> tuple[str, ...] | None:
    """Return the names in the value of ``__slots__``, None where they cannot be read."""
    if isinstance(node, ast.Dict):
        items: list[ast.expr | None] = list(node.keys)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        items = list(node.elts)
    else:
        items = [node]
    names = [n.value for n in items if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return tuple(names) if len(names) == len(items) else None


def _is_typing(node: ast.expr, name: str, absolute: Absolute) -> bool:
    return absolute(node) in {f"{module}.{name}" for module in _TYPING}


def _without_brackets(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node
