# SPDX-License-Identifier: Apache-2.0
"""Conditions that can be decided without running anything."""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Callable
from typing import Any

_OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def static_condition(test: ast.expr) -> bool | None:
    """Return what a condition is in the running Python, or None if it cannot be told.

    Understands ``TYPE_CHECKING``, comparisons of ``sys.version_info`` or of its leading
    parts, literals, and what ``not``, ``and`` and ``or`` make of those.
    """
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = static_condition(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        return _combined(test)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _version_condition(test)
    last = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return {"TYPE_CHECKING": False, "PY2": False, "PY3": True}.get(last)


def _combined(test: ast.BoolOp) -> bool | None:
    verdicts = [static_condition(value) for value in test.values]
    decisive = isinstance(test.op, ast.Or)
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def _version_condition(test: ast.Compare) -> bool | None:
    compare = _OPERATORS.get(type(test.ops[0]))
    running = _version(test.left)
    if compare is None or running is None:
        return None
    try:
        return bool(compare(running, ast.literal_eval(test.comparators[0])))
    except (ValueError, TypeError, RecursionError):
        return None


def _version(node: ast.expr) -> object:
    """Return ``sys.version_info``, a part or a slice of it, or None for anything else."""
    if isinstance(node, ast.Subscript) and _is_version(node.value):
        place = node.slice
        if isinstance(place, ast.Constant) and isinstance(place.value, int):
            return dict(enumerate(sys.version_info)).get(place.value)
        if isinstance(place, ast.Slice) and place.lower is None and place.step is None:
            upper = getattr(place.upper, "value", None)
            return tuple(sys.version_info)[:upper] if isinstance(upper, int) else None
        return None
    if isinstance(node, ast.Attribute) and node.attr in ("major", "minor"):
        return getattr(sys.version_info, node.attr) if _is_version(node.value) else None
    return tuple(sys.version_info) if _is_version(node) else None


def _is_version(node: ast.expr) -> bool:
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return last == "version_info"
