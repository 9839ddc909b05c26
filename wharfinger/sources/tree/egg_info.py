# SPDX-License-Identifier: Apache-2.0
"""What a build has left in a source tree: ``*.egg-info`` folders and ``PKG-INFO``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wharfinger.model import normalise_name
from wharfinger.sources import core_metadata, entry_points, files
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced


def announced(tree: Path, folders: Iterable[str], name: str) -> Announced:
    """Read the built ``entry_points.txt`` of a tree, which is in one of its folders.

    Of several ``*.egg-info`` folders the one of the tree's own name counts.
    """
    for folder in _egg_infos(tree, folders, name):
        path = folder / "entry_points.txt"
        if files.exists(path):
            return entry_points.read_file(path, tree)
    return Announced()


def metadata(tree: Path, folders: Iterable[str], name: str) -> CoreMetadata:
    """Read the ``PKG-INFO`` of an unpacked source distribution, or that of a build."""
    for folder in (tree, *_egg_infos(tree, folders, name)):
        try:
            return core_metadata.parse(files.read_text(folder / "PKG-INFO", tree))
        except files.UnreadableError:
            continue
    return CoreMetadata()


def _egg_infos(tree: Path, folders: Iterable[str], name: str) -> list[Path]:
    found = [
        tree / folder / child
        for folder in dict.fromkeys((".", *folders))
        if files.is_inside(tree / folder, tree)
        for child in files.names(tree / folder)
        if child.endswith(".egg-info")
    ]
    own = [path for path in found if normalise_name(path.stem) == normalise_name(name)]
    return own or found[:1]
