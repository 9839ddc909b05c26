# SPDX-License-Identifier: Apache-2.0
"""Public functions of modules that a patch takes away."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from wharfinger.model import Location
from wharfinger.sources import nodes
from wharfinger.sources.patch_text.chunks import Side, parse
from wharfinger.sources.python.syntax import top_level

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_BUILD_FILES = frozenset({"setup.py", "conftest.py", "noxfile.py", "conf.py", "__main__.py"})

Read = Callable[[str], bytes | None]


def removed_functions(
    pairs: Sequence[tuple[Side, Side]], read_base: Read
) -> tuple[tuple[str, Location], ...]:
    """Return the public functions that are gone, as ``module:function``, with their old place.

    A function is still there if its module binds the name in another way: imports it from where
    it went, assigns it, or answers for it with a ``__getattr__``.
    """
    defined = {name for _, new in pairs for name, _ in _functions(new)}
    found: list[tuple[str, Location]] = []
    for old, new in pairs:
        gone = list(_gone(old, new, defined))
        module = _module(old.path, read_base) if gone else ""
        if module:
            found += [(f"{module}:{name}", place) for name, place in gone]
    return tuple(sorted(found))


def _gone(old: Side, new: Side, defined: set[str]) -> Iterator[tuple[str, Location]]:
    before = dict(_functions(old))
    if not before:
        return
    bound = _bound(new)
    exports = _exports(old)
    for name, line in before.items():
        public = not name.startswith("_") and (exports is None or name in exports)
        starred = "*" in bound and name in defined
        if public and not starred and not bound.intersection({name, "__getattr__"}):
            yield name, Location(old.path, line)


def _functions(side: Side) -> Iterator[tuple[str, int]]:
    for part in side.changed:
        for node in top_level(part.body):
            if isinstance(node, _FunctionNode):
                yield node.name, part.chunk.before + node.lineno


def _bound(side: Side) -> set[str]:
    """Return the names that the changed statements of a module bind, ``*`` for any."""
    names: set[str] = set()
    for part in side.changed:
        for node in top_level(part.body):
            names.update(_names(node))
    if any(c.word == "def" and c.text.startswith("def __getattr__(") for c in side.chunks):
        names.add("__getattr__")
    return names


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | _FunctionNode):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for child in nodes.walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                yield child.id


def _exports(side: Side) -> set[str] | None:
    """Return the names in a literal ``__all__``, None where there is none."""
    chunk = next((chunk for chunk in side.chunks if chunk.word == "__all__"), None)
    body = parse(chunk.text) if chunk else None
    value = getattr(body[0], "value", None) if body else None
    if not isinstance(value, ast.List | ast.Tuple):
        return None
    return {str(item.value) for item in value.elts if isinstance(item, ast.Constant)}


def _module(path: str, read_base: Read) -> str:
    """Return the name of the module in a file, empty where it is nothing that others import."""
    folder, _, file = path.rpartition("/")
    if file in _BUILD_FILES:
        return ""
    parts = [file.removesuffix(".py")] if file != "__init__.py" else []
    while folder and read_base(f"{folder}/__init__.py") is not None:
        folder, _, last = folder.rpartition("/")
        parts.insert(0, last)
    if len(parts) < 2 and file != "__init__.py" and folder not in ("", "src", "lib"):
        # A script in a folder that is no package.
        return ""
    private = any(part.startswith("_") for part in parts)
    return "" if private or not all(map(str.isidentifier, parts)) else ".".join(parts)
