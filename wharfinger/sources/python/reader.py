# SPDX-License-Identifier: Apache-2.0
"""The reader: the one who knows modules, names, classes and values below some roots."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import replace

from wharfinger.contract.identical import Identical
from wharfinger.model import ClassInfo, Deprecation, Location, Member, Root
from wharfinger.sources.kept import Kept
from wharfinger.sources.python import deprecation
from wharfinger.sources.python.classes import Classes
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.names import Names, Symbol
from wharfinger.sources.python.uses import BodyFacts, parse_function, read_facts
from wharfinger.sources.python.values import Values

_Text = tuple[Identical[Module], bytes, Location, bool, frozenset[str]]

_FACTS: Kept[_Text, BodyFacts] = Kept(6000)
"""What bodies do, as far as their own module tells."""


class Reader:
    """Resolves targets below some roots; what it has read once it remembers."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self.names = Names(roots)
        self.classes = Classes(self.names)
        self.values = Values(self.names, self.classes)
        self._facts: dict[tuple[str, int], BodyFacts] = {}

    def resolve(self, module: str, attr: str) -> Symbol:
        """Return what ``module:attr`` stands for; ``attr`` may be inherited by a class."""
        table = self.names.module(module)
        if isinstance(table, Symbol):
            return table
        symbol = Symbol("module", module, line=1)
        for part in attr.split(".") if attr else ():
            parent, symbol = symbol, self.names.attribute(symbol, part)
            if symbol.kind == "unknown" and parent.kind == "class":
                symbol = self._inherited(parent, part)
        if symbol.kind == "missing" and symbol.name:
            symbol = replace(symbol, reason=symbol.reason + self.names.hint(symbol))
        return symbol

    def _inherited(self, parent: Symbol, name: str) -> Symbol:
        for info in self.classes.of(parent).lineage:
            gap = info.unresolved or (name not in info.own and info.dynamic)
            if gap:
                return Symbol("unknown", parent.module, name, reason=gap)
            if member := info.own.get(name):
                return self._member(info, member)
        reason = f"class {parent.qualified} has no attribute {name}"
        return Symbol("missing", parent.module, f"{parent.name}.{name}", reason=reason)

    def _member(self, info: ClassInfo, member: Member) -> Symbol:
        module, _, owner = info.name.partition(":")
        name = f"{owner}.{member.name}"
        if self.names.class_node(Symbol("class", module, name)):
            return Symbol("class", module, name, member.location.line)
        kind = "value" if member.form in ("attribute", "made", "none") else "function"
        return Symbol(kind, module, name, member.location.line)

    def resolve_dotted(self, name: str) -> Symbol:
        """Return what a name in either spelling, ``a.b:C`` or ``a.b.C``, stands for."""
        module, colon, attr = name.partition(":")
        if not colon:
            module, attr = self.names.finder.split(name)
        if not module:
            package = name.partition(".")[0]
            return Symbol("unknown", name, reason=f"package {package} is not here")
        return self.resolve(module, attr)

    def class_of(self, symbol: Symbol) -> ClassInfo:
        """Return the class that a symbol stands for."""
        return self.classes.of(symbol)

    def deprecation_of(self, symbol: Symbol) -> Deprecation | None:
        """Return what a function's decorators and docstring say of its deprecation."""
        node, module = self.names.function_node(symbol), self.module(symbol.module)
        if node is None or module is None:
            return None
        location = Location(module.shown, node.lineno)
        said = deprecation.from_decorators(
            node.decorator_list, lambda item: self.names.absolute_name(item, module), module.shown
        )
        return said or deprecation.from_docstring(ast.get_docstring(node) or "", location)[0]

    def body_facts(self, info: ClassInfo, member: Member) -> BodyFacts:
        """Return what a method's body does with its object, what it raises and returns.

        Nothing for what is no function of the class's own body.
        """
        key = (member.owner, member.location.line)
        if key not in self._facts:
            self._facts[key] = self._read_facts(info, member)
        return self._facts[key]

    def text_of(self, info: ClassInfo, member: Member) -> bytes:
        """Return the lines of a method; nothing for what is no function of the class's body."""
        found = self.classes.body(info)
        return found[0].functions.get(member.location.line, b"") if found else b""

    def _read_facts(self, info: ClassInfo, member: Member) -> BodyFacts:
        found = self.classes.body(info)
        text = self.text_of(info, member)
        if found is None or not text:
            return BodyFacts()
        names = {item.name for item in info.ancestors}
        last = frozenset(name.replace(":", ".").rpartition(".")[2] for name in names)
        static = member.form == "staticmethod"
        # Commits share the tables of files that are the same.
        key = (Identical(found[1]), text, member.location, static, last)
        if (kept := _FACTS.get(key)) is not None:
            return kept
        others: list[ast.expr] = []

        def is_ancestor(item: ast.expr) -> bool:
            # Only what is called like an ancestor is worth reading other modules for.
            called = self.names.absolute_name(item, found[1]).rpartition(".")[2]
            others.extend([item] if called in last else [])
            return called in last and (
                self.names.resolve_expression(item, found[1]).qualified in names
            )

        node = parse_function(text)
        facts = read_facts(node, member.location, is_ancestor, static=static) if node else None
        if facts and not others:
            _FACTS.put(key, facts)
        return facts or BodyFacts()

    def with_uses(self, info: ClassInfo, names: Collection[str] | None = None) -> ClassInfo:
        """Return a class whose own members, or those of these names, know their ``uses``.

        The class itself, not a copy, where none has any.
        """
        changed = {
            name: replace(member, uses=facts.uses)
            for name, member in info.own.items()
            if (names is None or name in names) and (facts := self.body_facts(info, member)).uses
        }
        return replace(info, members={**info.own, **changed}) if changed else info

    def module(self, name: str) -> Module | None:
        """Return a module's table of names, or None if it cannot be read."""
        module = self.names.module(name)
        return None if isinstance(module, Symbol) else module

    def missing_packages(self, module: str) -> tuple[str, ...]:
        """Return the top-level packages that a module imports for sure and that are not here."""
        table = self.module(module)
        wanted = dict.fromkeys(name for name, _ in table.imports) if table else {}
        return tuple(name for name in wanted if not self.names.finder.has_package(name))

    @property
    def files_read(self) -> int:
        """How many source files were read, those of the standard library aside."""
        return sum(self.names.files.values())

    def footprint(self) -> set[str]:
        """Return the files that were read and the folders that were searched."""
        return self.names.finder.searched.union(self.names.files)
