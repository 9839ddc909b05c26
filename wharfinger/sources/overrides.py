# SPDX-License-Identifier: Apache-2.0
"""What a driver's classes define in the place of what its interface defines."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wharfinger.contract.interfaces import kind_of, method_of
from wharfinger.model import ClassInfo, InterfaceVersion, Member, Method

# One or two letters of a usual name, as in ``get_membres`` for ``get_members``.
_CLOSE = 0.8


class Overrides:
    """Finds the overrides in the drivers of one interface."""

    def __init__(self, interface: ClassInfo, versions: Sequence[InterfaceVersion] = ()) -> None:
        own = [item for item in interface.lineage if not item.standard]
        self._stops = {item.name.replace(":", ".") for item in interface.lineage}
        self._stops |= {version.class_name.replace(":", ".") for version in versions}
        self._names = {name for item in own for name in item.own if not _is_special(name)}
        self._by_letter: dict[str, list[str]] = {}
        for name in sorted(self._names):
            # People do not mistype the first letter, and comparing takes time.
            self._by_letter.setdefault(name[:1], []).append(name)
        self._near: dict[str, bool] = {}

    def of(self, info: ClassInfo) -> tuple[Method, ...]:
        """Return the members that a driver's classes define before its interface comes.

        The first definition of each counts. Left out are special methods, what exists under a
        condition or at run time only, and what a call makes: it may be anything. To keep answers
        small there are only names that the interface defines too, and public methods whose names
        are so close to one of these that they may be meant for it; and none has its docstring.
        """
        return tuple(
            replace(method_of(member, kind_of(info, member)), doc="", form=_form(member))
            for member in self._first(info).values()
            if not member.dynamic and member.form != "made" and self._concerns(member)
        )

    def _first(self, info: ClassInfo) -> dict[str, Member]:
        """Return the first definition of each name, as far as the lineage is certain."""
        first: dict[str, Member] = {}
        for item in self._before(info.lineage):
            for member in sorted(item.own.values(), key=lambda m: m.location.line):
                first.setdefault(member.name, member)
        return first

    def _before(self, lineage: Iterable[ClassInfo]) -> Iterator[ClassInfo]:
        for item in lineage:
            known = not item.unresolved and not item.rewritten and not item.standard
            if item.name.replace(":", ".") in self._stops or not known:
                return
            yield item
            if item.dynamic:
                return

    def _concerns(self, member: Member) -> bool:
        if _is_special(member.name):
            return False
        if member.name in self._names:
            return True
        if member.form in ("attribute", "none") or member.name.startswith("_"):
            # Drivers are full of helpers such as ``_create_volume`` beside ``_copy_volume``.
            return False
        return self._is_near(member.name)

    def _is_near(self, name: str) -> bool:
        if name not in self._near:
            known = self._by_letter.get(name[:1], [])
            self._near[name] = bool(difflib.get_close_matches(name, known, 1, _CLOSE))
        return self._near[name]


def _form(member: Member) -> str:
    return "attribute" if member.form == "none" else member.form


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
