# SPDX-License-Identifier: Apache-2.0
"""Which release notes speak of a driver or of a method of an interface."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from wharfinger.contract.notes.naming import is_plain, tells
from wharfinger.contract.specs.delivery.claims import Names, Target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.model import Driver, Group
from wharfinger.sphinxext.specs.shown import NoteLink

_FAMILIES = {"name": "driver", "method": "interface"}
_SEVERAL_WORDS = re.compile(r"[a-z0-9][A-Z]")
_UID = re.compile(r"-[0-9a-f]{16}$")


class Mentions:
    """The notes of a tree, which speak of what is of that tree and of nothing else.

    ``known`` is asked only if there are notes.
    """

    def __init__(self, tree: Path | None, folder: str, known: Callable[[], Known]) -> None:
        self._tree, self._folder, self._ask = tree, folder, known

    def of(self, kind: str, target: str) -> tuple[NoteLink, ...]:
        """Return the notes that speak of something, those of the newest release first."""
        if kind not in _FAMILIES or not self._texts:
            return ()
        names = tuple(self._names(kind, target))
        if not names:
            return ()
        family = _FAMILIES[kind]
        paths = [path for path, text in self._texts if tells(text, names, family)]
        order = self._versions if paths else {}
        paths.sort(key=lambda path: (order.get(path, ("", len(order)))[1], path))
        return tuple(NoteLink(p, _label(p), order[p][0] if p in order else "") for p in paths)

    @cached_property
    def _texts(self) -> tuple[tuple[str, str], ...]:
        """The entries of notes with the paths of their files."""
        if self._tree is None:
            return ()
        # Imported only now: most pages are of projects without notes.
        from wharfinger.sources.notes import read_notes

        return tuple(
            (note.path, "\n\n".join(item.text for _, items in note.sections for item in items))
            for note in read_notes(self._tree, self._folder, lint=False)
            if note.tool != "changelog" and note.sections
        )

    @cached_property
    def _versions(self) -> dict[str, tuple[str, int]]:
        """The version in which each note is first, and its rank, 0 for the newest."""
        if self._tree is None:
            return {}
        from wharfinger.sources.releases import read_releases

        releases = read_releases(self._tree, self._folder)
        return {
            path: (release.version or "unreleased", rank)
            for rank, release in enumerate(releases)
            for path in release.notes
        }

    @cached_property
    def _known(self) -> Known:
        return self._ask()

    def _names(self, kind: str, target: str) -> Iterator[str]:
        """Yield what notes call something of the trees."""
        if kind == "method":
            owner, _, member = target.rpartition(".")
            if any(map(self._is_own, self._known.interfaces(owner))):
                class_name = owner.rpartition(":")[2].rpartition(".")[2]
                yield f"{class_name}.{member}" if is_plain(member) else member
            return
        group_name, _, name = target.partition(":")
        group = self._known.group(group_name)
        for driver in self._known.drivers(Target(Names.DRIVER, group_name, name)):
            if group and self._known.is_of_trees(driver):
                yield driver.registered_name
                yield from _class_name(driver, group)

    def _is_own(self, group: Group) -> bool:
        return self._known.is_own_group(group.name) or any(
            self._known.is_of_trees(driver) for driver in group.drivers
        )


def _class_name(driver: Driver, group: Group) -> Iterator[str]:
    """Yield the name of a driver's class, if nothing else is called so."""
    name = driver.target.rpartition(":")[2]
    others = (item.target.rpartition(":")[2] for item in group.drivers if item is not driver)
    if _SEVERAL_WORDS.search(name) and name not in others:
        yield name


def _label(path: str) -> str:
    """Return what a note is called, without the end that makes its name unique."""
    return _UID.sub("", path.rpartition("/")[2].rpartition(".")[0])
