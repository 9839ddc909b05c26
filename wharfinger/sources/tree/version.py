# SPDX-License-Identifier: Apache-2.0
"""The version of a source tree, where it is written in another file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wharfinger.sources import files


def follow(version_from: str, tree: Path, folders: Iterable[str]) -> str:
    """Return the literal version that a pointer leads to, or an empty string.

    The forms of a pointer are those of ``Declared.version_from``.
    """
    kind, _, target = version_from.partition(":")
    target = target.strip()
    if kind == "file":
        return _first_line(tree / target.split(",")[0].strip(), tree)
    if kind == "path":
        return _literal(tree / target, tree, "__version__")
    module, _, name = target.rpartition(".")
    path = module.replace(".", "/")
    candidates = (
        tree / folder / file for folder in folders for file in (f"{path}/__init__.py", f"{path}.py")
    )
    return next(filter(None, (_literal(file, tree, name) for file in candidates)), "")


def _first_line(path: Path, tree: Path) -> str:
    try:
        return next(iter(files.read_text(path, tree).split()), "")
    except files.UnreadableError:
        return ""


def _literal(path: Path, tree: Path, name: str) -> str:
    from wharfinger.sources import literals

    try:
        module = literals.parse(path, tree)
    except files.UnreadableError:
        return ""
    node = literals.constants(module).get(name)
    found = literals.value(node)
    # Both forms are in use: "1.2" and (1, 2).
    if isinstance(found, tuple) and all(isinstance(n, int) and 0 <= n < 10**9 for n in found):
        return ".".join(map(str, found))
    return literals.text(node)
