# SPDX-License-Identifier: Apache-2.0
"""Calls of methods in Python source, as their text shows them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wharfinger.model import HostCall, Location
from wharfinger.sources import nodes
from wharfinger.sources.python.syntax import dotted_parts

_Scope = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def call_of(node: ast.Call, path: str, before: int = 0, inside: str = "") -> HostCall | None:
    """Return the call that a node makes, None where it calls no attribute of anything.

    ``before`` is how many lines of the file come before the text that the node is of. The
    receiver is ``super()`` where the parent class's method is called.
    """
    function = node.func
    if not isinstance(function, ast.Attribute):
        return None
    plain = [item for item in node.args if not isinstance(item, ast.Starred)]
    keywords = [item.arg for item in node.keywords]
    end = before + (function.end_lineno or function.lineno)
    return HostCall(
        name=function.attr,
        receiver=_receiver(function.value),
        positional=len(plain),
        keywords=tuple(name for name in keywords if name is not None),
        location=Location(path, end, (function.end_col_offset or 0) - len(function.attr) + 1),
        star=len(plain) < len(node.args),
        double_star=None in keywords,
        inside=inside,
    )


def calls_in(
    body: Iterable[ast.stmt],
    path: str,
    before: int = 0,
    wanted: Callable[[int, int], bool] = lambda first, last: True,  # noqa: ARG005
) -> Iterator[HostCall]:
    """Yield the calls of attributes below some statements, in no certain order.

    ``wanted`` tells for the first and last line of a statement whether to look into it.
    """
    waiting: list[tuple[ast.AST, _Around]] = [(node, _Around()) for node in body]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, ast.stmt) and not wanted(
            before + first_line(node), before + (node.end_lineno or node.lineno)
        ):
            continue
        if isinstance(node, ast.Call) and (call := call_of(node, path, before, around.inside)):
            annotation = around.annotations.get(call.receiver, "")
            yield replace(call, annotation=annotation, handled=around.handled)
        waiting += [(child, _around(child, node, around)) for child in nodes.children(node)]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a node: classes and functions, annotations, handlers of exceptions."""

    inside: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)
    handled: frozenset[str] = frozenset()


def _around(child: ast.AST, node: ast.AST, around: _Around) -> _Around:
    """Return what stands around a child of a node, given what stands around the node."""
    if isinstance(node, _Scope):
        inside = f"{around.inside}.{node.name}".lstrip(".")
        return _Around(inside, _annotations(node))
    if isinstance(node, ast.Try) and child in node.body:
        caught = (name for item in node.handlers for name in _caught(item))
        return replace(around, handled=around.handled.union(caught))
    return around


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    """Yield the plain names of what a handler catches."""
    if handler.type is None:
        yield "BaseException"
        return
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for item in types:
        yield from dotted_parts(item)[-1:]


def first_line(node: ast.stmt) -> int:
    """Return the line in which a statement begins, its decorators included."""
    decorators = node.decorator_list if isinstance(node, _Scope) else []
    return min((item.lineno for item in decorators), default=node.lineno)


def _annotations(node: _Scope) -> Mapping[str, str]:
    """Return the annotations of a function's parameters, by their names."""
    if isinstance(node, ast.ClassDef):
        return {}
    parameters = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return {item.arg: ast.unparse(item.annotation) for item in parameters if item.annotation}


def _receiver(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super":
        return "super()"
    return ".".join(dotted_parts(node))
