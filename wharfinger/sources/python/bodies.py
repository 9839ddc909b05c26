# SPDX-License-Identifier: Apache-2.0
"""What a function's body does: refuse, call another one, or work.

A *refusal* is a body that, after its docstring, only raises, whatever the exception. What
merely prepares the message of the exception (local names, logging) does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wharfinger.sources import nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_LOGGERS = frozenset({"log", "logger", "_log", "_logger", "logging", "warnings"})


@dataclass(frozen=True, slots=True)
class Body:
    """What a body does.

    ``refuses_with`` is the exception of a refusal. ``refuses_if`` are the exceptions that
    are raised under a condition, the first of them in line ``line``. ``calls`` is the one
    function that the body does nothing but call: ``self.name``, ``super.name`` or ``name``.
    """

    refuses_with: str = ""
    refuses_if: tuple[str, ...] = ()
    line: int = 0
    calls: str = ""


def read_body(node: FunctionNode, *, may_raise: bool = True) -> Body:
    """Return what the body of a function does; ``may_raise`` is False if it is known not to."""
    statements = without_docstring(node.body)
    if refusal := _refusal(statements):
        return Body(refuses_with=_exception(refusal), line=refusal.lineno)
    if calls := _only_calls(statements):
        return Body(calls=calls, line=statements[0].lineno)
    if not may_raise:
        return Body()
    raises = [n for n in own_nodes(node) if isinstance(n, ast.Raise) and n.exc is not None]
    raises.sort(key=lambda n: n.lineno)
    names = tuple(dict.fromkeys(_exception(item) for item in raises))
    return Body(refuses_if=names, line=raises[0].lineno if raises else 0)


def is_generator(node: FunctionNode) -> bool:
    """Tell whether calling a function makes a generator: there is a yield in its own body."""
    return any(isinstance(child, ast.Yield | ast.YieldFrom) for child in own_nodes(node))


def without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return a body without its docstring."""
    first = body[0] if body else None
    documented = isinstance(first, ast.Expr) and _is_text(first.value)
    return list(body[1:] if documented else body)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _refusal(body: Sequence[ast.stmt]) -> ast.Raise | None:
    """Return the raise in which every path of a body ends, if it does nothing else."""
    for node in body:
        if isinstance(node, ast.Raise):
            return node if node.exc is not None else None
        if isinstance(node, ast.If):
            first, second = _refusal(node.body), _refusal(node.orelse)
            if first and second:
                return first
            return None
        if not _prepares(node):
            return None
    return None


def _prepares(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass | ast.Delete | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets)
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return isinstance(node.target, ast.Name)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _logs(node.value)
    return False


def _logs(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name.lower() in _LOGGERS


def _exception(node: ast.Raise) -> str:
    error = node.exc
    if isinstance(error, ast.Call):
        error = error.func
    return ast.unparse(error) if error is not None else ""


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """Yield the nodes of a function, but not those of functions and classes in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(nodes.children(node))


def _only_calls(body: Sequence[ast.stmt]) -> str:
    """Return the function that a body does nothing but call, logging aside."""
    body = [node for node in body if not (isinstance(node, ast.Expr) and _logs(node.value))]
    if len(body) == 2:
        body = _handed_on(body[0], body[1])
    return _only_call(body[0]) if len(body) == 1 else ""


def _handed_on(first: ast.stmt, second: ast.stmt) -> list[ast.stmt]:
    """Shorten ``result = call(); return result`` to ``return call()``."""
    if not isinstance(first, ast.Assign) or not isinstance(second, ast.Return):
        return [first, second]
    target = getattr(first.targets[0], "id", "")
    same = bool(target) and getattr(second.value, "id", "") == target
    return [ast.Return(first.value)] if same else [first, second]


def _only_call(node: ast.stmt) -> str:
    """Return the function that a statement does nothing but call, or an empty string."""
    value = node.value if isinstance(node, ast.Expr | ast.Return) else None
    if isinstance(value, ast.Await):
        value = value.value
    if not isinstance(value, ast.Call):
        return ""
    function = value.func
    if isinstance(function, ast.Name):
        return function.id
    if not isinstance(function, ast.Attribute):
        return ""
    owner = function.value
    if isinstance(owner, ast.Name) and owner.id in ("self", "cls"):
        return f"self.{function.attr}"
    if (
        isinstance(owner, ast.Call)
        and isinstance(owner.func, ast.Name)
        and owner.func.id == "super"
    ):
        return f"super.{function.attr}"
    return ""
