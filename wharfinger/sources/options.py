# SPDX-License-Identifier: Apache-2.0
"""The configuration options that the source of a project declares."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from wharfinger.model import DeclaredOption, Location, Reading, Request, Root, SourceInfo, Spec
from wharfinger.sources import cache, files, nodes
from wharfinger.sources.remembering import is_active, remembered
from wharfinger.sources.roots import roots

_OSLO = re.compile(rb"Opt\(")
_OTHER = re.compile(rb"\badd_argument\(|\b[Oo]ption\(")
_EITHER = re.compile(rb"Opt\(|\badd_argument\(|\b[Oo]ption\(")
_NO_PROJECT = frozenset({"test", "tests"})
_OTHERS = frozenset({"build", "dist", "doc", "docs", "examples", "test", "tests"})
_CLAIM = "adds-option"


class _Options:
    """The source of options: those in the packages of all trees, as their drivers count, too."""

    info = SourceInfo(
        name="options",
        part="options",
        summary="options that the source declares, where a spec claims to add one",
        requires=("specs",),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the options. Where no spec claims one, no file is opened."""
        specs = (spec for found in parts.get("specs", ()) for spec in found.specs)
        return Reading(claimed_options(request, specs))


def claimed_options(request: Request, specs: Iterable[Spec]) -> tuple[DeclaredOption, ...]:
    """Return the options of the trees, none where none of these specs claims to add one."""
    if not any(claim.kind == _CLAIM for spec in specs for claim in spec.claims):
        return ()
    found = (_of_tree(request, tree) for tree in request.trees)
    return tuple(option for options in found for option in options)


def _of_tree(request: Request, tree: Path) -> tuple[DeclaredOption, ...]:
    folders = roots(replace(request, trees=(tree,), environments=()))
    if is_active():
        return read_options(tree, folders)
    question = ("options", folders)
    return cache.answer(
        request.cache,
        question,
        lambda: (read_options(tree, folders), tuple(_footprint(folders))),
    )


def _footprint(folders: tuple[Root, ...]) -> Iterator[str]:
    """Yield the folders and modules that another answer would come from if they were changed."""
    for root in folders:
        yield root.folder
        for path, kind in _packages(root, folders):
            if kind == "file":
                yield path
            for folder, inner, names in files.walk(path) if kind == "folder" else ():
                inner[:] = sorted(set(filter(str.isidentifier, inner)) - _NO_PROJECT)
                yield folder
                yield from (f"{folder}/{name}" for name in names if name.endswith(".py"))


def read_options(tree: Path, folders: tuple[Root, ...]) -> tuple[DeclaredOption, ...]:
    """Return the options in the modules below some folders, sorted by place."""
    found: list[DeclaredOption] = []
    for path, shown in _modules(folders):
        found += remembered(("options", shown), None, tree, partial(_of, path, shown))
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (item.location, item.name)))


def _modules(folders: tuple[Root, ...]) -> Iterator[tuple[str, str]]:
    """Yield the files of modules that mention what declares options, and how they are shown."""
    # Imported only now: few projects have specs that claim options.
    from wharfinger.sources.mentions import mentioning

    for root in folders:
        for path, kind in _packages(root, folders):
            shown = files.relative(path, root.shown_from)
            if kind == "file":
                yield path, shown
            else:
                for _, inner in mentioning(_EITHER, (root,), shown, _NO_PROJECT):
                    yield inner, files.relative(inner, root.shown_from)


def _packages(root: Root, folders: Iterable[Root]) -> Iterator[tuple[str, str]]:
    """Yield what may be a module or a package at the top of a root, and which it is."""
    left_out = _OTHERS.union(item.folder for item in folders)
    for name, kind in files.listing(root.folder).items():
        path = f"{root.folder}/{name}"
        is_module = kind == "file" and name.endswith(".py") and name != "setup.py"
        is_package = kind == "folder" and name.isidentifier()
        if (is_module or is_package) and left_out.isdisjoint((name, path)):
            yield path, kind


def _of(path: str, shown: str) -> tuple[DeclaredOption, ...]:
    from wharfinger.sources.python.parsing import UnreadableSourceError, parse, read_bytes

    try:
        data = read_bytes(path)
        others = _others(parse(data).tree, shown) if _OTHER.search(data) else ()
        return (*_of_oslo(shown, data), *others)
    except UnreadableSourceError:
        return ()


def _of_oslo(shown: str, data: bytes) -> Iterator[DeclaredOption]:
    from wharfinger.sources.patch_text.options import declared_options

    if _OSLO.search(data):
        yield from declared_options(shown, data)


def _others(tree: ast.Module, shown: str) -> Iterator[DeclaredOption]:
    """Yield options of command lines, and those that are declared as ``Option("name", …)``."""
    for node in nodes.walk(tree):
        if isinstance(node, ast.Call):
            for name in _names(node):
                yield DeclaredOption(name, "", Location(shown, node.lineno))


def _names(node: ast.Call) -> Iterator[str]:
    function = getattr(node.func, "attr", getattr(node.func, "id", ""))
    texts = [item.value for item in node.args if isinstance(item, ast.Constant)]
    if function in ("add_argument", "option"):
        flags = (text for text in texts if isinstance(text, str) and text.startswith("--"))
        yield from (text[2:] for text in flags)
    elif function == "Option" and len(node.args) + len(node.keywords) > 1:
        yield from (text.lstrip("-") for text in texts[:1] if isinstance(text, str) and text)


source = _Options()
