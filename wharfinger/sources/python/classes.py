# SPDX-License-Identifier: Apache-2.0
"""Classes with their members and ancestors, across modules and distributions."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wharfinger.model import ClassInfo, Location, Member, MethodKind
from wharfinger.sources.python import deprecation
from wharfinger.sources.python.made_tuples import is_made_tuple, made_tuple
from wharfinger.sources.python.members import BodyReader, ClassBody
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.names import Names, Symbol
from wharfinger.sources.python.suppliers import ANY, Supplier, by_decorator, by_metaclass
from wharfinger.sources.python.syntax import dotted_parts
from wharfinger.sources.python.traits import enforces, is_final, is_protocol, slots, unread

# Reading these large modules would tell nothing about what a driver supports.
_WITHOUT_MEMBERS = ("abc", "typing", "typing_extensions", "enum")
_HARMLESS_METACLASSES = frozenset({"type", "ABCMeta", "EnumMeta", "EnumType", "_ProtocolMeta"})
# Keeps the reader far from the limit of recursion, wherever it is called from.
_BASE_LIMIT = 50


@dataclass(frozen=True, slots=True)
class _Bases:
    classes: tuple[ClassInfo, ...]
    metaclass: ast.expr | None


class Classes:
    """Makes :class:`~wharfinger.model.ClassInfo` of symbols, each class once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._classes: dict[tuple[str, int], ClassInfo] = {}
        self._unresolved: dict[str, ClassInfo] = {}
        self._bodies: dict[ClassInfo, tuple[ClassBody, Module]] = {}
        self._handed_on: dict[ClassInfo, list[Supplier]] = {}
        self._depth = 0

    def of(self, symbol: Symbol) -> ClassInfo:
        """Return the class that a symbol of kind ``class`` or ``builtin`` stands for."""
        name = symbol.qualified
        # A later class of the same name may have an earlier one among its bases.
        key = (name, symbol.line)
        if key not in self._classes:
            if self._depth >= _BASE_LIMIT:
                return ClassInfo(name, unresolved=f"more than {_BASE_LIMIT} bases deep")
            # Whoever asks again before the answer is known has itself among its bases.
            self._classes[key] = ClassInfo(name, unresolved=f"{name} is among its own bases")
            self._depth += 1
            try:
                self._classes[key] = self._read(symbol)
            except RecursionError:
                reason = f"class {name} is nested too deeply to be read"
                self._classes[key] = ClassInfo(name, unresolved=reason)
            finally:
                self._depth -= 1
        return self._classes[key]

    def body(self, info: ClassInfo) -> tuple[ClassBody, Module] | None:
        """Return what was read of a class's body, and the module that it is in."""
        return self._bodies.get(info)

    def _read(self, symbol: Symbol) -> ClassInfo:
        if symbol.kind == "builtin":
            return _builtin(symbol.name)
        if symbol.module in _WITHOUT_MEMBERS:
            return unread(symbol.qualified)
        module = self._names.module(symbol.module)
        if is_made_tuple(symbol) and not isinstance(module, Symbol):
            return made_tuple(symbol, module.shown)
        node = self._names.class_node(symbol)
        found = self._names.finder.find(symbol.module)
        if isinstance(module, Symbol) or node is None or found is None:
            return ClassInfo(symbol.qualified, unresolved=f"class {symbol.qualified} was not found")
        source = self._names.source(found.path)
        body = BodyReader(self._names, module, source, symbol.qualified).read(node)
        info = self._assemble(symbol, node, module, body)
        self._bodies[info] = (body, module)
        return info

    def _assemble(
        self, symbol: Symbol, node: ast.ClassDef, module: Module, body: ClassBody
    ) -> ClassInfo:
        bases = self._bases(node, module)
        location = Location(module.shown, node.lineno)
        doc = ast.get_docstring(node) or ""

        def absolute(item: ast.expr) -> str:
            return self._names.absolute_name(item, module)

        said = deprecation.from_decorators(node.decorator_list, absolute, module.shown)
        ancestors = linearise(bases.classes)
        metaclass = self._metaclass(bases.metaclass, module)
        suppliers = self._suppliers(symbol, node, module, body, bases, metaclass)
        members = _patched(body.members, module, symbol.name, symbol.qualified)
        info = ClassInfo(
            name=symbol.qualified,
            location=None if module.standard else location,
            doc=doc,
            members=_supplied(members, suppliers, location, symbol.qualified),
            ancestors=ancestors or bases.classes,
            unresolved="" if ancestors is not None else _contradiction(symbol, location),
            dynamic=next((s.reason for s in suppliers if ANY in s.names), ""),
            rewritten=module.patched.get(f"{symbol.name}.*", "")
            or next((s.reason for s in suppliers if s.removes), ""),
            standard=module.standard,
            deprecation=said or deprecation.from_docstring(doc, location)[0],
            declared={k: v for k, v in body.declared.items() if k not in members},
            enforces=enforces(
                bases.classes, bases.metaclass, lambda item: self._base(item, module, node.lineno)
            ),
            protocol=is_protocol(node, absolute),
            final=is_final(node, absolute),
            slots=slots(body.expressions.get("__slots__")),
        )
        handed_on = (metaclass, _of(body.dynamic_children))
        self._handed_on[info] = [supplier for supplier in handed_on if supplier]
        return info

    def _bases(self, node: ast.ClassDef, module: Module) -> _Bases:
        metaclass = next((k.value for k in node.keywords if k.arg == "metaclass"), None)
        classes: list[ClassInfo] = []
        for base in node.bases:
            if _last(base) == "with_metaclass" and isinstance(base, ast.Call):
                metaclass = base.args[0] if base.args else None
                classes += [self._base(item, module, node.lineno) for item in base.args[1:]]
            else:
                classes.append(self._base(base, module, node.lineno))
        for decorator in node.decorator_list:
            if _last(decorator) == "add_metaclass" and isinstance(decorator, ast.Call):
                metaclass = decorator.args[0] if decorator.args else None
        plain = tuple(dict.fromkeys(item for item in classes if item.name != "builtins:object"))
        return _Bases(plain, metaclass)

    def _base(self, node: ast.expr, module: Module, line: int) -> ClassInfo:
        while isinstance(node, ast.Subscript):
            node = node.value
        written = ".".join(dotted_parts(node)) or "a computed base"
        if isinstance(node, ast.Call) and _last(node) in ("NamedTuple", "namedtuple"):
            return ClassInfo(f"builtins:tuple ({_last(node)})", standard=True)
        symbol = self._names.resolve_expression(node, module, line)
        if symbol.kind in ("class", "builtin") and not symbol.instance:
            return self.of(symbol)
        if symbol.kind in ("value", "function", "module") and symbol.module in _WITHOUT_MEMBERS:
            return unread(symbol.qualified)
        made = "made by a call at run time" if isinstance(symbol.node, ast.Call) else "not a class"
        reason = symbol.reason or f"it is a {symbol.kind}, {made}"
        # The same base of two classes has to be the same to put their ancestors in order.
        return self._unresolved.setdefault(
            f"{written} in {module.name}: {reason}",
            ClassInfo(written, unresolved=f"base {written}: {reason}"),
        )

    def _suppliers(
        self,
        symbol: Symbol,
        node: ast.ClassDef,
        module: Module,
        body: ClassBody,
        bases: _Bases,
        metaclass: Supplier | None,
    ) -> list[Supplier]:
        """Return what may put members into a class that its source does not show."""
        found = [_of(body.dynamic), _of(module.patched.get(f"{symbol.name}.*", ""))]
        if "__getattribute__" in body.members and not module.standard:
            found.append(_of(f"{symbol.qualified} has a __getattribute__"))
        found.append(metaclass)
        found += [s for b in bases.classes for a in b.lineage for s in self._handed_on.get(a, ())]
        found += [self._decorator(item, module) for item in node.decorator_list]
        return [supplier for supplier in found if supplier]

    def _metaclass(self, node: ast.expr | None, module: Module) -> Supplier | None:
        if node is None or _last(node) in _HARMLESS_METACLASSES:
            return None
        symbol = self._names.resolve_expression(node, module)
        if symbol.kind != "class":
            return _of(f"metaclass {ast.unparse(node)}: {symbol.reason or 'not a class'}")
        for item in self.of(symbol).lineage:
            if item.unresolved:
                return _of(f"metaclass {symbol.qualified}: {item.unresolved}")
            found = None if item.standard else self._node_of(item)
            supplier = by_metaclass(found, f"metaclass {item.name} sets it") if found else None
            if supplier:
                return supplier
        return None

    def _node_of(self, info: ClassInfo) -> ast.ClassDef | None:
        module, _, name = info.name.partition(":")
        line = info.location.line if info.location else 0
        return self._names.class_node(Symbol("class", module, name, line))

    def _decorator(self, node: ast.expr, module: Module) -> Supplier | None:
        function = node.func if isinstance(node, ast.Call) else node
        if not dotted_parts(function):
            return None
        symbol = self._names.resolve_expression(function, module)
        found = self._names.finder.find(symbol.module) if symbol.kind == "function" else None
        body = self._names.function_node(symbol) if found and not found.standard else None
        return by_decorator(body, f"decorator {ast.unparse(function)} sets it") if body else None


