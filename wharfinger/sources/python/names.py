# SPDX-License-Identifier: Apache-2.0
"""Resolving dotted names through imports, re-exports, stars, aliases and conditions."""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wharfinger.model import Deprecation, Location, Root
from wharfinger.sources.python.deprecation import moved
from wharfinger.sources.python.finder import ModuleFinder
from wharfinger.sources.python.module import Binding, Module, read_module, top_level
from wharfinger.sources.python.parsing import Source, UnreadableSourceError, parse

_DEPTH_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for.

    ``kind`` is ``module``, ``class``, ``function``, ``value``, ``builtin``, ``missing``
    (it certainly does not exist) or ``unknown``; ``reason`` says why for the last two.
    ``name`` is qualified within ``module``. ``instance`` tells a value that is made by
    calling a class, which then is the symbol, in the module ``made_in``. ``unreadable``
    tells that a file which is there cannot be read. ``deprecation`` is what a renamed or
    moved name says of itself.
    """

    kind: str
    module: str
    name: str = ""
    line: int = 0
    reason: str = ""
    node: ast.expr | None = None
    instance: bool = False
    made_in: str = ""
    unreadable: bool = False
    deprecation: Deprecation | None = None

    @property
    def qualified(self) -> str:
        """``module:name``, or the module alone."""
        return f"{self.module}:{self.name}" if self.name else self.module


class Names:
    """Knows the modules below some roots, and what their names stand for."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self.finder = ModuleFinder(roots)
        self.files: dict[str, bool] = {}
        self._modules: dict[str, Module | Symbol] = {}
        self._resolved: dict[tuple[str, str], Symbol] = {}
        self._depth = 0
        # Trees are a hundred times the size of their source, so only some are kept.
        self.source = lru_cache(maxsize=24)(self._parse)

    def _parse(self, path: str) -> Source:
        return parse(path)

    def module(self, name: str) -> Module | Symbol:
        """Return a module's table of names, or why there is none."""
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def _read(self, name: str) -> Module | Symbol:
        found = self.finder.find(name)
        if found is None:
            return self._absent(name)
        if found.reason:
            return Symbol("unknown", name, reason=f"{found.shown}: {found.reason}", unreadable=True)
        if not found.path:
            return Module(name, "", is_package=True, standard=found.standard)
        self.files.setdefault(found.path, not found.standard)
        try:
            source = self.source(found.path)
        except UnreadableSourceError as error:
            return Symbol("unknown", name, reason=f"{found.shown}: {error}", unreadable=True)
        package = bool(found.folders)
        return read_module(
            source.tree, name, found.shown, is_package=package, standard=found.standard
        )

    def _absent(self, name: str) -> Symbol:
        """Tell a package that is not here at all from a module that its package lacks."""
        parent, _, last = name.rpartition(".")
        if not parent:
            return Symbol("unknown", name, reason=f"package {name} is not here")
        package = self.module(parent)
        if isinstance(package, Symbol):
            return package
        if package.standard:
            return Symbol(
                "unknown", name, reason=f"{name} is not in this Python's standard library"
            )
        if last in package.bindings:
            return Symbol(
                "unknown", name, reason=f"{parent} binds {last} to something else at run time"
            )
        return Symbol("missing", name, reason=f"module {name} does not exist")

    def resolve_target(self, module: str, attr: str) -> Symbol:
        """Return what an entry point's target stands for."""
        table = self.module(module)
        if isinstance(table, Symbol):
            return table
        symbol = Symbol("module", module, line=1)
        for part in attr.split(".") if attr else ():
            symbol = self.attribute(symbol, part)
        return symbol

    def resolve_dotted(self, dotted: str) -> Symbol:
        """Return what ``a.b.C`` or ``a.b:C`` stands for."""
        module, colon, attr = dotted.partition(":")
        if colon:
            return self.resolve_target(module, attr)
        parts = dotted.split(".")
        for count in range(len(parts), 0, -1):
            if self.finder.find(".".join(parts[:count])) is not None:
                return self.resolve_target(".".join(parts[:count]), ".".join(parts[count:]))
        return Symbol("unknown", dotted, reason=f"package {parts[0]} is not here")

    def resolve_expression(self, node: ast.expr, module: Module) -> Symbol:
        """Return what ``Name`` or ``name.attribute`` in a module stands for."""
        parts = dotted_parts(node)
        if not parts:
            line = getattr(node, "lineno", 0)
            return Symbol("unknown", module.name, reason=f"{module.shown}:{line}: not a plain name")
        symbol = self.lookup(module, parts[0])
        if symbol.kind == "missing" and parts[0] in _BUILTINS:
            symbol = Symbol("builtin", "builtins", parts[0])
        for part in parts[1:]:
            symbol = self.attribute(symbol, part)
        return symbol

    def attribute(self, symbol: Symbol, name: str) -> Symbol:
        """Return what an attribute of a symbol stands for."""
        if symbol.kind in ("unknown", "missing"):
            return symbol
        if symbol.kind == "module":
            table = self.module(symbol.module)
            return table if isinstance(table, Symbol) else self.lookup(table, name)
        if symbol.kind == "class":
            return self._class_attribute(symbol, name)
        reason = f"{symbol.qualified} is a {symbol.kind} whose attributes exist at run time only"
        return Symbol("unknown", symbol.module, f"{symbol.name}.{name}", reason=reason)

    def lookup(self, module: Module, name: str) -> Symbol:
        """Return what a name at the top of a module stands for."""
        key = (module.name, name)
        if key in self._resolved:
            return self._resolved[key]
        if self._depth >= _DEPTH_LIMIT:
            reason = f"more than {_DEPTH_LIMIT} re-exports lead to {module.name}.{name}"
            return Symbol("unknown", module.name, name, reason=reason)
        # Whoever asks for the name again before the answer is known goes in a circle.
        reason = f"{module.name}.{name} is imported in a circle and defined nowhere"
        self._resolved[key] = Symbol("missing", module.name, name, reason=reason)
        self._depth += 1
        try:
            self._resolved[key] = symbol = self._lookup(module, name)
        finally:
            self._depth -= 1
        return symbol

    def _lookup(self, module: Module, name: str) -> Symbol:
        fallback: Symbol | None = None
        for binding in module.candidates(name):
            symbol = self._resolve_binding(module, name, binding)
            if symbol.kind == "missing" or (symbol.kind == "value" and binding.conditional):
                fallback = fallback or symbol
                continue
            return symbol
        if fallback and fallback.kind == "value":
            return fallback
        # Importing a submodule binds it in its package, mostly after the package's stars.
        return (
            fallback
            or self._submodule(module, name)
            or self._starred(module, name)
            or self._absent_name(module, name)
        )

    def _resolve_binding(self, module: Module, name: str, binding: Binding) -> Symbol:
        if binding.kind in ("class", "function"):
            return Symbol(binding.kind, module.name, name, binding.line)
        if binding.kind == "module":
            table = self.module(binding.source)
            return table if isinstance(table, Symbol) else Symbol("module", binding.source)
        if binding.kind == "from":
            return self._imported(module, name, binding)
        return self._value(module, name, binding)

    def _imported(self, module: Module, name: str, binding: Binding) -> Symbol:
        table = self.module(binding.source)
        if isinstance(table, Symbol):
            return table
        if table is module and binding.attr == name:
            # ``from . import name`` in a package's own __init__ brings the submodule.
            return self._submodule(module, name) or self._absent_name(module, name)
        return self.lookup(table, binding.attr)

    def _value(self, module: Module, name: str, binding: Binding) -> Symbol:
        node = binding.node
        value = Symbol("value", module.name, name, binding.line, node=node)
        if node is None or isinstance(node, ast.Constant):
            return value
        if isinstance(node, ast.Name | ast.Attribute):
            alias = self.resolve_expression(node, module)
            return value if alias.kind in ("missing", "builtin") else alias
        if isinstance(node, ast.Call):
            return self._called(module, value, node)
        return value

    def _called(self, module: Module, value: Symbol, node: ast.Call) -> Symbol:
        """Understand ``Old = moved_class(New, …)`` and ``thing = Class(…)``."""
        location = Location(module.shown, node.lineno)
        new, deprecation = moved(node, self.absolute_name(node.func, module), location)
        if new is not None:
            symbol = self.resolve_expression(new, module)
            if symbol.kind in ("class", "function"):
                name = symbol.name
                return Symbol(
                    symbol.kind, symbol.module, name, symbol.line, deprecation=deprecation
                )
        if not dotted_parts(node.func):
            return value
        maker = self.resolve_expression(node.func, module)
        if maker.kind == "class" and not maker.instance:
            return replace(maker, node=node, instance=True, made_in=module.name)
        return value

    def _starred(self, module: Module, name: str) -> Symbol | None:
        """Look a name up in what ``from x import *`` brings; the last such import wins."""
        unknown: Symbol | None = None
        for source in reversed(module.stars if not name.startswith("_") else ()):
            table = self.module(source)
            if isinstance(table, Symbol):
                reason = f"{module.shown} may have it from {source}: {table.reason}"
                unknown = unknown or Symbol("unknown", module.name, name, reason=reason)
                continue
            symbol = self.lookup(table, name)
            if symbol.kind != "missing":
                return symbol
        return unknown

    def _submodule(self, module: Module, name: str) -> Symbol | None:
        if not module.is_package or self.finder.find(f"{module.name}.{name}") is None:
            return None
        table = self.module(f"{module.name}.{name}")
        return table if isinstance(table, Symbol) else Symbol("module", table.name, line=1)

    def _absent_name(self, module: Module, name: str) -> Symbol:
        if module.dynamic:
            return Symbol("unknown", module.name, name, reason=f"{module.shown}: {module.dynamic}")
        near = difflib.get_close_matches(name, module.bindings, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        reason = f"module {module.name} has no attribute {name}{hint}"
        return Symbol("missing", module.name, name, reason=reason)

    def _class_attribute(self, symbol: Symbol, name: str) -> Symbol:
        node = self.class_node(symbol)
        qualified = f"{symbol.name}.{name}"
        for child in top_level(node.body) if node else ():
            if isinstance(child, ast.ClassDef) and child.name == name:
                return Symbol("class", symbol.module, qualified, child.lineno)
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name == name:
                return Symbol("function", symbol.module, qualified, child.lineno)
        reason = f"attribute {name} of class {symbol.qualified} is not defined by a statement"
        return Symbol("unknown", symbol.module, qualified, reason=reason)

    def class_node(self, symbol: Symbol) -> ast.ClassDef | None:
        """Return the syntax tree of a class."""
        found = self.finder.find(symbol.module)
        if found is None or not found.path:
            return None
        body: Sequence[ast.stmt] = self.source(found.path).tree.body
        node: ast.ClassDef | None = None
        for part in symbol.name.split("."):
            classes = [n for n in top_level(body) if isinstance(n, ast.ClassDef) and n.name == part]
            exact = [n for n in classes if n.lineno == symbol.line]
            if not classes:
                return None
            node = (exact or classes)[-1]
            body = node.body
        return node

    def function_node(self, symbol: Symbol) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """Return the syntax tree of a function of a module or of a class."""
        found = self.finder.find(symbol.module)
        if found is None or not found.path:
            return None
        owner, _, name = symbol.name.rpartition(".")
        body: Sequence[ast.stmt] = self.source(found.path).tree.body
        if owner:
            node = self.class_node(Symbol("class", symbol.module, owner))
            body = node.body if node else ()
        for child in top_level(body):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if child.name == name and child.lineno == symbol.line:
                return child
        return None

    def absolute_name(self, node: ast.expr, module: Module) -> str:
        """Return a dotted name with its first part replaced by what the import says.

        Reads no other file: ``versionutils.deprecated`` becomes
        ``oslo_log.versionutils.deprecated`` even if oslo.log is not there.
        """
        if isinstance(node, ast.Call):
            node = node.func
        parts = dotted_parts(node)
        if not parts:
            return ""
        for binding in module.candidates(parts[0]):
            if binding.kind == "module":
                return ".".join([binding.source, *parts[1:]])
            if binding.kind == "from":
                return ".".join([binding.source, binding.attr, *parts[1:]])
            if binding.kind in ("class", "function", "value"):
                return ".".join([module.name, *parts])
        return ".".join(parts)


_BUILTINS = frozenset(dir(builtins))


def dotted_parts(node: ast.expr) -> list[str]:
    """Return the parts of ``a.b.c``, or an empty list for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return []
    parts.append(node.id)
    parts.reverse()
    return parts
