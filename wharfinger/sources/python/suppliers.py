# SPDX-License-Identifier: Apache-2.0
"""What puts members into classes at run time: metaclasses and class decorators."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

ANY = "*"
"""Stands for a name that is computed."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Something that puts members of these names into classes, or ``removes`` any.

    ``reason`` says what it is.
    """

    reason: str
    names: frozenset[str]
    removes: bool = False


def by_decorator(function: ast.FunctionDef | ast.AsyncFunctionDef, reason: str) -> Supplier | None:
    """Return what a class decorator puts into the classes that it gets, if anything."""
    argument = function.args.args[0].arg if function.args.args else ""
    return _supplier(reason, (n for node in ast.walk(function) for n in _set_on(node, argument)))


def by_metaclass(node: ast.ClassDef, reason: str) -> Supplier | None:
    """Return what a metaclass puts into its classes, if anything."""
    functions = [child for child in node.body if isinstance(child, ast.FunctionDef)]
    if any(map(_removes, functions)):
        return Supplier(f"{reason} or removes others", frozenset({ANY}), removes=True)
    return _supplier(reason, (name for function in functions for name in _made_by(function)))


def _removes(function: ast.FunctionDef) -> bool:
    """Tell whether a method of a metaclass takes something out of its classes."""
    namespace = _namespace(function)
    return any(_takes_out(node, namespace) for node in ast.walk(function))


def _takes_out(node: ast.AST, namespace: str) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Del) and _is_name(node.value, namespace)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and _is_name(node.func.value, namespace):
        return node.func.attr in ("pop", "popitem", "clear")
    return _is_name(node.func, "delattr")


def _namespace(function: ast.FunctionDef) -> str:
    """Return the parameter that is the namespace of the class, ANY if it is unpacked later."""
    parameters = [argument.arg for argument in function.args.args]
    if len(parameters) > 3:
        return parameters[3]
    return ANY if function.name == "__new__" and function.args.vararg else ""


def _supplier(reason: str, names: Iterator[str]) -> Supplier | None:
    public = frozenset(name for name in names if not name.startswith("_"))
    return Supplier(reason, public) if public else None


def _made_by(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that a method of a metaclass sets.

    It does so by ``setattr``, by attributes of the class, or through the namespace: the
    last positional parameter of ``__new__`` and ``__init__``.
    """
    namespace = _namespace(function)
    for node in ast.walk(function):
        yield from _set_by_call(node)
        if namespace:
            yield from _set_in_namespace(node, namespace)
        # What __call__ sets, it sets on the object that it makes.
        if isinstance(node, ast.Attribute) and function.name != "__call__":
            yield from [node.attr] if isinstance(node.ctx, ast.Store) else []


def _set_on(node: ast.AST, argument: str) -> Iterator[str]:
    yield from _set_by_call(node)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield from [node.attr] if _is_name(node.value, argument) else []


def _set_by_call(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _is_name(node.func, "setattr") and len(node.args) > 1:
        yield _literal(node.args[1])


def _set_in_namespace(node: ast.AST, namespace: str) -> Iterator[str]:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        written = namespace == ANY or _is_name(node.value, namespace)
        yield from [_literal(node.slice)] if written else []
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        written = _is_name(node.func.value, namespace)
        if written and node.func.attr in ("update", "setdefault"):
            yield _literal(node.args[0]) if node.args else ANY


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ANY


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
