# SPDX-License-Identifier: Apache-2.0
"""Searching the source for registries of drivers: mappings, register calls, decorators."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wharfinger.model import Registry
from wharfinger.sources.origins import OriginReader, default_arguments, mapping_items
from wharfinger.sources.python import Reader, Symbol
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.syntax import top_level

_LEAST = 3
_MOST_OFFERED = 6
_MOST_FILES = 6000
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\.[A-Za-z_]\w*|:[A-Za-z_]\w*)")
_SAYS_NOTHING = frozenset({"registry", "registries", "drivers", "backends", "plugins", "base"})
_NO_PROJECT = frozenset({"tests", "test", "testing", "examples", "docs", "benchmarks"})


@dataclass(frozen=True, slots=True)
class _Offer:
    """A registry before its group has a name."""

    package: str
    name: str
    what: str
    count: int
    origin: str


class RegistrySearch:
    """Looks through every module below the roots of a reader."""

    def __init__(self, reader: Reader, origins: OriginReader) -> None:
        self._reader = reader
        self._origins = origins
        self._mappings: list[_Offer] = []
        self._calls: dict[str, list[str]] = defaultdict(list)
        self._arguments: dict[str, dict[str, int | str]] = {}
        self._decorated: dict[str, list[str]] = defaultdict(list)

    def registries(self) -> tuple[Registry, ...]:
        """Return the registries found, the largest first."""
        for module, tree in self._modules():
            for node in top_level(tree.body):
                self._notice(module, node)
        found = [*self._mappings, *self._call_registries(), *self._decorator_registries()]
        found.sort(key=lambda item: (-item.count, item.name))
        return tuple(_registries(found[:_MOST_OFFERED]))

    def _modules(self) -> Iterator[tuple[Module, ast.Module]]:
        names = self._reader.names
        seen = 0
        for name, path in names.finder.modules_below(""):
            if seen >= _MOST_FILES or _NO_PROJECT.intersection(name.split(".")):
                continue
            found = names.finder.find(name)
            if found is None or found.path != path or found.reason or found.standard:
                continue
            seen += 1
            module = names.module(name)
            if not isinstance(module, Symbol):
                yield module, names.source(path).tree

    def _notice(self, module: Module, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            self._notice_mapping(module, node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._notice_call(module, node.value)
        elif isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                name = self._reader.names.absolute_name(decorator, module)
                if name.partition(".")[0] == module.name.partition(".")[0]:
                    self._decorated[name].append(f"{module.name}.{node.name}")

    def _notice_mapping(self, module: Module, node: ast.Assign | ast.AnnAssign) -> None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Dict | ast.Call):
            return
        items = [(name, item) for name, _, item in mapping_items(value)]
        if sum("." in name for name, _ in items) * 2 > len(items):
            # Old dotted names and the new ones: a table of renamings.
            return
        for key in ("", *_inner_keys(item for _, item in items)):
            targets = [_text(item, key) for _, item in items]
            drivers = [text for text in targets if self._is_driver(text)]
            if len(drivers) >= _LEAST and len(drivers) * 2 > len(targets):
                name = f"{module.name}:{target.id}"
                inner = f", key: {key}" if key else ""
                origin = f'{{mapping: "{name}"{inner}}}'
                what = "a mapping of dotted names"
                self._mappings.append(_Offer(module.name, name, what, len(drivers), origin))
                return

    def _is_driver(self, text: str) -> bool:
        """Tell whether a dotted name is one of a class or module of a package that is here.

        Names in packages that are not here count if they look like one of a class.
        """
        if not _DOTTED.fullmatch(text):
            return False
        module, attr = self._origins.split(text)
        if self._reader.names.finder.find(module) is None:
            return attr[:1].isupper() and not self._reader.names.finder.has_package(module)
        symbol = self._reader.resolve(module, attr)
        return symbol.kind == "class" or (symbol.kind == "unknown" and attr[:1].isupper())

    def _notice_call(self, module: Module, call: ast.Call) -> None:
        positions = default_arguments(call)
        wanted = len(positions)
        values = [_text(item, "") for item in call.args[:wanted]]
        if len(values) < wanted or not all(values):
            return
        name = self._reader.names.absolute_name(call.func, module)
        if name and self._is_driver(":".join(values[1:])):
            self._calls[name].append(values[0])
            self._arguments[name] = positions

    def _call_registries(self) -> Iterator[_Offer]:
        for name, drivers in self._calls.items():
            if len(drivers) >= _LEAST:
                function = ":".join(name.rsplit(".", 1))
                places = ", ".join(f"{key}: {at}" for key, at in self._arguments[name].items())
                origin = f'{{calls: "{function}", arguments: {{{places}}}}}'
                what = "calls of a register function"
                group = name.rpartition(".")[0]
                yield _Offer(group, name, what, len(drivers), origin)

    def _decorator_registries(self) -> Iterator[_Offer]:
        for name, classes in self._decorated.items():
            modules = {item.rpartition(".")[0] for item in classes}
            if len(modules) >= _LEAST and self._registers(name):
                below = os.path.commonpath([module.replace(".", "/") for module in modules])
                origin = f"{{decorated: {name}, below: {below}}}"
                what = "classes that carry a decorator"
                yield _Offer(below.replace("/", "."), name, what, len(classes), origin)

    def _registers(self, name: str) -> bool:
        """Tell whether a decorator keeps the class in a container and returns it as it is."""
        symbol = self._reader.resolve_dotted(name)
        node = self._reader.names.function_node(symbol) if symbol.kind == "function" else None
        if node is None or len(node.args.args) != 1:
            return False
        argument = node.args.args[0].arg
        returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
        returned = bool(returns) and all(getattr(n, "id", "") == argument for n in returns)
        return returned and any(_keeps(child, argument) for child in ast.walk(node))


def _keeps(node: ast.AST, argument: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        passed = any(getattr(item, "id", "") == argument for item in node.args)
        return passed and node.func.attr in ("append", "add", "setdefault", "register")
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        return getattr(node.value, "id", "") == argument
    return False


def _inner_keys(items: Iterable[ast.expr]) -> Sequence[str]:
    """Return the keys of inner mappings, the most frequent first."""
    counts = Counter(
        name for item in items if isinstance(item, ast.Dict) for name, _, _ in mapping_items(item)
    )
    return [name for name, _ in counts.most_common(4)]


def _text(node: ast.expr, key: str) -> str:
    if key and isinstance(node, ast.Dict):
        node = next((value for name, _, value in mapping_items(node) if name == key), node)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _registries(offers: Iterable[_Offer]) -> Iterator[Registry]:
    """Turn offers into registries whose groups have names of their own."""
    taken: set[str] = set()
    for offer in offers:
        group = _group_name(offer.package)
        if group in taken:
            group = f"{group}.{re.split('[.:]', offer.name)[-1].lower()}"
        taken.add(group)
        policy = f"groups:\n  {group}:\n    origin: {offer.origin}\n"
        yield Registry(offer.name, f"{offer.what}, {offer.count} drivers", offer.count, policy)


def _group_name(dotted: str) -> str:
    """Offer a name for a group: the package, without what only says that it has drivers."""
    parts = dotted.split(".")
    while len(parts) > 1 and parts[-1] in _SAYS_NOTHING:
        parts.pop()
    return ".".join(parts[:3])
