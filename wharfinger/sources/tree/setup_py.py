# SPDX-License-Identifier: Apache-2.0
"""What a literal ``setup.py`` declares. It is parsed, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wharfinger.model import EntryPoint, Fault, Location, Requirement
from wharfinger.sources import core_metadata, entry_points, files, literals
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced, parse_line
from wharfinger.sources.tree.declared import Declared, unreadable
from wharfinger.sources.tree.setup_cfg import package_parent

NAME = "setup.py"
_COMPUTED = (
    "setup.py computes its entry points; build the egg-info (python setup.py egg_info) "
    "or move them to setup.cfg"
)


def read(tree: Path) -> Declared | None:
    """Read a tree's ``setup.py``; None if there is none. Faults are returned."""
    if not files.exists(tree / NAME):
        return None
    try:
        module = literals.parse(tree / NAME, tree)
    except files.UnreadableError as error:
        return unreadable(NAME, error.reason)
    call = _setup_call(module)
    if call is None:
        return Declared(NAME)
    arguments = _Arguments(module, call)
    found = _EntryPoints(arguments)
    return Declared(
        NAME,
        metadata=_metadata(arguments),
        announced=Announced(tuple(found.entry_points), tuple(found.empty), tuple(found.faults)),
        package_folders=tuple(_package_folders(arguments)),
        computed=tuple(Fault(_COMPUTED, Location(NAME, line)) for line in found.computed[:1]),
    )


def _setup_call(module: ast.Module) -> ast.Call | None:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            if name == "setup" or (isinstance(name, ast.Name) and name.id == "setup"):
                return node
    return None


class _Arguments:
    """The keyword arguments of the call, with module-level names replaced."""

    def __init__(self, module: ast.Module, call: ast.Call) -> None:
        self.line = call.lineno
        self.complete = True
        self._constants = literals.constants(module)
        self._changed = set(_changed_names(module))
        self._given: dict[str, ast.expr] = {}
        for keyword in call.keywords:
            if keyword.arg:
                self._given[keyword.arg] = keyword.value
            else:
                self._add_all(keyword.value)

    def get(self, key: str) -> ast.expr | None:
        """Return the expression of an argument."""
        node = self._given.get(key)
        return self.resolve(node) if node is not None else None

    def resolve(self, node: ast.expr) -> ast.expr:
        """Return what a name is bound to, unless code may have changed that since."""
        if isinstance(node, ast.Name) and node.id not in self._changed:
            return self._constants.get(node.id, node)
        return node

    def _add_all(self, node: ast.expr) -> None:
        node = self.resolve(node)
        pairs = _pairs(node)
        if pairs is None:
            self.complete = False
            return
        for key, value in pairs:
            name = literals.text(key)
            self.complete = self.complete and bool(name)
            self._given.setdefault(name, value)


def _pairs(node: ast.expr) -> list[tuple[ast.expr | None, ast.expr]] | None:
    """Return the items of a dictionary display or a ``dict(key=…)`` call."""
    if isinstance(node, ast.Dict):
        return list(zip(node.keys, node.values, strict=True))
    named = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"
    )
    if not isinstance(node, ast.Call) or not named or node.args:
        return None
    return [(ast.Constant(item.arg), item.value) for item in node.keywords]


def _changed_names(module: ast.Module) -> Iterator[str]:
    """Yield names whose parts are used or set somewhere, so that a method may change them."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            yield node.value.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


class _EntryPoints:
    """The entry points among the arguments. ``computed`` are lines of what is not literal."""

    def __init__(self, arguments: _Arguments) -> None:
        self.entry_points: list[EntryPoint] = []
        self.empty: list[tuple[str, Location]] = []
        self.computed: list[int] = []
        self.faults: list[Fault] = []
        self._arguments = arguments
        node = arguments.get("entry_points")
        if node is not None:
            self._read(node)
        elif not arguments.complete:
            self.computed.append(arguments.line)

    def _read(self, node: ast.expr) -> None:
        if isinstance(literals.value(node), str):
            self._read_ini(node)
            return
        pairs = _pairs(node)
        if pairs is None and not _is_none(node):
            self.computed.append(node.lineno)
        for key, value in pairs or ():
            group = literals.text(key)
            if group:
                self._read_group(group, value)
            else:
                self.computed.append(value.lineno)

    def _read_ini(self, node: ast.expr) -> None:
        found = entry_points.parse_file(literals.text(node), NAME)
        for item in found.entry_points:
            place = _place(node, item.location.line)
            self.entry_points.append(replace(item, location=place))
        self.empty += ((group, _place(node, at.line)) for group, at in found.empty_groups)
        self.faults += (replace(f, location=_place(node, f.location.line)) for f in found.faults)

    def _read_group(self, group: str, node: ast.expr) -> None:
        value = self._arguments.resolve(node)
        before = len(self.entry_points), len(self.computed)
        for element in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
            item = self._arguments.resolve(element)
            if isinstance(literals.value(item), str):
                self._read_lines(group, item)
            else:
                self.computed.append(item.lineno)
        if before == (len(self.entry_points), len(self.computed)):
            self.empty.append((group, Location(NAME, node.lineno)))

    def _read_lines(self, group: str, node: ast.expr) -> None:
        for number, line in enumerate(literals.text(node).splitlines(), start=1):
            text = line.strip()
            if text and not text.startswith("#"):
                self.entry_points.append(parse_line(group, text, _place(node, number)))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _place(node: ast.expr, number: int) -> Location:
    """Return where a line of a literal string is written."""
    written_as_is = literals.text(node).count("\n") == (node.end_lineno or 0) - node.lineno
    return Location(NAME, node.lineno + (number - 1 if written_as_is else 0))


def _metadata(arguments: _Arguments) -> CoreMetadata:
    def text(key: str) -> str:
        return literals.text(arguments.get(key))

    def person(key: str) -> tuple[str, ...]:
        return core_metadata.people([text(key)], filter(None, [text(f"{key}_email")]))

    classifiers = literals.texts(arguments.get("classifiers"))
    urls = [("Homepage", text("url"))] if text("url") else []
    labelled = literals.value(arguments.get("project_urls"))
    if isinstance(labelled, dict):
        urls += [
            (files.encodable(label), files.encodable(url))
            for label, url in labelled.items()
            if isinstance(label, str) and isinstance(url, str)
        ]
    return CoreMetadata(
        name=text("name"),
        version=text("version"),
        maintainers=person("maintainer") or person("author"),
        licence=core_metadata.licence("", text("license"), classifiers),
        urls=tuple(urls),
        development_status=core_metadata.development_status(classifiers),
        requires=tuple(_requires(arguments)),
    )


def _requires(arguments: _Arguments) -> Iterator[Requirement]:
    yield from core_metadata.requirements(literals.texts(arguments.get("install_requires")))
    extras = arguments.get("extras_require")
    for key, value in (_pairs(extras) if extras is not None else None) or ():
        extra = literals.text(key).partition(":")[0]
        lines = literals.texts(arguments.resolve(value))
        yield from core_metadata.requirements(lines, extra)


def _package_folders(arguments: _Arguments) -> Iterator[str]:
    folders = literals.value(arguments.get("package_dir"))
    for package, folder in folders.items() if isinstance(folders, dict) else ():
        if isinstance(package, str) and isinstance(folder, str):
            yield from package_parent(package, folder)
