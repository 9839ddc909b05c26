# SPDX-License-Identifier: Apache-2.0
"""Named tuples that a call makes: ``Pair = namedtuple("Pair", "first, second")``."""

from __future__ import annotations

import ast

from wharfinger.model import ClassInfo, Location
from wharfinger.sources.python.names import Symbol
from wharfinger.sources.python.syntax import dotted_parts


def is_made_tuple(symbol: Symbol) -> bool:
    """Tell whether a name stands for a named tuple that a call makes, with legible fields."""
    return symbol.kind == "value" and _fields(symbol.node) is not None


def made_tuple(symbol: Symbol, path: str) -> ClassInfo:
    """Return the class that the call makes. None of its fields has a default."""
    return ClassInfo(
        symbol.qualified,
        Location(path, symbol.line or getattr(symbol.node, "lineno", 0)),
        members={},
        ancestors=(ClassInfo("builtins:tuple (NamedTuple)", standard=True),),
        declared=dict.fromkeys(_fields(symbol.node) or (), ""),
    )


def _fields(node: ast.expr | None) -> tuple[str, ...] | None:
    """Return the names of the fields, None where more than literals would have to be read."""
    if not isinstance(node, ast.Call) or dotted_parts(node.func)[-1:] != ["namedtuple"]:
        return None
    if len(node.args) != 2 or node.keywords:
        return None
    fields = node.args[1]
    if isinstance(fields, ast.Constant) and isinstance(fields.value, str):
        return tuple(fields.value.replace(",", " ").split())
    if not isinstance(fields, ast.List | ast.Tuple):
        return None
    names = [item.value for item in fields.elts if isinstance(item, ast.Constant)]
    texts = tuple(name for name in names if isinstance(name, str))
    return texts if len(texts) == len(fields.elts) else None
