# SPDX-License-Identifier: Apache-2.0
"""Finding the file of a module by its name, without importing its packages."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.machinery import BYTECODE_SUFFIXES, EXTENSION_SUFFIXES

from wharfinger.model import Root
from wharfinger.sources import files
from wharfinger.sources.python.parsing import UnreadableSourceError, read_bytes

PARTS_LIMIT = 50

# Packages that spread over several folders although each has an __init__.py say so there.
_SPREADING = (b"extend_path", b"declare_namespace")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a module is. ``path`` is empty for a namespace package, which has no file.

    ``folders`` are the places of a package's submodules; ``reason`` says why the module
    cannot be read although it is there.
    """

    name: str
    path: str
    shown: str
    root: Root
    folders: tuple[str, ...] = ()
    standard: bool = False
    reason: str = ""


class ModuleFinder:
    """Finds modules below roots, and in the standard library as a last resort."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self._roots = {root.folder: root for root in roots}
        self._standard = _standard_library()
        self._listings: dict[str, Mapping[str, str]] = {}
        self._found: dict[str, Found | None] = {}
        self.searched: set[str] = set()

    def find(self, name: str) -> Found | None:
        """Return where a module is, or None if it is nowhere."""
        if name not in self._found:
            self._found[name] = self._find(name) if name.count(".") < PARTS_LIMIT else None
        return self._found[name]

    def split(self, dotted: str) -> tuple[str, str]:
        """Split ``a.b.C`` behind the longest part that is a module, which may be empty."""
        module = ""
        parts = dotted.split(".")
        for count in range(1, min(len(parts), PARTS_LIMIT) + 1):
            name = ".".join(parts[:count])
            if self.find(name) is None:
                break
            module = name
        return module, dotted[len(module) :].lstrip(".")

    def has_package(self, name: str) -> bool:
        """Tell whether a top-level name is in the standard library or below a root."""
        return name in sys.stdlib_module_names or self.find(name) is not None

    def modules_below(self, folder: str) -> list[tuple[str, str]]:
        """Return the dotted names and files of the modules below a folder, sorted.

        ``folder`` is relative to what paths are shown from, and uses ``/``. Links to
        folders are not followed, so a loop of links ends nothing.
        """
        modules: dict[str, str] = {}
        for root in self._roots.values():
            start = os.path.normpath(os.path.join(root.shown_from, folder))
            if not (start + os.sep).startswith(root.folder + os.sep) or not files.is_folder(start):
                start = os.path.normpath(os.path.join(root.folder, folder))
            if not (start + os.sep).startswith(root.folder + os.sep):
                continue
            for directory, folders, found in files.walk(start):
                self.searched.add(directory)
                folders[:] = sorted(f for f in folders if f.isidentifier() and f != "__pycache__")
                for file in sorted(found):
                    path = os.path.join(directory, file)
                    module = module_name(os.path.relpath(path, root.folder))
                    if module:
                        modules.setdefault(module, path)
        return sorted(modules.items())

    def _find(self, name: str) -> Found | None:
        parent, _, last = name.rpartition(".")
        if not parent:
            folders: tuple[str, ...] = tuple(self._roots)
            if name in sys.stdlib_module_names:
                return self._find_in(name, last, (self._standard,))
        else:
            package = self.find(parent)
            if package is None or not package.folders:
                return None
            folders = package.folders
        return self._find_in(name, last, folders)

    def _find_in(self, name: str, last: str, folders: tuple[str, ...]) -> Found | None:
        portions: list[str] = []
        for folder in folders:
            listing = self._listing(folder)
            inner = os.path.join(folder, last)
            is_folder = listing.get(last) == "folder"
            if is_folder and "__init__.py" in self._listing(inner):
                file = os.path.join(inner, "__init__.py")
                return self._file(name, file, (inner, *self._spread(file, last, folders)))
            if f"{last}.py" in listing:
                return self._file(name, os.path.join(folder, f"{last}.py"))
            if compiled := _compiled(last, listing):
                found = self._file(name, os.path.join(folder, compiled))
                return _unreadable(found, "a compiled module, which has no source to read")
            if is_folder:
                portions.append(inner)
        if not portions:
            return None
        root = self._root_of(portions[0])
        return Found(name, "", "", root, tuple(portions), standard=root.folder == self._standard)

    def _spread(self, file: str, last: str, folders: tuple[str, ...]) -> list[str]:
        own = os.path.dirname(file)
        others = [os.path.join(f, last) for f in folders if self._listing(f).get(last) == "folder"]
        others = [folder for folder in others if folder != own]
        if not others:
            return []
        try:
            text = read_bytes(file)
        except UnreadableSourceError:
            return []
        return others if any(word in text for word in _SPREADING) else []

    def _file(self, name: str, path: str, folders: tuple[str, ...] = ()) -> Found:
        root = self._root_of(path)
        standard = root.folder == self._standard
        found = Found(name, path, _shown(path, root.shown_from), root, folders, standard)
        if not standard and not _inside(_real(path), root.shown_from):
            return _unreadable(found, "a symbolic link that leads out of its folder")
        return found

    def _root_of(self, path: str) -> Root:
        folder = path
        while folder not in self._roots and folder != self._standard:
            parent = os.path.dirname(folder)
            if parent == folder:
                break
            folder = parent
        return self._roots.get(folder) or Root(self._standard, self._standard)

    def _listing(self, folder: str) -> Mapping[str, str]:
        if folder not in self._listings:
            self._listings[folder] = files.listing(folder)
            self.searched.add(folder)
        return self._listings[folder]


def _real(path: str) -> str:
    try:
        return files.real_path(path)
    except OSError:
        # It leads out of a commit.
        return ""


@cache
def _standard_library() -> str:
    return os.path.realpath(sysconfig.get_path("stdlib"))


def _compiled(name: str, listing: Mapping[str, str]) -> str:
    suffixes = (*EXTENSION_SUFFIXES, ".pyd", *BYTECODE_SUFFIXES)
    return next((name + suffix for suffix in suffixes if name + suffix in listing), "")


def _unreadable(found: Found, reason: str) -> Found:
    return Found(found.name, found.path, found.shown, found.root, (), found.standard, reason)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _shown(path: str, start: str) -> str:
    return path[len(start) :].lstrip(os.sep).replace(os.sep, "/") if _inside(path, start) else path


def module_name(path: str) -> str:
    """Return the dotted name of the module in a file below a root, empty where there is none."""
    if not path.endswith(".py"):
        return ""
    parts = path[: -len(".py")].split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else ""
