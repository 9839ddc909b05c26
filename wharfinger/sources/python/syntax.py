# SPDX-License-Identifier: Apache-2.0
"""Small questions to syntax trees that several readers ask."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from wharfinger.sources.python.conditions import static_condition

DefinitionNode = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

# What changes a container in place.
MUTATORS = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
    | {"reverse", "setdefault", "sort", "update"}
)


def branches(node: ast.If) -> Iterable[tuple[list[ast.stmt], bool]]:
    """Yield the branches of a chain of conditions that may run, and whether others may."""
    undecided = False
    while True:
        verdict = static_condition(node.test)
        undecided = undecided or verdict is None
        if verdict is not False:
            yield node.body, undecided
        if verdict:
            return
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            continue
        yield node.orelse, undecided
        return


def suppresses(node: ast.With) -> bool:
    """Tell whether the body of a ``with`` may end early without anybody noticing."""
    return any("suppress" in ast.dump(item.context_expr) for item in node.items)


def unpacked(
    target: ast.Tuple | ast.List, value: ast.expr | None
) -> Iterable[tuple[ast.expr, ast.expr | None]]:
    """Pair the targets of an unpacking with their expressions, None where there is none."""
    values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
    paired = len(values) == len(target.elts)
    paired = paired and not any(isinstance(n, ast.Starred) for n in (*values, *target.elts))
    for index, item in enumerate(target.elts):
        yield item, values[index] if paired else None


def added(value: ast.expr | None, node: ast.AugAssign) -> ast.expr | None:
    """Return what ``name += …`` makes of the expression that the name had before."""
    if value is None:
        return None
    return ast.copy_location(ast.BinOp(value, node.op, node.value), node)


def top_level(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """Yield the statements of a body and of its branches, but not of definitions."""
    waiting: list[ast.AST] = [*reversed([*body])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, DefinitionNode):
            continue
        inner: list[ast.AST] = []
        for name in ("body", "handlers", "cases", "orelse", "finalbody"):
            inner += getattr(node, name, ())
        waiting += inner[::-1]


def dotted_parts(node: ast.expr) -> list[str]:
    """Return the parts of ``a.b.c``, or an empty list for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return []
    parts.append(node.id)
    parts.reverse()
    return parts