def _of(reason: str) -> Supplier | None:
    return Supplier(reason, frozenset({ANY})) if reason else None


def linearise(bases: Sequence[ClassInfo]) -> tuple[ClassInfo, ...] | None:
    """Return the ancestors of a class with these bases in method resolution order (C3).

    A base that could not be resolved comes as early as it may, for it could have any of
    the other ancestors among its own. Returns None for bases that contradict each other,
    which Python refuses.
    """
    sequences = [list(base.lineage) for base in bases] + [list(bases)]
    order: list[ClassInfo] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        tails = {item for sequence in sequences for item in sequence[1:]}
        good = [sequence[0] for sequence in sequences if sequence[0] not in tails]
        if not good:
            return None
        chosen = next((head for head in good if head.unresolved), good[0])
        order.append(chosen)
        sequences = [[item for item in sequence if item is not chosen] for sequence in sequences]
    return tuple(order)


def _contradiction(symbol: Symbol, location: Location) -> str:
    return (
        f"{location}: the bases of class {symbol.qualified} contradict each other, "
        "so that Python refuses it"
    )


def _supplied(
    members: dict[str, Member], suppliers: Sequence[Supplier], location: Location, qualified: str
) -> dict[str, Member]:
    """Add the members that are put into a class by name; its own definitions decide first."""
    for supplier in suppliers:
        for name in sorted(supplier.names - {ANY}):
            new = Member(name, "attribute", MethodKind.DEFAULT, location, qualified)
            members.setdefault(name, replace(new, dynamic=supplier.reason))
    return members


def _patched(
    members: dict[str, Member], module: Module, name: str, qualified: str
) -> dict[str, Member]:
    """Add the members that statements behind the class set on it."""
    for key, reason in module.patched.items():
        owner, _, attr = key.rpartition(".")
        if owner == name and attr != "*":
            location = Location(module.shown, 0)
            new = Member(attr, "attribute", MethodKind.DEFAULT, location, qualified)
            members[attr] = replace(members.get(attr, new), dynamic=f"{module.shown}: {reason}")
    return members


def _builtin(name: str) -> ClassInfo:
    """Describe a class of the running Python itself, which has no source."""
    location = Location("")
    members = {
        attr: Member(attr, "method", MethodKind.DEFAULT, location, f"builtins:{name}")
        for attr in vars(getattr(builtins, name, object))
        if not attr.startswith("__")
    }
    return ClassInfo(f"builtins:{name}", members=members, standard=True)


def _last(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    parts = dotted_parts(function)
    return parts[-1] if parts else ""
