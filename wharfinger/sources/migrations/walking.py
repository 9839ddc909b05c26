# SPDX-License-Identifier: Apache-2.0
"""Following the functions of a migration script, as far as its text shows where they lead.

Both branches of a condition are followed, loops over literals once for each item, functions of
the same script wherever they are called. What is imported is not followed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from wharfinger.sources import nodes
from wharfinger.sources.migrations.calls import Followed, is_operation, judge
from wharfinger.sources.migrations.evaluation import bound, evaluate, text_of
from wharfinger.sources.migrations.record import Record
from wharfinger.sources.migrations.values import (
    UNKNOWN,
    Batch,
    Function,
    Scope,
    Thing,
    alternatives,
    bind,
    forget,
    merged,
)

_MOST_ROUNDS = 200
_MOST_STEPS = 20_000
_MOST_DEPTH = 12
_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def import_names(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    """Bind what an import binds."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            path = f"{'.' * node.level}{node.module or ''}.{alias.name}"
            scope.names[alias.asname or alias.name] = Thing(path)
        else:
            first = alias.name.partition(".")[0]
            scope.names[alias.asname or first] = Thing(alias.name if alias.asname else first)


class Walk:
    """Follows statements, and records what they do."""

    def __init__(self) -> None:
        self.record = Record()
        self._stack: list[ast.AST] = []
        self._left = _MOST_STEPS

    def enter(self, function: Function) -> None:
        """Follow the function that is run; nothing is known of what is passed to it."""
        nothing = ast.Call(ast.Name(function.node.name, ast.Load()), [], [])
        self.follow(function, ast.copy_location(nothing, function.node), function.scope)

    def follow(self, function: Function, call: ast.Call, scope: Scope) -> None:
        """Follow a call of a function of the script."""
        if function.node in self._stack or len(self._stack) > _MOST_DEPTH:
            self.record.unknown(call, "calls itself:")
            return
        values = [evaluate(item, scope) for item in call.args]
        self._stack.append(function.node)
        self.body(function.node.body, bound(function, call, values, scope))
        self._stack.pop()

    def body(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        """Follow statements one after the other."""
        for statement in statements:
            if self._may_go_on(statement):
                self._statement(statement, scope)

    def _may_go_on(self, node: ast.AST) -> bool:
        self._left -= 1
        if self._left == 0:
            self.record.unknown(node, "more than is followed, from here:")
        return self._left > 0

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        handler = self._HANDLERS.get(type(node))
        if handler is not None:
            handler(self, node, scope)
            return
        for child in nodes.children(node):
            if isinstance(child, ast.expr):
                self._expression(child, scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        import_names(node, scope)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        scope.names[node.name] = Function(node, scope)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.names[node.name] = UNKNOWN

    def _assign(self, node: ast.Assign | ast.AnnAssign, scope: Scope) -> None:
        self._expression(node.value, scope)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            bind(target, evaluate(node.value, scope), scope)

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        self._expression(node.value, scope)
        if isinstance(node.target, ast.Name):
            left = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            bind(node.target, evaluate(ast.BinOp(left, node.op, node.value), scope), scope)

    def _if(self, node: ast.If, scope: Scope) -> None:
        self._expression(node.test, scope)
        self._branches([node.body, node.orelse], scope)

    def _match(self, node: ast.Match, scope: Scope) -> None:
        self._expression(node.subject, scope)
        self._branches([[], *(case.body for case in node.cases)], scope)

    def _try(self, node: ast.Try | ast.TryStar, scope: Scope) -> None:
        self.body(node.body, scope)
        self._branches([[], *(handler.body for handler in node.handlers)], scope)
        self.body((*node.orelse, *node.finalbody), scope)

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], scope: Scope) -> None:
        before, after = scope.names, []
        for statements in bodies:
            scope.names = dict(before)
            self.body(statements, scope)
            after.append(scope.names)
        scope.names = reduce(merged, after)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self._expression(node.iter, scope)
        for item in _items(evaluate(node.iter, scope)):
            bind(node.target, item, scope)
            self.body(node.body, scope)
        self.body(node.orelse, scope)

    def _while(self, node: ast.While, scope: Scope) -> None:
        self._expression(node.test, scope)
        self._branches([[], node.body], scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            self._expression(item.context_expr, scope)
            if item.optional_vars is not None:
                bind(item.optional_vars, _entered(item.context_expr, scope), scope)
        self.body(node.body, scope)

    def _expression(self, node: ast.expr | None, scope: Scope, inert: bool = False) -> None:
        """Follow the calls in an expression; an inert one is a value handed to the database."""
        if node is None:
            return
        if isinstance(node, ast.Call):
            self._call(node, scope, inert)
        elif isinstance(node, _Comprehension):
            self._comprehension(node, scope)
        else:
            for child in nodes.children(node):
                if isinstance(child, ast.expr):
                    self._expression(child, scope, inert)

    def _comprehension(self, node: _Comprehension, scope: Scope) -> None:
        inner = scope.inner({})
        first = node.generators[0]
        self._expression(first.iter, scope)
        parts = nodes.children(node)[: -len(node.generators)]
        for item in _items(evaluate(first.iter, scope)):
            if not self._may_go_on(node):
                return
            bind(first.target, item, inner)
            for generator in node.generators[1:]:
                bind(generator.target, UNKNOWN, inner)
            for part in parts:
                if isinstance(part, ast.expr):
                    self._expression(part, inner)

    def _call(self, node: ast.Call, scope: Scope, inert: bool) -> None:
        if not self._may_go_on(node):
            return
        functions = alternatives(evaluate(node.func, scope))
        known = any(isinstance(f, Thing) and f.path.startswith(_DATABASE) for f in functions)
        for child in (*node.args, *(item.value for item in node.keywords)):
            self._expression(child, scope, inert or known)
            self._handed(child, node, scope)
        if isinstance(node.func, ast.Attribute):
            self._expression(node.func.value, scope, inert)
            if node.func.attr in _CHANGING and isinstance(node.func.value, ast.Name):
                forget(node.func.value.id, scope)
        elif not isinstance(node.func, ast.Name):
            self._expression(node.func, scope, inert)
        for function in functions:
            if isinstance(function, Function):
                self.follow(function, node, scope)
            elif isinstance(function, Thing):
                judge(Followed(function, node, scope, self.record, inert))

    def _handed(self, argument: ast.expr, call: ast.Call, scope: Scope) -> None:
        """Follow a function that a call is handed, which may call it with anything."""
        if not isinstance(argument, ast.Name | ast.Attribute):
            return
        for value in alternatives(evaluate(argument, scope)):
            if isinstance(value, Function):
                self.enter(value)
            elif isinstance(value, Thing) and is_operation(value):
                self.record.unknown(call, "hands on what changes the schema:")

    _HANDLERS: Mapping[type[ast.stmt], Callable[..., None]] = {
        ast.AnnAssign: _assign,
        ast.Assign: _assign,
        ast.AsyncFor: _for,
        ast.AsyncFunctionDef: _define,
        ast.AsyncWith: _with,
        ast.AugAssign: _augment,
        ast.ClassDef: _class,
        ast.For: _for,
        ast.FunctionDef: _define,
        ast.If: _if,
        ast.Import: _import,
        ast.ImportFrom: _import,
        ast.Match: _match,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.While: _while,
        ast.With: _with,
    }


_CHANGING = frozenset(
    {"add", "append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"}
)
_DATABASE = ("sqlalchemy.", "alembic.")


def _entered(node: ast.expr, scope: Scope) -> object:
    """Return what a ``with`` binds."""
    value = evaluate(node, scope)
    if isinstance(value, Thing) and value.path == "alembic.op.batch_alter_table()":
        assert isinstance(node, ast.Call)
        named = {item.arg: item.value for item in node.keywords}.get("table_name")
        return Batch(text_of(node.args[0] if node.args else named, scope))
    return value


def _items(value: object) -> tuple[object, ...]:
    """Return what a loop runs over: the items of each literal that it may be, else unknown ones."""
    return tuple(item for one in alternatives(value) for item in _items_of(one))


def _items_of(value: object) -> tuple[object, ...]:
    known = isinstance(value, dict | tuple) and 0 < len(value) <= _MOST_ROUNDS
    return tuple(value) if known else (UNKNOWN,)  # type: ignore[arg-type]
