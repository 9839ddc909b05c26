# SPDX-License-Identifier: Apache-2.0
"""Values of literals, arithmetic on them, and the constants of a module."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass

from wharfinger.sources.patch_text.chunks import Chunk, Side, parse

_DEPTH = 20
_LIMIT = 2**64
_TEXT_LIMIT = 10_000

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is not known: its source text, spelled in one way."""

    text: str


class Constants:
    """Evaluates expressions of a module as far as literals and its own constants go."""

    def __init__(self, side: Side) -> None:
        self._chunks: dict[str, list[Chunk]] = {}
        for chunk in side.chunks:
            self._chunks.setdefault(chunk.word, []).append(chunk)

    def value(self, node: ast.expr, depth: int = 0) -> object:
        """Return the value of an expression in a form that compares by meaning."""
        if depth > _DEPTH:
            return Computed("")
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return ("list", *(self.value(item, depth + 1) for item in node.elts))
        if isinstance(node, ast.Dict):
            return self._mapping(node, depth)
        if isinstance(node, ast.UnaryOp | ast.BinOp):
            found = self._arithmetic(node, depth)
            return Computed(unparsed(node)) if found is None else found
        if isinstance(node, ast.Name):
            found = self._named(node.id, depth)
            return Computed(node.id) if found is None else found
        return Computed(unparsed(node))

    def _mapping(self, node: ast.Dict, depth: int) -> object:
        pairs = [
            (Computed("**") if key is None else self.value(key, depth + 1), value)
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return ("dict", frozenset((key, self.value(value, depth + 1)) for key, value in pairs))

    def _arithmetic(self, node: ast.UnaryOp | ast.BinOp, depth: int) -> object:
        if isinstance(node, ast.UnaryOp):
            number = _number(self.value(node.operand, depth + 1))
            negative = isinstance(node.op, ast.USub) and number is not None
            return ("number", -number) if negative and number is not None else None
        left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
        if isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add):
            return left + right if len(left) + len(right) < _TEXT_LIMIT else None
        return _computed(node.op, _number(left), _number(right))

    def _named(self, name: str, depth: int) -> object:
        """Return the value of a name that the module binds once, with a plain assignment."""
        chunks = self._chunks.get(name, [])
        body = parse(chunks[0].text) if len(chunks) == 1 else None
        node = body[0] if body else None
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            return None
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        plain = len(targets) == 1 and isinstance(targets[0], ast.Name)
        return self.value(node.value, depth + 1) if plain else None


def _constant(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value if isinstance(value, str) else ("constant", repr(value))
    return ("number", value)


def _number(value: object) -> int | float | None:
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "number":
        number: int | float = value[1]
        return number
    return None


def _computed(sign: ast.operator, left: float | None, right: float | None) -> object:
    function = _OPERATORS.get(type(sign))
    if function is None or left is None or right is None or max(abs(left), abs(right)) > _LIMIT:
        return None
    try:
        return ("number", function(left, right))
    except (ZeroDivisionError, OverflowError):
        return None


def unparsed(node: ast.expr) -> str:
    """Return the source text of an expression, spelled in one way; empty if it is too deep."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""
