# SPDX-License-Identifier: Apache-2.0
"""Which modules below a folder mention something, with one look at folders that commits share."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from wharfinger.model import Root
from wharfinger.sources import files
from wharfinger.sources.kept import Kept
from wharfinger.sources.python.finder import module_name
from wharfinger.sources.python.parsing import UnreadableSourceError, read_bytes

_Found = tuple[tuple[str, bool], ...]

_FOLDERS: Kept[tuple[bytes, str], _Found] = Kept(20_000)
"""The modules below a folder and whether they mention a pattern, by that and the tree's id."""


def mentioning(
    pattern: re.Pattern[bytes], roots: Iterable[Root], folder: str, leave_out: frozenset[str]
) -> list[tuple[str, str]]:
    """Return the dotted names and files of modules below a folder with a text of some pattern.

    The folder is relative to a root or what it is shown from. Folders and modules of the names
    to leave out are not looked at, nor are links to folders followed.
    """
    modules: dict[str, tuple[str, bool]] = {}
    for root in roots:
        start = _start(root, folder)
        above = os.path.relpath(start, root.folder) if start else ""
        for path, mentions in _Look(pattern, leave_out).below(start)[0] if start else ():
            name = module_name(f"{above}/{path}")
            if name and leave_out.isdisjoint(name.split(".")):
                modules.setdefault(name, (f"{start}/{path}", mentions))
    return sorted((name, file) for name, (file, mentions) in modules.items() if mentions)


def _start(root: Root, folder: str) -> str:
    for above in (root.shown_from, root.folder):
        start = os.path.normpath(os.path.join(above, folder))
        if (start + os.sep).startswith(root.folder + os.sep) and files.is_folder(start):
            return start
    return ""


class _Look:
    def __init__(self, pattern: re.Pattern[bytes], leave_out: frozenset[str]) -> None:
        self._pattern = pattern
        self._leave_out = leave_out

    def below(self, folder: str) -> tuple[_Found, bool]:
        """Return the modules below a folder, and whether all of them are really in there."""
        identity = files.identity(folder)
        key = (self._pattern.pattern, identity)
        kept = _FOLDERS.get(key) if identity else None
        if kept is not None:
            return kept, True
        looked = list(self._each(folder))
        found = tuple(item for items, _ in looked for item in items)
        own = all(own for _, own in looked)
        if identity and own:
            _FOLDERS.put(key, found, 1 + len(found))
        return found, own

    def _each(self, folder: str) -> Iterator[tuple[_Found, bool]]:
        for name, kind in files.listing(folder).items():
            path = f"{folder}/{name}"
            if name in self._leave_out:
                continue
            if kind == "folder":
                if name.isidentifier() and name != "__pycache__" and _is_own(path):
                    inner, own = self.below(path)
                    yield tuple((f"{name}/{item}", said) for item, said in inner), own
            elif name.endswith(".py") and name[:-3].isidentifier():
                yield ((name, self._mentions(path)),), _is_own(path)

    def _mentions(self, path: str) -> bool:
        try:
            return bool(self._pattern.search(read_bytes(path)))
        except UnreadableSourceError:
            return False


def _is_own(path: str) -> bool:
    """Tell what is no link."""
    try:
        return files.real_path(path) == path
    except OSError:
        return False
