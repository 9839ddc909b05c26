# SPDX-License-Identifier: Apache-2.0
"""Resolving dotted names through imports, re-exports, stars, aliases and conditions."""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wharfinger.model import Deprecation, Location, Root
from wharfinger.sources.kept import Kept
from wharfinger.sources.python.deprecation import moved
from wharfinger.sources.python.finder import PARTS_LIMIT, Found, ModuleFinder
from wharfinger.sources.python.module import Binding, Module, global_names, read_module
from wharfinger.sources.python.parsing import Source, UnreadableSourceError
from wharfinger.sources.python.shared import Sources
from wharfinger.sources.python.syntax import DefinitionNode, dotted_parts, top_level

# Keeps the reader far from the limit of recursion, wherever it is called from.
_DEPTH_LIMIT = 50
# Suggesting a name in the place of a wrong one costs time with every name that there is.
_HINT_LIMIT = 300


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
        self._resolved: dict[_Key, Symbol] = {}
        self._waiting: dict[_Key, Symbol] = {}
        self._in_circle = False
        self._depth = 0
        self._sources = Sources()

    @property
    def known(self) -> Mapping[str, Module | Symbol]:
        """The modules that were asked for so far, and why there is none for some."""
        return self._modules

    def source(self, path: str) -> Source:
        """Return a file's syntax tree.

        Raises :class:`~wharfinger.sources.python.parsing.UnreadableSourceError`.
        """
        return self._sources.source(path)

    def module(self, name: str) -> Module | Symbol:
        """Return a module's table of names, or why there is none."""
        if name.startswith("."):
            return Symbol("unknown", name, reason=f"{name} is above the top-level package")
        if name.count(".") >= PARTS_LIMIT:
            return Symbol("unknown", name, reason=f"more than {PARTS_LIMIT} packages deep")
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
            key = (self._sources.identity(found.path), found.name, found.shown, found.standard)
            return _TABLES.made(key, lambda: _table(self.source(found.path), found))
        except UnreadableSourceError as error:
            return Symbol("unknown", name, reason=f"{found.shown}: {error}", unreadable=True)
        except RecursionError:
            reason = f"{found.shown}: nested too deeply to be read"
            return Symbol("unknown", name, reason=reason, unreadable=True)

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
        if last in package.bindings or package.dynamic:
            return Symbol("unknown", name, reason=f"{parent} may have {last} at run time")
        return Symbol("missing", name, reason=f"module {name} does not exist")

    def resolve_expression(self, node: ast.expr, module: Module, before: int = 0) -> Symbol:
        """Return what ``Name`` or ``name.attribute`` in a module stands for.

        With ``before``, what it stands for when that line is run.
        """
        parts = dotted_parts(node)
        if not parts:
            line = getattr(node, "lineno", 0)
            return Symbol("unknown", module.name, reason=f"{module.shown}:{line}: not a plain name")
        symbol = self.lookup(module, parts[0], before)
        builtin = parts[0] in _BUILTINS and parts[0] not in module.bindings
        if builtin and symbol.kind in ("missing", "unknown"):
            # Neither a module's __getattr__ nor a star import takes the place of these.
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

    def lookup(self, module: Module, name: str, before: int = 0) -> Symbol:
        """Return what a name at the top of a module stands for, or did before a line."""
        if all(binding.line < before for binding in module.bindings.get(name, ())):
            before = 0
        key = (module.name, name, before)
        if key in self._resolved:
            return self._resolved[key]
        if key in self._waiting:
            self._in_circle = True
            return self._waiting[key]
        if self._depth >= _DEPTH_LIMIT:
            self._in_circle = True
            reason = f"more than {_DEPTH_LIMIT} re-exports lead to {module.name}.{name}"
            return Symbol("unknown", module.name, name, reason=reason)
        # Whoever asks for the name again before the answer is known goes in a circle.
        reason = f"{module.name}.{name} is imported in a circle and defined nowhere"
        self._waiting[key] = Symbol("missing", module.name, name, reason=reason)
        self._depth += 1
        try:
            self._waiting[key] = symbol = self._lookup(module, name, before)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._remember(key)
        return symbol

    def _remember(self, key: _Key) -> None:
        """Keep what was found on the way, unless it holds from where the question began only."""
        found = {key: self._waiting[key]} if self._in_circle else self._waiting
        self._resolved.update(found)
        self._waiting = {}
        self._in_circle = False

    def _lookup(self, module: Module, name: str, before: int) -> Symbol:
        values: list[Symbol] = []
        absent: list[Symbol] = []
        for binding in module.candidates(name, before):
            symbol = self._resolve_binding(module, name, binding)
            if symbol is None:
                continue
            # The standard library prefers its compiled modules, with the same in Python.
            optional = binding.kind == "star" or (binding.conditional and module.standard)
            if symbol.kind == "missing" or (symbol.kind == "unknown" and optional):
                absent.append(symbol)
            elif symbol.kind == "value" and (binding.conditional or values):
                values.append(symbol)
            else:
                return symbol
        if values:
            # Which of several holds, only running the module tells.
            return values[0] if len(values) == 1 else replace(values[0], node=None)
        return (
            self._submodule(module, name)
            or next((symbol for symbol in absent if symbol.kind == "unknown"), None)
            or (absent[0] if absent else self._absent_name(module, name))
        )

    def _resolve_binding(self, module: Module, name: str, binding: Binding) -> Symbol | None:
        """Return what a binding brings; None for a star import that does not bring the name."""
        if binding.kind in ("class", "function"):
            return Symbol(binding.kind, module.name, name, binding.line)
        if binding.kind == "module":
            table = self.module(binding.source)
            return table if isinstance(table, Symbol) else Symbol("module", binding.source)
        if binding.kind == "from":
            return self._imported(module, name, binding)
        if binding.kind == "star":
            return self._starred(module, name, binding)
        if binding.kind == "deleted":
            reason = f"{module.shown}:{binding.line} deletes {name}"
            return Symbol("missing", module.name, name, reason=reason)
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
            alias = self.resolve_expression(node, module, binding.line)
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
        if maker.kind == "class" and not maker.instance and not self._is_standard(maker):
            return replace(maker, node=node, instance=True, made_in=module.name)
        return value

    def _is_standard(self, symbol: Symbol) -> bool:
        """Tell what the standard library defines: its makers, as partial, hide what is made."""
        found = self.finder.find(symbol.module)
        return found is not None and found.standard

    def _starred(self, module: Module, name: str, binding: Binding) -> Symbol | None:
        """Look a name up in what ``from x import *`` brings."""
        table = self.module(binding.source)
        if isinstance(table, Symbol):
            if name.startswith("_"):
                return None
            reason = f"{module.shown} may have it from {binding.source}: {table.reason}"
            return Symbol("unknown", module.name, name, reason=reason)
        if table is module or not table.gives(name):
            return None
        own = f"{module.name}.{name}"
        if binding.source != own and module.is_package and self.finder.find(own):
            # Importing a submodule binds it in its package, mostly after the package's stars.
            return None
        symbol = self.lookup(table, name)
        return None if symbol.kind == "missing" else symbol

    def _submodule(self, module: Module, name: str) -> Symbol | None:
        if not module.is_package or self.finder.find(f"{module.name}.{name}") is None:
            return None
        table = self.module(f"{module.name}.{name}")
        return table if isinstance(table, Symbol) else Symbol("module", table.name, line=1)

    def _absent_name(self, module: Module, name: str) -> Symbol:
        if module.dynamic:
            return Symbol("unknown", module.name, name, reason=f"{module.shown}: {module.dynamic}")
        reason = f"module {module.name} has no attribute {name}"
        return Symbol("missing", module.name, name, reason=reason)

    def hint(self, symbol: Symbol) -> str:
        """Return what may have been meant by a name that its module does not have."""
        table = self.module(symbol.module)
        known = [] if isinstance(table, Symbol) else list(table.bindings)
        if len(known) > _HINT_LIMIT or len(symbol.name) > _HINT_LIMIT:
            return ""
        near = difflib.get_close_matches(symbol.name, known, 1)
        return f"; did you mean {near[0]}?" if near else ""

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
        node = self._definition(symbol)
        return node if isinstance(node, ast.ClassDef) else None

    def function_node(self, symbol: Symbol) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """Return the syntax tree of a function of a module or of a class."""
        node = self._definition(symbol)
        return node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None

    def _definition(self, symbol: Symbol) -> DefinitionNode | None:
        """Return the statement that defines a symbol; the last one if its line is not known."""
        found = self.finder.find(symbol.module)
        if found is None or not found.path:
            return None
        name, *inner = symbol.name.split(".")
        nodes = self.source(found.path).definitions.get(name, [])
        for name in inner:
            body = nodes[-1].body if nodes else []
            nodes = [n for n in top_level(body) if isinstance(n, DefinitionNode) and n.name == name]
        exact = [node for node in nodes if node.lineno == symbol.line]
        return (exact or nodes)[-1] if nodes else None

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
_Key = tuple[str, str, int]

# A table keeps the expressions of its module's values, a small part of its tree.
_TABLES: Kept[tuple[str, str, str, bool], Module] = Kept(1500)


def _table(source: Source, found: Found) -> Module:
    package = bool(found.folders)
    table = read_module(
        source.tree, found.name, found.shown, is_package=package, standard=found.standard
    )
    if any(b"global " in line for line in source.lines):
        for name, line in global_names(source.tree).items():
            binding = Binding("value", line, conditional=True)
            table.bindings.setdefault(name, []).append(binding)
    return table
