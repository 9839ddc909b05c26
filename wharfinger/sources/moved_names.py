# SPDX-License-Identifier: Apache-2.0
"""Other names by which classes can be had: re-exports and aliases."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from wharfinger.model import ClassInfo
from wharfinger.sources.python import Reader
from wharfinger.sources.python.module import Binding, Module
from wharfinger.sources.python.syntax import dotted_parts

# ``V7 = V8`` and ``V8 = V9`` in turn; more steps than that nobody writes.
_STEPS = 5


class MovedNames:
    """Finds such names in the modules of a package that were read already.

    The packages around the classes are read for it, the others are not.
    """

    def __init__(self, reader: Reader, package: str) -> None:
        self._reader = reader
        self._package = package
        self._indexed: set[str] = set()
        self._by_original: dict[str, list[tuple[Module, str]]] = {}

    def of(self, classes: Collection[ClassInfo]) -> dict[str, str]:
        """Return the other names of classes, ``module:Name``, each with the class's own name."""
        own = {item.name for item in classes}
        self._look_around({name.partition(":")[0] for name in own})
        found: dict[str, str] = {}
        called = {name.rpartition(":")[2] for name in own}
        asked: set[str] = set()
        for _ in range(_STEPS):
            new = called - asked
            asked |= new
            for table, name in (pair for word in sorted(new) for pair in self._by(word)):
                symbol = self._reader.names.lookup(table, name)
                other = f"{table.name}:{name}"
                if symbol.qualified in own and not symbol.instance and other not in own:
                    found[other] = symbol.qualified
                    called.add(name)
        return dict(sorted(found.items()))

    def _look_around(self, modules: Iterable[str]) -> None:
        """Read the packages that some modules are in, and index what was read since."""
        for module in sorted(modules):
            parts = module.split(".")
            for count in range(1, len(parts)):
                self._reader.module(".".join(parts[:count]))
        for name, table in sorted(self._reader.names.known.items(), key=lambda item: item[0]):
            if name not in self._indexed and name.partition(".")[0] == self._package:
                self._indexed.add(name)
                if isinstance(table, Module):
                    self._index(table)

    def _by(self, word: str) -> list[tuple[Module, str]]:
        return self._by_original.get(word, [])

    def _index(self, table: Module) -> None:
        for name, bindings in table.bindings.items():
            for binding in bindings:
                for original in _originals(binding):
                    self._by_original.setdefault(original, []).append((table, name))


def _originals(binding: Binding) -> Iterator[str]:
    """Yield the names of what a binding may be another name for."""
    if binding.kind == "from":
        yield binding.attr
    nodes = [binding.node] if binding.node else []
    if isinstance(binding.node, ast.Call):
        # ``Old = moved_class(New, "Old", __name__)``
        nodes = binding.node.args[:1]
    for node in nodes:
        yield from dotted_parts(node)[-1:]
