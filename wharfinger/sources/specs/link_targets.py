# SPDX-License-Identifier: Apache-2.0
"""What the links of specs lead to: documents, labels and files of the repository.

Whether something is there depends on other files than the one with the link, so that nothing of
this is kept. Only names are looked up; nothing outside the repository is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from wharfinger.model import Link, Spec
from wharfinger.sources import files
from wharfinger.sources.files import UnreadableError

# Where Sphinx may be started, besides the top.
_ROOTS = ("", "doc/source", "docs/source", "doc", "docs")
_MARKUP = (".rst", ".txt", ".md")
_PAGES_OF_SPHINX = frozenset({"genindex", "modindex", "py-modindex", "search"})
_LABEL = re.compile(rb"^[ \t]*\.\.[ \t]+_(?:`([^`\n]+)`|([^:`\n]+)):", re.MULTILINE)
# With these, a label may come from another project, or from a title.
_MORE_LABELS = (b"intersphinx", b"autosectionlabel")
_NOT_DOCUMENTS = frozenset({"__pycache__", "build", "_build", "node_modules"})
_MOST_FILES = 20_000


def unresolved(tree: Path, folder: str, specs: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """Return specs with those links alone that lead nowhere for certain, or to another spec.

    ``folder`` is that of the specs. A label may be in any document of the repository; where
    another project may have it, nothing is certain.
    """
    targets = _Targets(tree, folder, specs)
    return tuple(
        replace(spec, links=tuple(link for link in spec.links if not targets.has(spec, link)))
        if spec.links
        else spec
        for spec in specs
    )


class _Targets:
    """What is in a repository for links to lead to."""

    def __init__(self, tree: Path, folder: str, specs: tuple[Spec, ...]) -> None:
        self._tree, self._folder = tree, folder
        self._labels = frozenset(_normal(label) for spec in specs for label in spec.labels)
        self._known: dict[str, bool] = {}

    def has(self, spec: Spec, link: Link) -> bool:
        """Tell whether a link leads somewhere, or may."""
        if link.kind == "spec":
            return False
        if link.kind == "ref":
            return self._has_label(link.target)
        if "://" in link.target:
            return True
        if link.kind == "doc":
            # What has a prefix is a document of another project.
            return ":" in link.target or self._has_file(spec, link.target, ("", *_MARKUP))
        return self._has_file(spec, link.target, ("",))

    def _has_label(self, target: str) -> bool:
        label = _normal(target)
        if ":" in label or label in self._labels or label in _PAGES_OF_SPHINX:
            return True
        return self._labels_elsewhere is None or label in self._labels_elsewhere

    def _has_file(self, spec: Spec, target: str, endings: tuple[str, ...]) -> bool:
        places = {posixpath.normpath(path) for path in self._places(spec, target)}
        return any(self._is_there(place + ending) for place in sorted(places) for ending in endings)

    def _places(self, spec: Spec, target: str) -> Iterator[str]:
        """Yield where a target may be: the documents may be built from a folder of links."""
        below = target.lstrip("/")
        for root in (*_ROOTS, self._folder):
            yield posixpath.join(root, below)
            yield posixpath.join(root, posixpath.dirname(spec.path), below)

    def _is_there(self, path: str) -> bool:
        if path.startswith("../") or path == "..":
            return False
        if path not in self._known:
            self._known[path] = self._look_up(path)
        return self._known[path]

    def _look_up(self, path: str) -> bool:
        start, star, _ = path.partition("*")
        if not star:
            return files.is_inside(self._tree / path, self._tree)
        folder, _, name = start.rpartition("/")
        if not files.is_inside(self._tree / folder, self._tree):
            return False
        return any(found.startswith(name) for found in files.names(self._tree / folder))

    @cached_property
    def _labels_elsewhere(self) -> frozenset[str] | None:
        """The labels in the text of all documents; None if there may be more elsewhere."""
        found: set[str] = set()
        for path in _documents(self._tree):
            text = _bytes(path, self._tree)
            if path.endswith("conf.py"):
                if any(word in text for word in _MORE_LABELS):
                    return None
                continue
            for match in _LABEL.finditer(text):
                found.add(_normal((match[1] or match[2]).decode("utf-8", "replace")))
        return frozenset(found)


def _normal(label: str) -> str:
    """Return a label as Sphinx compares it."""
    return " ".join(label.lower().split())


def _documents(tree: Path) -> Iterator[str]:
    """Yield documents and Sphinx's configuration, as many as anyone has."""
    count = 0
    for folder, folders, names in files.walk(str(tree)):
        folders[:] = sorted(
            name for name in folders if name not in _NOT_DOCUMENTS and not name.startswith(".")
        )
        for name in sorted(names):
            if name.endswith(_MARKUP) or name == "conf.py":
                count += 1
                yield f"{folder}/{name}"
                if count >= _MOST_FILES:
                    return


def _bytes(path: str, tree: Path) -> bytes:
    try:
        return files.read_bytes(path, tree, files.METADATA_LIMIT)
    except UnreadableError:
        return b""
