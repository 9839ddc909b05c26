# SPDX-License-Identifier: Apache-2.0
"""Building a contract from the classes that the builder of groups has read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from wharfinger.model import ClassInfo, Contract, InterfaceVersion, Location
from wharfinger.sources.exposure import Exposure
from wharfinger.sources.group_building import GroupBuilder, GroupClasses
from wharfinger.sources.moved_names import MovedNames
from wharfinger.sources.python import Reader, Symbol
from wharfinger.sources.python.meaning import ReaderMeaning


class ContractBuilder:
    """Builds contracts, all with the reader that built the groups."""

    def __init__(self, groups: GroupBuilder) -> None:
        self._groups = groups
        self._reader = groups.reader
        self._meaning = ReaderMeaning(self._reader)
        self._moved: dict[str, MovedNames] = {}

    def contract(self, name: str, wanted: str = "") -> Contract:
        """Return the contract of a group; its classes know what their methods use.

        ``wanted`` names the interface, if that is not to be the group's own. Where there is no
        such class, the group's own takes its place.
        """
        read = self._groups.classes(name)
        if wanted:
            interface = self._class(wanted) or read.interface
            read = replace(read, interface=interface, name=wanted)
        versions = read.policy.versions if read.policy else ()
        by_version = self._classes_of(versions, lambda item: item.class_name)
        adapters = self._classes_of(versions, lambda item: item.adapter)
        starts = [item for item in (read.interface, *by_version.values()) if item]
        lineage = _known(starts)
        host = _package(wanted or (starts[0].name if starts else read.name))
        exposed = Exposure(self._reader, host).of(lineage, read.drivers.values())
        full = {*lineage, *exposed, *_known(adapters.values())}
        rich = WithUses(self._reader, full, {name for item in lineage for name in item.own})
        moved = self._moved.setdefault(host, MovedNames(self._reader, host)).of(full)
        return Contract(
            group=name,
            interface=rich.of(read.interface) if read.interface else None,
            versions=rich.of_all(by_version),
            exposed=tuple(rich.of(item) for item in exposed),
            drivers=rich.of_all(read.drivers),
            meaning=self._meaning,
            moved=moved,
            unreadable=_unreadable(self._reader, host),
            adapters=rich.of_all(adapters),
            published=self._published(read, starts, moved),
        )

    def _published(
        self, read: GroupClasses, starts: Sequence[ClassInfo], moved: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the names besides its own by which a class of the interface is offered.

        Those that the policy has, and those of the packages that the class is in.
        """
        policy = read.policy
        written = [policy.interface, *(v.class_name for v in policy.versions)] if policy else []
        found = {name: info.name for name in written if name and (info := self._class(name))}
        own = {info.name for info in starts}
        facades = {n: o for n, o in moved.items() if o in own and _is_facade(n, o)}
        every = {**facades, **found}
        return {n: o for n, o in every.items() if n.replace(":", ".") != o.replace(":", ".")}

    def _class(self, name: str) -> ClassInfo | None:
        """Return the class of a name, None where there is none that can be read."""
        symbol = self._reader.resolve_dotted(name)
        if symbol.kind != "class" or symbol.instance:
            return None
        found = self._reader.class_of(symbol)
        return None if found.unresolved else found

    def _classes_of(
        self, versions: Iterable[InterfaceVersion], named: Callable[[InterfaceVersion], str]
    ) -> dict[str, ClassInfo]:
        """Return the classes that the policy names, by version, as far as they are there."""
        found: dict[str, ClassInfo] = {}
        for version in versions:
            symbol = self._reader.resolve_dotted(named(version)) if named(version) else None
            if symbol and symbol.kind == "class" and not symbol.instance:
                found[version.version] = self._reader.class_of(symbol)
        return found


class WithUses:
    """Lets classes know what their methods use, each class once.

    All methods of the classes in ``full``; of others, which are drivers', those of ``names`` and
    whatever else mentions one of these.
    """

    def __init__(self, reader: Reader, full: Collection[ClassInfo], names: set[str]) -> None:
        self._reader = reader
        self._full = full
        self._names = names
        words = "|".join(sorted(map(re.escape, names))) or r"\b\B"
        self._mention = re.compile(rf"\.(?:{words})\b".encode())
        self._made: dict[ClassInfo, ClassInfo] = {}

    def of(self, info: ClassInfo) -> ClassInfo:
        """Return a class and its ancestors with what they use."""
        if info not in self._made:
            names = None if info in self._full else self._concerned(info)
            made = info if info.standard else self._reader.with_uses(info, names)
            ancestors = tuple(self.of(item) for item in info.ancestors)
            if any(new is not old for new, old in zip(ancestors, info.ancestors, strict=True)):
                made = replace(made, ancestors=ancestors)
            self._made[info] = made
        return self._made[info]

    def _concerned(self, info: ClassInfo) -> set[str]:
        """Return the methods of a driver that are worth parsing: a search takes no time."""
        return {
            name
            for name, member in info.own.items()
            if name in self._names or self._is_concerned(self._reader.text_of(info, member))
        }

    def _is_concerned(self, text: bytes) -> bool:
        """Tell a text that may use the interface: ``super()`` may ask for what it has lost."""
        return bool(self._mention.search(text)) or b"super(" in text

    def of_all(self, classes: Mapping[str, ClassInfo]) -> dict[str, ClassInfo]:
        """Return the same for the values of a mapping."""
        return {name: self.of(info) for name, info in classes.items()}


def _package(name: str) -> str:
    """Return the top-level package of a name in either spelling."""
    return name.partition(":")[0].partition(".")[0]


def _is_facade(name: str, original: str) -> bool:
    """Tell the public name that a package gives to a class of one of its modules."""
    package, _, last = name.partition(":")
    return original.startswith(f"{package}.") and not last.startswith("_")


def _known(classes: Iterable[ClassInfo]) -> list[ClassInfo]:
    """Return classes and their ancestors, but for those that say nothing of a contract."""
    lineages = dict.fromkeys(item for start in classes for item in start.lineage)
    return [item for item in lineages if not item.standard and not item.unresolved]


def _unreadable(reader: Reader, host: str) -> tuple[tuple[Location, str], ...]:
    """Return the files of the host that were wanted and cannot be read, and why."""
    found: dict[Location, str] = {}
    for name, symbol in sorted(reader.names.known.items()):
        wanted = isinstance(symbol, Symbol) and symbol.unreadable
        place = reader.names.finder.find(name) if wanted else None
        if isinstance(symbol, Symbol) and place and name.partition(".")[0] == host:
            reason = symbol.reason.removeprefix(f"{place.shown}: ")
            found.setdefault(Location(place.shown, 1), reason)
    return tuple(found.items())
