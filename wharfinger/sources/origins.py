# SPDX-License-Identifier: Apache-2.0
"""Origins of drivers other than entry points, read from source.

A mapping literal of dotted names, classes that carry a decorator, subclasses of a class,
and calls of a register function with literal arguments.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wharfinger.model import Distribution, Location, Origin
from wharfinger.sources.python import Reader, Symbol
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.parsing import UnreadableSourceError, read_bytes
from wharfinger.sources.python.syntax import top_level
from wharfinger.sources.registrations import Registration, owner


@dataclass(frozen=True, slots=True)
class Registered:
    """What an origin yields, and why it yields nothing."""

    registrations: tuple[Registration, ...]
    reason: str = ""


class OriginReader:
    """Finds the drivers of an origin."""

    def __init__(self, reader: Reader, distributions: Mapping[str, Distribution]) -> None:
        self._reader = reader
        self._distributions = distributions

    def read(self, origin: Origin) -> Registered:
        """Return the registrations of an origin."""
        kinds: dict[str, Callable[[Origin], Registered]] = {
            "mapping": self._mapping,
            "decorated": self._decorated,
            "subclasses": self._subclasses,
            "calls": self._calls,
        }
        return kinds[origin.kind](origin)

    def _mapping(self, origin: Origin) -> Registered:
        symbol = self._reader.resolve_dotted(origin.subject)
        module = self._reader.module(symbol.module)
        node = symbol.node
        if symbol.kind != "value" or module is None or not isinstance(node, ast.Dict | ast.Call):
            reason = symbol.reason or f"{symbol.qualified} is not a mapping literal"
            return Registered((), f"mapping {origin.subject}: {reason}")
        found = [
            self._registration(name, *self._target(value, origin.key, module), module, line)
            for name, line, value in mapping_items(node)
        ]
        return Registered(tuple(item for item in found if item.module))

    def _target(self, node: ast.expr, key: str, module: Module) -> tuple[str, str]:
        """Return module and attribute that a value of a mapping names."""
        if key and isinstance(node, ast.Dict | ast.Call):
            node = next((value for name, _, value in mapping_items(node) if name == key), node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.split(node.value)
        symbol = self._reader.names.resolve_expression(node, module)
        return (
            (symbol.module, symbol.name)
            if symbol.kind in ("class", "function", "module")
            else ("", "")
        )

    def split(self, dotted: str) -> tuple[str, str]:
        """Split ``a.b:C`` or ``a.b.C`` into module and attribute."""
        module, colon, attr = dotted.strip().partition(":")
        if colon:
            return module, attr
        found, attr = self._reader.names.finder.split(module)
        if found and ("." in found or not attr):
            return found, attr
        # What is not here is split by custom: classes begin with a capital letter.
        head, _, last = module.rpartition(".")
        return (head, last) if head and last[:1].isupper() else (module, "")

    def _registration(
        self, name: str, module: str, attr: str, at: Module, line: int
    ) -> Registration:
        distribution, version = owner(self._distributions, at.name)
        location = Location(at.shown, line)
        return Registration(name, module, attr, distribution, version, location, announced=False)

    def _decorated(self, origin: Origin) -> Registered:
        wanted = self._reader.resolve_dotted(origin.subject)
        dotted = origin.subject.replace(":", ".")
        found: list[Registration] = []
        for module, node in self.classes(origin.below or self._package(dotted), dotted):
            if any(self._is(item, module, wanted, dotted) for item in node.decorator_list):
                found.append(
                    self._registration(node.name, module.name, node.name, module, node.lineno)
                )
        return self._found(origin, found, wanted)

    def _subclasses(self, origin: Origin) -> Registered:
        wanted = self._reader.resolve_dotted(origin.subject)
        if wanted.kind != "class":
            return Registered((), f"class {origin.subject}: {wanted.reason or 'it is no class'}")
        base = self._reader.class_of(wanted)
        found: list[Registration] = []
        for module, node in self.classes(origin.below or self._package(wanted.module), "class"):
            if node.name.startswith("_"):
                continue
            info = self._reader.class_of(Symbol("class", module.name, node.name, node.lineno))
            if base in info.ancestors:
                found.append(
                    self._registration(node.name, module.name, node.name, module, node.lineno)
                )
        return self._found(origin, found, wanted)

    def _calls(self, origin: Origin) -> Registered:
        wanted = self._reader.resolve_dotted(origin.subject)
        dotted = origin.subject.replace(":", ".")
        found: list[Registration] = []
        for module, tree in self.modules(origin.below or self._package(dotted), dotted):
            for node in top_level(tree.body):
                call = node.value if isinstance(node, ast.Expr) else None
                if isinstance(call, ast.Call) and self._is(call.func, module, wanted, dotted):
                    name, target_module, attr = self._arguments(call, origin)
                    if name and target_module:
                        found.append(
                            self._registration(name, target_module, attr, module, call.lineno)
                        )
        return self._found(origin, found, wanted)

    def _arguments(self, call: ast.Call, origin: Origin) -> tuple[str, str, str]:
        positions = origin.arguments or default_arguments(call)
        values = {key: _literal(call, place) for key, place in positions.items()}
        if "target" in values:
            return values.get("name", ""), *self.split(values["target"])
        return values.get("name", ""), values.get("module", ""), values.get("attribute", "")

    def _found(self, origin: Origin, found: list[Registration], wanted: Symbol) -> Registered:
        if found:
            return Registered(tuple(_distinct(found)))
        where = f" below {origin.below}" if origin.below else ""
        why = f": {wanted.reason}" if wanted.reason else ""
        return Registered(
            (), f"no driver is registered by {origin.kind} {origin.subject}{where}{why}"
        )

    def _is(self, node: ast.expr, module: Module, wanted: Symbol, dotted: str) -> bool:
        """Tell whether an expression names the wanted thing, by text or by resolution."""
        function = node.func if isinstance(node, ast.Call) else node
        names = self._reader.names
        if names.absolute_name(function, module) == dotted:
            return True
        if wanted.kind in ("unknown", "missing"):
            return False
        symbol = names.resolve_expression(function, module)
        return symbol.kind == wanted.kind and symbol.qualified == wanted.qualified

    def _package(self, dotted: str) -> str:
        """Return the folder of the top-level package in which an origin is looked for."""
        return dotted.partition(".")[0].partition(":")[0]

    def modules(self, folder: str, mention: str) -> Iterator[tuple[Module, ast.Module]]:
        """Yield the modules below a folder whose text has the last part of a name."""
        names = self._reader.names
        word = mention.rpartition(".")[2].encode()
        for name, path in names.finder.modules_below(folder):
            found = names.finder.find(name)
            if found is None or found.path != path or found.reason:
                continue
            names.files.setdefault(path, False)
            if not _mentions(path, word):
                continue
            module = names.module(name)
            if not isinstance(module, Symbol):
                yield module, names.source(path).tree

    def classes(self, folder: str, mention: str) -> Iterator[tuple[Module, ast.ClassDef]]:
        """Yield the classes at the top of the modules below a folder."""
        for module, tree in self.modules(folder, mention):
            for node in top_level(tree.body):
                if isinstance(node, ast.ClassDef):
                    yield module, node


def mapping_items(node: ast.Dict | ast.Call) -> Iterator[tuple[str, int, ast.expr]]:
    """Yield name, line and value of the items of a mapping literal or ``dict(a=…)``."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, key.lineno, value
    elif isinstance(node.func, ast.Name) and node.func.id == "dict":
        for keyword in node.keywords:
            if keyword.arg:
                yield keyword.arg, keyword.value.lineno, keyword.value


def default_arguments(call: ast.Call) -> dict[str, int | str]:
    """Return which argument means what where the policy does not say it."""
    if len(call.args) >= 3 and _literal(call, 2):
        return {"name": 0, "module": 1, "attribute": 2}
    return {"name": 0, "target": 1}


def _literal(call: ast.Call, place: int | str) -> str:
    node: ast.expr | None = None
    if isinstance(place, int):
        node = call.args[place] if place < len(call.args) else None
    else:
        node = next((item.value for item in call.keywords if item.arg == place), None)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _mentions(path: str, word: bytes) -> bool:
    try:
        return word in read_bytes(path)
    except UnreadableSourceError:
        return False


def _distinct(found: list[Registration]) -> Iterator[Registration]:
    """Name classes of one name by their dotted path, for there is no better name."""
    counts: dict[str, int] = {}
    for item in found:
        counts[item.name] = counts.get(item.name, 0) + 1
    for item in found:
        if counts[item.name] > 1 and item.name == item.attr:
            yield Registration(
                f"{item.module}.{item.attr}",
                item.module,
                item.attr,
                item.distribution,
                item.version,
                item.location,
            )
        else:
            yield item
