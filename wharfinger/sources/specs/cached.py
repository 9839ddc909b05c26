# SPDX-License-Identifier: Apache-2.0
"""Specs that were read before, kept by what is in their files.

What a file says depends on its path and its bytes, on the policy, on the genres, and on the
programs that read it. Files are known by the ids that git has for what is in them, so that a
commit and the disk share what is kept. A file of the disk whose stamps are as before is not read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha1
from importlib.util import find_spec
from pathlib import Path
from pickle import PicklingError

import wharfinger
from wharfinger.model import Spec, SpecsPolicy
from wharfinger.sources import files, mounts
from wharfinger.sources.cache import (
    Stamp,
    is_settled,
    name_for,
    pickled,
    stamp,
    store,
    unpickled,
)
from wharfinger.sources.files import PROJECT_FILE_LIMIT

# What has a part in reading a spec; docutils and doc8 change with their versions only.
_OWN = (
    "contract/specs",
    "model",
    "sources/rst",
    "sources/specs",
    "sources/specs/data",
    "sources/specs/data/genres",
    "sources/specs/genres",
)
_PROGRAMS = ("docutils", "doc8")
_SPARE = 100


@dataclass(slots=True)
class Kept:
    """The specs of one repository, as a cache file has them.

    ``specs`` are keyed by path and content, ``seen`` has stamp and content of files of the disk
    when they were last read. ``read_from`` are the files and folders that genres were read from,
    as they were then.
    """

    file: Path | None
    tree: Path
    started: int
    specs: dict[tuple[str, str], Spec] = field(default_factory=dict)
    seen: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    read_from: dict[str, str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    changed: bool = False

    @classmethod
    def of(cls, tree: Path, policy: SpecsPolicy, where: Path | None, how: str = "") -> Kept:
        """Return what is kept for a tree, read in some way; nothing if more than specs changed."""
        started = time.time_ns()
        if where is None:
            return cls(None, tree, started)
        # Templates may differ between commits, and what is kept of the disk is not to suffer.
        side = "commit" if mounts.find(str(tree)) else "disk"
        name = os.path.basename(os.path.realpath(tree))
        kept = cls(where / name_for(("specs", side, how, name, policy)), tree, started)
        kept._load()
        return kept

    def content(self, path: str) -> str:
        """Return the id of what is in a file without reading it, empty if that cannot be."""
        whole = f"{self.tree}/{path}"
        files.record(whole)
        if mounts.find(whole):
            return files.identity(whole)
        found = self.seen.get(path)
        return found[1] if found and stamp(whole) == found[0] else ""

    def get(self, path: str, content: str) -> Spec | None:
        """Return the spec that was read from such content at a path."""
        self.used.add((path, content))
        return self.specs.get((path, content))

    def put(self, path: str, content: str, spec: Spec) -> None:
        """Keep a spec."""
        self.specs[path, content] = spec
        self.used.add((path, content))
        self.changed = True

    def saw(self, path: str, content: str) -> None:
        """Note that this is in a file now, so that it need not be read again."""
        whole = f"{self.tree}/{path}"
        found = None if mounts.find(whole) else stamp(whole)
        if found and is_settled(found, self.started):
            self.seen[path] = found, content
            self.changed = True

    def depend(self, paths: Iterable[str]) -> None:
        """Note what genres were read from: absolute paths, of which those of specs do not count."""
        specs = {path for path, _ in self.used}
        for path in paths:
            below = _below(self.tree, path)
            if below is not None and below not in self.read_from and below not in specs:
                self.read_from[below] = self._state(below)

    def save(self) -> None:
        """Write what is kept, if anything is new; of what was not used, no more than the rest."""
        if self.file is None or not self.changed:
            return
        if len(self.specs) > 2 * len(self.used) + _SPARE:
            self.specs = {key: spec for key, spec in self.specs.items() if key in self.used}
            self.seen = {path: self.seen[path] for path, _ in self.used if path in self.seen}
        kept = (_programs(), self.read_from, self.seen, self.specs)
        with suppress(OSError, PicklingError, RecursionError):
            store(self.file, pickled(kept))

    def _load(self) -> None:
        try:
            assert self.file is not None
            programs, read_from, seen, specs = unpickled(self.file.read_bytes())
            if programs == _programs() and self._holds(read_from):
                self.specs, self.seen, self.read_from = dict(specs), dict(seen), dict(read_from)
        except Exception:  # noqa: BLE001 - whatever is wrong with the file, nothing is kept
            self.specs, self.seen, self.read_from = {}, {}, {}

    def _holds(self, read_from: Mapping[str, str]) -> bool:
        return all(self._state(path) == then for path, then in read_from.items())

    def _state(self, path: str) -> str:
        """Return what a file or folder can be told apart by from what it was before."""
        whole = f"{self.tree}/{path}"
        files.record(whole)
        if files.is_folder(whole):
            return " ".join(files.names(whole))
        try:
            known = files.identity(whole)
            return known or content_id(files.read_bytes(whole, self.tree, PROJECT_FILE_LIMIT))
        except files.UnreadableError as error:
            return error.reason


def content_id(data: bytes) -> str:
    """Return the id that git has for a file with this in it."""
    return sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def _below(tree: Path, path: str) -> str | None:
    """Return a path as seen from the tree, None for one that is not below it."""
    top = os.path.abspath(tree).rstrip("/") + "/"
    whole = os.path.abspath(path)
    return whole.removeprefix(top) if whole.startswith(top) else None


@cache
def _programs() -> tuple[tuple[str, Stamp], ...]:
    """Return the files of the programs that read specs, with their stamps."""
    top = os.path.dirname(os.path.abspath(wharfinger.__file__))
    return tuple((path, stamp(path)) for path in (*_own_files(top), *_installed()))


def _own_files(top: str) -> Iterator[str]:
    for part in _OWN:
        with os.scandir(f"{top}/{part}") as entries:
            names = sorted(entry.name for entry in entries)
        yield from (f"{top}/{part}/{name}" for name in names if not name.startswith("__pycache"))


def _installed() -> Iterator[str]:
    for name in _PROGRAMS:
        found = find_spec(name)
        if found and found.origin:
            yield found.origin
