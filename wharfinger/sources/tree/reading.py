# SPDX-License-Identifier: Apache-2.0
"""Reading the packaging files of a tree into the distribution that it would become."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from wharfinger.model import (
    Distribution,
    Fault,
    Location,
    Requirement,
)
from wharfinger.sources import core_metadata, files
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced
from wharfinger.sources.remembering import remembered
from wharfinger.sources.tree import egg_info, pyproject, setup_cfg, version
from wharfinger.sources.tree.declared import Declared, join_announced, join_metadata

_REQUIREMENTS = "requirements.txt"


def declarations(tree: Path) -> tuple[Declared, ...]:
    """Return what each packaging file of a tree declares, the one that counts most first."""
    return remembered("declarations", None, tree, lambda: _declarations(tree))


def _declarations(tree: Path) -> tuple[Declared, ...]:
    found = [pyproject.read(tree), setup_cfg.read(tree)]
    if files.exists(tree / "setup.py"):
        # Its reader needs ast, which most trees can do without.
        from wharfinger.sources.tree import setup_py

        found.append(setup_py.read(tree))
    return tuple(item for item in found if item is not None)


def package_folders(tree: Path) -> tuple[str, ...]:
    """Return the folders of a tree that may have packages in them, relative to it."""
    return _folders(declarations(tree))


def _folders(declared: tuple[Declared, ...]) -> tuple[str, ...]:
    named = (folder for item in declared for folder in item.package_folders)
    return tuple(dict.fromkeys((".", "src", *map(os.path.normpath, filter(None, named)))))


def distribution(tree: Path, declared: tuple[Declared, ...]) -> Distribution:
    """Return the distribution that a tree would become, given what its files declare."""
    question = ("distribution", tree.name)
    return remembered(question, declared, tree, lambda: _distribution(tree, declared))


def _distribution(tree: Path, declared: tuple[Declared, ...]) -> Distribution:
    folders = _folders(declared)
    metadata = _metadata(tree, declared, folders)
    announced = _announced(tree, declared, folders, metadata.name)
    path = next((item.path for item in declared if item.metadata.name), "")
    return Distribution(
        name=metadata.name,
        version=metadata.version,
        origin="tree",
        location=Location(path or (declared[0].path if declared else ".")),
        entry_points=announced.entry_points,
        empty_groups=announced.empty_groups,
        maintainers=metadata.maintainers,
        licence=metadata.licence,
        urls=metadata.urls,
        development_status=metadata.development_status,
        requires=metadata.requires,
        faults=announced.faults,
    )


def _metadata(tree: Path, declared: tuple[Declared, ...], folders: tuple[str, ...]) -> CoreMetadata:
    given = [item.metadata for item in declared]
    followed = [
        CoreMetadata(version=version.follow(item.version_from, tree, folders))
        for item in declared
        if item.version_from
    ]
    name = join_metadata(given).name or files.encodable(tree.name)
    built = egg_info.metadata(tree, folders, name)
    found = join_metadata([*given, *followed, built, CoreMetadata(name=name)])
    if all(item.extra for item in found.requires):
        return replace(found, requires=(*_listed_requirements(tree), *found.requires))
    return found


def _listed_requirements(tree: Path) -> tuple[Requirement, ...]:
    """Return what pbr takes for the requirements of a project."""
    try:
        text = files.read_text(tree / _REQUIREMENTS, tree)
    except files.UnreadableError:
        return ()
    return core_metadata.requirements(text.splitlines())


def _announced(
    tree: Path, declared: tuple[Declared, ...], folders: tuple[str, ...], name: str
) -> Announced:
    """Return what the files announce; what a build left counts only where they do not."""
    found = join_announced(declared)
    computed = tuple(fault for item in declared for fault in item.computed)
    elsewhere = any(item.open for item in declared) and sum(d.announces for d in declared) < 2
    built = Announced()
    if computed or elsewhere or not any(item.announces for item in declared):
        built = egg_info.announced(tree, folders, name)
    faults: tuple[Fault, ...] = (*found.faults, *built.faults)
    if built.entry_points or built.empty_groups:
        return Announced(built.entry_points, built.empty_groups, faults)
    return Announced(found.entry_points, found.empty_groups, (*computed, *faults))
