# SPDX-License-Identifier: Apache-2.0
"""Bounded evaluation: the values of class attributes, as far as literals go.

Understood are literals, members of enumerations, ``|``, ``+``, arithmetic, names of such values,
``super().x + […]``, ``base.extend(**literals)``, the constructors of containers, enumerations
iterated by them, and properties that do nothing but return such an expression. The rest is unknown.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wharfinger.model import ClassInfo, EnumValue, Reference, UnknownValue
from wharfinger.sources.python.classes import Classes
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.names import Names, Symbol
from wharfinger.sources.python.syntax import dotted_parts

_DEPTH_LIMIT = 40
_SIZE_LIMIT = 10_000
# Values that name each other twice double the work with every name.
_STEP_LIMIT = 20_000
_SHIFT_LIMIT = 64
_NUMBER_LIMIT = 2**64
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_CONTAINERS: dict[str, Callable[..., Any]] = {
    "tuple": tuple,
    "list": list,
    "set": set,
    "frozenset": frozenset,
}
_TRANSLATIONS = frozenset({"_", "_LE", "_LI", "_LW", "N_", "gettext", "_translate"})


class _UnknownError(Exception):
    """Evaluation has come to something that it does not do."""


class Values:
    """Evaluates expressions in the modules that :class:`Names` knows."""

    def __init__(self, names: Names, classes: Classes) -> None:
        self._names = names
        self._classes = classes
        self._depth = 0
        self._steps = 0
        self._enums: dict[ClassInfo, dict[str, Any]] = {}

    def attribute(self, info: ClassInfo, name: str) -> object:
        """Return the value of a class's attribute, own or inherited.

        Returns :class:`~wharfinger.model.UnknownValue` where it cannot be told, and None
        as the value ``None``. Raises :class:`AttributeError` if no class has it.
        """
        return self._attribute(info.lineage, name)

    def of(self, node: ast.expr, module: Module) -> object:
        """Return the value of an expression at the top of a module."""
        try:
            return self._evaluate(node, module, None, ())
        except (_UnknownError, RecursionError) as error:
            return UnknownValue(str(error) or "nested too deeply")

    def _attribute(self, lineage: tuple[ClassInfo, ...], name: str) -> object:
        for index, item in enumerate(lineage):
            if item.unresolved:
                return UnknownValue(item.unresolved)
            if item.rewritten:
                return UnknownValue(item.rewritten)
            if item.dynamic and name not in item.own:
                return UnknownValue(item.dynamic)
            member = item.own.get(name)
            if member is None:
                continue
            if member.dynamic:
                return UnknownValue(member.dynamic)
            found = self._classes.body(item)
            expression = found[0].expressions.get(name) if found else None
            if found is None or expression is None:
                return UnknownValue(f"{member.location}: {name} is made at run time")
            try:
                return self._evaluate(expression, found[1], item, lineage[index + 1 :])
            except (_UnknownError, RecursionError) as error:
                return UnknownValue(str(error) or "nested too deeply")
        raise AttributeError(name)

    def _evaluate(
        self,
        node: ast.expr,
        module: Module,
        owner: ClassInfo | None,
        parents: tuple[ClassInfo, ...],
    ) -> Any:
        self._steps = self._steps + 1 if self._depth else 0
        self._depth += 1
        try:
            if self._depth > _DEPTH_LIMIT:
                raise _UnknownError("evaluation goes too deep")
            if self._steps > _STEP_LIMIT:
                raise _UnknownError("evaluation takes too long")
            value = self._expression(node, module, owner, parents)
        finally:
            self._depth -= 1
        if (
            isinstance(value, (str, bytes, tuple, list, set, frozenset, dict))
            and len(value) > _SIZE_LIMIT
        ):
            raise _UnknownError("the value is too large")
        return value

    def _expression(
        self,
        node: ast.expr,
        module: Module,
        owner: ClassInfo | None,
        parents: tuple[ClassInfo, ...],
    ) -> Any:
        def inner(child: ast.expr) -> Any:
            return self._evaluate(child, module, owner, parents)

        try:
            if isinstance(node, ast.Constant):
                return node.value
            if isinstance(node, ast.Tuple | ast.List | ast.Set):
                kinds: dict[type[ast.expr], Callable[..., Any]] = {ast.Tuple: tuple, ast.List: list}
                return kinds.get(type(node), frozenset)(_items(node.elts, inner))
            if isinstance(node, ast.Dict):
                return _mapping(zip(node.keys, node.values, strict=True), inner)
            if isinstance(node, ast.UnaryOp):
                return _unary(node, inner(node.operand))
            if isinstance(node, ast.BinOp):
                return _combine(node, inner(node.left), inner(node.right))
            if isinstance(node, ast.Call):
                return self._call(node, module, inner)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise _UnknownError(f"{module.shown}:{node.lineno}: {error}") from None
        if isinstance(node, ast.Name | ast.Attribute):
            return self._name(node, module, owner, parents)
        raise _UnknownError(f"{module.shown}:{node.lineno}: {type(node).__name__} is not evaluated")

    def _name(
        self,
        node: ast.Name | ast.Attribute,
        module: Module,
        owner: ClassInfo | None,
        parents: tuple[ClassInfo, ...],
    ) -> Any:
        place = f"{module.shown}:{node.lineno}"
        if isinstance(node, ast.Attribute) and owner and _is_super(node.value):
            return self._known(owner, parents, node.attr, place)
        parts = dotted_parts(node)
        if owner is not None and len(parts) == 1 and parts[0] in self._enums.get(owner, ()):
            # A member that is made of others: ``BOTH = READ | WRITE``.
            return self._enums[owner][parts[0]]
        if owner is not None and parts and parts[0] in owner.own:
            found = self._classes.body(owner)
            expression = found[0].expressions.get(parts[0]) if found else None
            if found and expression is not None and expression is not node and len(parts) == 1:
                return self._evaluate(expression, found[1], owner, parents)
        if isinstance(node, ast.Attribute) and parts:
            prefix = self._names.resolve_expression(node.value, module)
            if prefix.kind == "class" and not prefix.instance:
                return self._class_attribute(prefix, node.attr, place)
        return self._symbol(self._names.resolve_expression(node, module), place)

    def _symbol(self, symbol: Symbol, place: str) -> Any:
        if symbol.kind in ("class", "function", "module") and not symbol.instance:
            return Reference(symbol.qualified)
        table = self._names.module(symbol.made_in or symbol.module)
        changed = "" if isinstance(table, Symbol) else table.patched.get(f"{symbol.name}.[]", "")
        if changed:
            raise _UnknownError(f"{symbol.module}: {changed}")
        if symbol.node is not None and not isinstance(table, Symbol):
            return self._evaluate(symbol.node, table, None, ())
        raise _UnknownError(f"{place}: {symbol.reason or 'not a constant'}")

    def _class_attribute(self, symbol: Symbol, name: str, place: str) -> Any:
        info = self._classes.of(symbol)
        if _is_enum(info):
            return self._enum_member(info, name)
        return self._known(info, info.lineage, name, place)

    def _known(self, info: ClassInfo, lineage: tuple[ClassInfo, ...], name: str, place: str) -> Any:
        try:
            value = self._attribute(lineage, name)
        except AttributeError:
            raise _UnknownError(f"{place}: {info.name} has no attribute {name}") from None
        if isinstance(value, UnknownValue):
            raise _UnknownError(value.reason)
        return value

    def _enum_member(self, info: ClassInfo, name: str) -> EnumValue:
        if info not in self._enums:
            self._enum_values(info)
        values = self._enums[info]
        if name not in values:
            raise _UnknownError(f"enumeration {info.name} has no member {name}")
        numbers = tuple((key, value) for key, value in values.items() if isinstance(value, int))
        return EnumValue(info.name, name, values[name], numbers)

    def _enum_values(self, info: ClassInfo) -> None:
        """Find the values of an enumeration's members, None where they are not known."""
        found = self._classes.body(info)
        values = self._enums[info] = {}
        for key, expression in found[0].expressions.items() if found else ():
            try:
                value = self._evaluate(expression, found[1], info, ())  # type: ignore[index]
            except _UnknownError:
                value = _next_bit(values) if _is_flag(info) and _is_auto(expression) else None
            values[key] = value.value if isinstance(value, EnumValue) else value

    def _call(self, node: ast.Call, module: Module, inner: Callable[[ast.expr], Any]) -> Any:
        named = ((ast.Constant(k.arg) if k.arg else None, k.value) for k in node.keywords)
        keywords = _mapping(named, inner)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("extend", "union"):
            base = inner(node.func.value)
            if isinstance(base, dict) and not node.args:
                return {**base, **keywords}
            if isinstance(base, frozenset):
                return base.union(*(inner(argument) for argument in node.args))
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _CONTAINERS:
            members = self._enum_members(node.args, module)
            return _CONTAINERS[name](*([members] if members else _items(node.args, inner)))
        if name in _TRANSLATIONS and len(node.args) == 1:
            return inner(node.args[0])
        if not node.args and self._makes_mapping(node.func, module):
            return keywords
        raise _UnknownError(
            f"{module.shown}:{node.lineno}: {ast.unparse(node.func)}() is not called"
        )

    def _enum_members(self, arguments: list[ast.expr], module: Module) -> list[EnumValue]:
        """Return all members if the one argument is an enumeration: iterating gives those."""
        if len(arguments) != 1 or not isinstance(arguments[0], ast.Name | ast.Attribute):
            return []
        symbol = self._names.resolve_expression(arguments[0], module)
        if symbol.kind != "class" or symbol.instance:
            return []
        info = self._classes.of(symbol)
        if not _is_enum(info) or info.unresolved:
            return []
        self._enum_values(info)
        return [self._enum_member(info, name) for name in self._enums[info]]

    def _makes_mapping(self, function: ast.expr, module: Module) -> bool:
        symbol = self._names.resolve_expression(function, module)
        if symbol.kind == "builtin":
            return symbol.name == "dict"
        if symbol.kind != "class":
            return False
        return any(item.name == "builtins:dict" for item in self._classes.of(symbol).lineage)


