# SPDX-License-Identifier: Apache-2.0
"""Evaluating expressions of a migration script without running it."""

from __future__ import annotations

import ast
import string
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent

from wharfinger.sources.migrations.values import (
    UNKNOWN,
    Function,
    Scope,
    Thing,
    alternatives,
    bind,
    one_of,
)

_MOST_DEPTH = 12
_TEXT_METHODS: Mapping[str, Callable[[str], str]] = {
    "strip": str.strip,
    "rstrip": str.rstrip,
    "lstrip": str.lstrip,
    "lower": str.lower,
    "upper": str.upper,
}
_MOST_TEXT = 200_000


def evaluate(node: ast.expr | None, scope: Scope, depth: int = 0) -> object:
    """Return what an expression stands for."""
    scope.budget[0] -= 1
    if node is None or depth > _MOST_DEPTH * 4 or scope.budget[0] < 0:
        return UNKNOWN
    handler = _HANDLERS.get(type(node))
    return handler(node, scope, depth + 1) if handler else UNKNOWN


def text_of(node: ast.expr | None, scope: Scope) -> str:
    """Return the text that an expression stands for, in braces as it is written if unknown."""
    return _filled(node, evaluate(node, scope)) if node is not None else ""


def _filled(node: ast.expr, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    return "{" + ast.unparse(node).translate({ord("{"): "(", ord("}"): ")"}) + "}"


def _name(node: ast.Name, scope: Scope, _: int) -> object:
    return scope.find(node.id)


def _constant(node: ast.Constant, *_: object) -> object:
    return node.value


def _attribute(node: ast.Attribute, scope: Scope, depth: int) -> object:
    value = evaluate(node.value, scope, depth)
    if isinstance(value, Thing):
        return Thing(f"{value.path}.{node.attr}", value.call, value.scope)
    return Thing(f"?.{node.attr}")


def _sequence(node: ast.Tuple | ast.List | ast.Set, scope: Scope, depth: int) -> object:
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return UNKNOWN
    return tuple(evaluate(item, scope, depth) for item in node.elts)


def _dictionary(node: ast.Dict, scope: Scope, depth: int) -> object:
    keys = [evaluate(key, scope, depth) for key in node.keys]
    if not all(isinstance(key, str | int) for key in keys):
        return UNKNOWN
    values = (evaluate(value, scope, depth) for value in node.values)
    return dict(zip(keys, values, strict=True))


def _joined(node: ast.JoinedStr, scope: Scope, depth: int) -> object:
    found = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            found += _filled(part.value, evaluate(part.value, scope, depth))
        elif isinstance(part, ast.Constant):
            found += str(part.value)
    return found[:_MOST_TEXT]


def _operation(node: ast.BinOp, scope: Scope, depth: int) -> object:
    left = evaluate(node.left, scope, depth)
    if isinstance(node.op, ast.Mod) and isinstance(left, str):
        return _percent(left, node.right, scope)
    right = evaluate(node.right, scope, depth)
    if not isinstance(node.op, ast.Add):
        return UNKNOWN
    if isinstance(left, tuple) and isinstance(right, tuple):
        return (left + right)[:_MOST_TEXT]
    if isinstance(left, str) or isinstance(right, str):
        return (_filled(node.left, left) + _filled(node.right, right))[:_MOST_TEXT]
    return UNKNOWN


def _percent(text: str, right: ast.expr, scope: Scope) -> str:
    """Return a text with its ``%`` marks filled in, as far as what fills them is known."""
    if isinstance(right, ast.Dict):
        for key, value in zip(right.keys, right.values, strict=True):
            text = text.replace(f"%({text_of(key, scope)})s", text_of(value, scope))
        return text.replace("%%", "%")
    values = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    for item in values:
        text = text.replace("%s", text_of(item, scope), 1)
    return text.replace("%%", "%")


def _chosen(node: ast.IfExp, scope: Scope, depth: int) -> object:
    return one_of(evaluate(item, scope, depth) for item in (node.body, node.orelse))


def _subscript(node: ast.Subscript, scope: Scope, depth: int) -> object:
    return _item(evaluate(node.value, scope, depth), evaluate(node.slice, scope, depth))


def _item(value: object, key: object) -> object:
    if isinstance(value, dict):
        known = isinstance(key, str | int) and key in value
        return value[key] if known else one_of(value.values())
    if isinstance(value, tuple) and value:
        known = isinstance(key, int) and -len(value) <= key < len(value)
        return value[key] if known else one_of(value)  # type: ignore[call-overload]
    return (
        Thing(f"{value.path}[]", value.call, value.scope) if isinstance(value, Thing) else UNKNOWN
    )


def _call(node: ast.Call, scope: Scope, depth: int) -> object:
    if isinstance(node.func, ast.Attribute):
        value = evaluate(node.func.value, scope, depth)
        if isinstance(value, str):
            return _text_method(node, value, node.func.attr, scope)
        if isinstance(value, dict):
            return _dictionary_method(node, value, node.func.attr, scope)
    function = evaluate(node.func, scope, depth)
    if isinstance(function, Function):
        return _returned(function, node, scope, depth)
    if not isinstance(function, Thing):
        return UNKNOWN
    if function.path in ("alembic.op.f", "textwrap.dedent") and node.args:
        value = evaluate(node.args[0], scope, depth)
        return dedent(value) if isinstance(value, str) else value
    return Thing(f"{function.path}()", function.call or node, function.scope or scope)


def _text_method(node: ast.Call, text: str, name: str, scope: Scope) -> object:
    if name in _TEXT_METHODS and not node.args:
        return _TEXT_METHODS[name](text)
    return _formatted(node, text, scope) if name == "format" else UNKNOWN


def _formatted(node: ast.Call, text: str, scope: Scope) -> object:
    keywords = {item.arg: item.value for item in node.keywords if item.arg}
    found, position = "", 0
    try:
        for plain, field, _, _ in string.Formatter().parse(text):
            found += plain
            if field is None:
                continue
            key = field or str(position)
            position += not field
            value = keywords.get(key)
            if key.isdecimal() and int(key) < len(node.args):
                value = node.args[int(key)]
            found += text_of(value, scope) if value is not None else "{" + key + "}"
    except ValueError:
        return UNKNOWN
    return found[:_MOST_TEXT]


def _dictionary_method(
    node: ast.Call, value: dict[object, object], name: str, scope: Scope
) -> object:
    if name == "get" and node.args:
        return _item(value, evaluate(node.args[0], scope))
    views = {"items": tuple(value.items()), "keys": tuple(value), "values": tuple(value.values())}
    return views.get(name, UNKNOWN)


def _returned(function: Function, node: ast.Call, scope: Scope, depth: int) -> object:
    """Return what a function returns, if its body is nothing but assignments and a return."""
    if depth > _MOST_DEPTH:
        return UNKNOWN
    inner = bound(function, node, [evaluate(item, scope, depth) for item in node.args], scope)
    for statement in function.node.body:
        if isinstance(statement, ast.Return):
            return evaluate(statement.value, inner, depth)
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                bind(target, evaluate(statement.value, inner, depth), inner)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return UNKNOWN
    return None


def bound(function: Function, call: ast.Call, values: list[object], scope: Scope) -> Scope:
    """Return the scope of a call: the function's parameters bound to what is passed."""
    arguments = function.node.args
    parameters = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    inner = function.scope.inner(dict.fromkeys(_all_names(arguments), UNKNOWN))
    defaults = zip(reversed(parameters), reversed(arguments.defaults), strict=False)
    for name, default in (*defaults, *_keyword_defaults(arguments)):
        inner.names[name] = evaluate(default, function.scope)
    if not any(isinstance(item, ast.Starred) for item in call.args):
        inner.names.update(zip(parameters, values, strict=False))
    for keyword in call.keywords:
        if keyword.arg in inner.names:
            inner.names[keyword.arg] = evaluate(keyword.value, scope)
    return inner


def _all_names(arguments: ast.arguments) -> Iterator[str]:
    extra = (arguments.vararg, arguments.kwarg)
    found = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra)
    return (item.arg for item in found if item)


def _keyword_defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield item.arg, default


def literal(node: ast.expr | None, scope: Scope) -> object:
    """Return the one plain value of an expression, else :data:`UNKNOWN`."""
    found = alternatives(evaluate(node, scope))
    return found[0] if len(found) == 1 else UNKNOWN


_HANDLERS: Mapping[type[ast.expr], Callable[..., object]] = {
    ast.Attribute: _attribute,
    ast.BinOp: _operation,
    ast.Call: _call,
    ast.Constant: _constant,
    ast.Dict: _dictionary,
    ast.IfExp: _chosen,
    ast.JoinedStr: _joined,
    ast.List: _sequence,
    ast.Name: _name,
    ast.Set: _sequence,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
}
