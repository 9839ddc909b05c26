# SPDX-License-Identifier: Apache-2.0
"""The types that an interface shows to drivers and callers, besides its own class."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from wharfinger.contract.interfaces import demands
from wharfinger.model import ClassInfo, Member
from wharfinger.sources.python import Reader
from wharfinger.sources.python.docstrings import mentioned_classes
from wharfinger.sources.python.meaning import class_named, names_in, parse_expression

# What an interface shows, and what that shows in turn; behind it lies the inside of the host.
_DEPTH = 2


class Exposure:
    """Finds exposed types: those of the host, which is one top-level package."""

    def __init__(self, reader: Reader, host: str) -> None:
        self._reader = reader
        self._host = host

    def of(
        self, interfaces: Sequence[ClassInfo], drivers: Iterable[ClassInfo]
    ) -> tuple[ClassInfo, ...]:
        """Return the types that these classes show, with their bases, nearest first.

        They occur in annotations, defaults, values, raises, or as what is returned;
        or drivers return objects of them in the place of what the interface returns, or make
        their own out of them beside the driver.
        """
        known = dict.fromkeys(interfaces)
        found: dict[ClassInfo, None] = {}
        drivers = tuple(drivers)
        shown = [
            *self._shown_by_all(interfaces),
            *self._returned_by(drivers, interfaces),
            *self._extended_by(drivers, interfaces),
        ]
        for _ in range(_DEPTH):
            with_bases = [base for item in shown for base in item.lineage]
            new = [i for i in dict.fromkeys(with_bases) if self._is_of_host(i) and i not in known]
            known.update(dict.fromkeys(new))
            found.update(dict.fromkeys(new))
            shown = self._shown_by_all(new)
        return tuple(found)

    def _shown_by_all(self, classes: Iterable[ClassInfo]) -> list[ClassInfo]:
        return [shown for item in classes for shown in self._shown_by(item)]

    def _shown_by(self, info: ClassInfo) -> Iterator[ClassInfo]:
        module = info.name.partition(":")[0]
        for member in (info.members or {}).values():
            for text in _texts(member):
                yield from self._in_text(text, module)
            facts = self._reader.body_facts(info, member)
            documented = (*member.raises, *mentioned_classes(member.doc))
            for name in (*documented, *facts.raised, *facts.returned):
                yield from self._in_text(name, module)
        for text in info.declared.values():
            yield from self._in_text(text, module)

    def _returned_by(
        self, drivers: Sequence[ClassInfo], interfaces: Sequence[ClassInfo]
    ) -> Iterator[ClassInfo]:
        """Yield what the host declares of the objects that drivers return.

        These are classes beside the interface, and others that demand something of their heirs,
        unless only one driver of several has to do with them: it has them for itself.
        """
        modules = {item.name.partition(":")[0] for item in interfaces}
        several = len(set(drivers)) > 1
        for item, users in self._bases_of_made(drivers, interfaces).items():
            if item.name.partition(":")[0] in modules or len(users) > 1 or not several:
                yield item

    def _bases_of_made(
        self, drivers: Sequence[ClassInfo], interfaces: Sequence[ClassInfo]
    ) -> dict[ClassInfo, set[ClassInfo]]:
        """Return what the objects are that drivers return, each with the drivers that do so."""
        names = {name for item in interfaces for name in item.own}
        modules = {item.name.partition(":")[0] for item in interfaces}
        made_by = {
            item: tuple(self._made_by(item, names))
            for item in dict.fromkeys(item for driver in drivers for item in driver.lineage)
            if not (item.standard or item.unresolved or item in interfaces)
        }
        users: dict[ClassInfo, set[ClassInfo]] = {}
        for driver in drivers:
            for made in (made for item in driver.lineage for made in made_by.get(item, ())):
                for base in made.lineage:
                    beside = base.name.partition(":")[0] in modules
                    if beside or (base is not made and demands(base)):
                        users.setdefault(base, set()).add(driver)
        return users

    def _extended_by(
        self, drivers: Iterable[ClassInfo], interfaces: Sequence[ClassInfo]
    ) -> Iterator[ClassInfo]:
        """Yield what stands beside the interface and is a base of what stands beside a driver."""
        homes = {item.name.partition(":")[0] for item in interfaces}
        modules = dict.fromkeys(item.name.partition(":")[0] for item in drivers)
        for module in (name for name in modules if name not in homes):
            table = self._reader.module(module)
            written = (base for bases in table.bases.values() for base in bases) if table else ()
            for info in (info for base in written for info in self._in_text(base, module)):
                if info.name.partition(":")[0] in homes:
                    yield info

    def _made_by(self, item: ClassInfo, names: set[str]) -> Iterator[ClassInfo]:
        module = item.name.partition(":")[0]
        for name in sorted(names.intersection(item.own)):
            for returned in self._reader.body_facts(item, item.own[name]).returned:
                yield from self._in_text(returned, module)

    def _in_text(self, text: str, module: str) -> Iterator[ClassInfo]:
        for name in _names(text) if text else ():
            symbol = class_named(self._reader, name, module, self._host)
            if symbol is not None:
                yield self._reader.class_of(symbol)

    def _is_of_host(self, info: ClassInfo) -> bool:
        package = info.name.partition(":")[0].partition(".")[0]
        return package == self._host and not info.standard and not info.unresolved


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[ast.expr, ...]:
    """Return the dotted names in the text of an expression, which often is the same."""
    node = parse_expression(text)
    return tuple(names_in(node)) if node else ()


def _texts(member: Member) -> Iterator[str]:
    for parameter in member.parameters:
        yield parameter.annotation
        yield parameter.default
    yield member.returns
    yield member.annotation
    yield member.value