def _items(nodes: Iterable[ast.expr], inner: Callable[[ast.expr], Any]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, ast.Starred):
            yield from inner(node.value)
        else:
            yield inner(node)


def _mapping(
    pairs: Iterable[tuple[ast.expr | None, ast.expr]], inner: Callable[[ast.expr], Any]
) -> dict[Any, Any]:
    """Return the mapping of some pairs; one without a key is a mapping to be unpacked."""
    found: dict[Any, Any] = {}
    for key, value in pairs:
        found.update({inner(key): inner(value)} if key is not None else dict(inner(value)))
    return found


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def _unary(node: ast.UnaryOp, value: Any) -> Any:
    if isinstance(node.op, ast.Not):
        return not value
    if isinstance(node.op, ast.USub):
        return -value
    if isinstance(node.op, ast.UAdd):
        return +value
    raise _UnknownError("~ is not evaluated")


def _combine(node: ast.BinOp, left: Any, right: Any) -> Any:
    if isinstance(node.op, ast.Add):
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            return [*left, *right] if isinstance(left, list) else (*left, *right)
        if isinstance(left, (int, float, str)) and isinstance(right, (int, float, str)):
            return left + right  # type: ignore[operator]
    if isinstance(node.op, ast.BitOr):
        if isinstance(left, EnumValue) and isinstance(right, EnumValue):
            return _combine_flags(left, right)
        if isinstance(left, (int, frozenset, dict)):
            return left | right
    if type(node.op) in _ARITHMETIC and _are_numbers(left, right):
        return _ARITHMETIC[type(node.op)](left, right)
    if isinstance(node.op, ast.LShift) and isinstance(left, int) and right in range(_SHIFT_LIMIT):
        # ``1 << 3`` is how the bits of a mask are written.
        return left << right
    raise _UnknownError(f"{type(node.op).__name__} of these values is not evaluated")


def _are_numbers(left: Any, right: Any) -> bool:
    """Tell numbers from what can grow: texts, and integers without a limit."""
    return all(
        isinstance(value, float) or (isinstance(value, int) and abs(value) < _NUMBER_LIMIT)
        for value in (left, right)
    )


def _combine_flags(left: EnumValue, right: EnumValue) -> EnumValue:
    known = isinstance(left.value, int) and isinstance(right.value, int)
    value = left.value | right.value if known else None  # type: ignore[operator]
    return EnumValue(left.enum, f"{left.name}|{right.name}", value, left.members)


def _is_enum(info: ClassInfo) -> bool:
    return any(item.name.startswith("enum:") for item in info.lineage)


def _is_flag(info: ClassInfo) -> bool:
    return any(item.name in ("enum:Flag", "enum:IntFlag") for item in info.lineage)


def _is_auto(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted_parts(node.func)[-1:] == ["auto"]


def _next_bit(values: dict[str, Any]) -> int | None:
    """Return what ``auto()`` gives to the next member, if all before are known."""
    if not all(isinstance(value, int) for value in values.values()):
        return None
    return 1 << int(max(values.values(), default=0)).bit_length()
