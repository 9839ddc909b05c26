# SPDX-License-Identifier: Apache-2.0
"""Reading a migration script: whether it is one, and what its upgrade does."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

from wharfinger.model import Effect, Operation
from wharfinger.sources.migrations.evaluation import evaluate
from wharfinger.sources.migrations.values import UNKNOWN, Function, Scope, bind
from wharfinger.sources.migrations.walking import Walk, import_names

_ENTRIES = ("upgrade", "migrate")
"""What is run: Alembic's, and that of a script of data which is a plain module."""

_IDENTITY = "revision"
_FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError)


def operations(data: bytes) -> tuple[Operation, ...] | None:
    """Return what the upgrade of a script does, None for a module that is no script."""
    try:
        tree = _parsed(data)
        return _of_module(tree)
    except _FAULTS as error:
        reason = error.msg if isinstance(error, SyntaxError) else type(error).__name__
        line = (error.lineno or 1) if isinstance(error, SyntaxError) else 1
        return (unread(reason, line),)


def unread(reason: str, line: int = 1) -> Operation:
    """Return what stands for all operations of a script that cannot be read."""
    return Operation(Effect.UNKNOWN, "", "", f"the script ({reason})", line)


def is_same_code(old: bytes, new: bytes) -> bool:
    """Tell whether two states of a script differ in nothing but comments and docstrings."""
    try:
        return old == new or ast.dump(_bare(_parsed(old))) == ast.dump(_bare(_parsed(new)))
    except _FAULTS:
        return False


def _parsed(data: bytes) -> ast.Module:
    with warnings.catch_warnings():
        # Warnings about escapes are for whoever runs the script.
        warnings.simplefilter("ignore")
        return ast.parse(data)


def _bare(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            if is_text and isinstance(first.value.value, str):  # type: ignore[union-attr]
                del node.body[0]
    return tree


def _of_module(tree: ast.Module) -> tuple[Operation, ...] | None:
    scope = Scope()
    for statement in _top(tree.body):
        _bind(statement, scope)
    entry = next((scope.names[name] for name in _ENTRIES if name in scope.names), None)
    if isinstance(entry, Function):
        walk = Walk()
        walk.enter(entry)
        return walk.record.settled()
    if entry is None and _IDENTITY not in scope.names:
        return None
    return (Operation(Effect.UNKNOWN, "", "", "upgrade, which is no function of the script", 1),)


def _top(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those below a condition among them."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _top((*statement.body, *statement.orelse))


def _bind(node: ast.stmt, scope: Scope) -> None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        import_names(node, scope)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        scope.names[node.name] = Function(node, scope)
    elif isinstance(node, ast.ClassDef):
        scope.names[node.name] = UNKNOWN
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            bind(target, evaluate(node.value, scope), scope)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        bind(node.target, evaluate(node.value, scope), scope)
