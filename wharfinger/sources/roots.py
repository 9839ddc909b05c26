# SPDX-License-Identifier: Apache-2.0
"""The folders in which modules are looked for, in the order of a search path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wharfinger.model import Request, Root
from wharfinger.sources import editable, files
from wharfinger.sources.environments import Environment, environment, existing_folder


def roots(request: Request) -> tuple[Root, ...]:
    """Return where modules are: in the trees, the environments, and what those add.

    Raises :class:`~wharfinger.errors.UsageError` if a folder that the user named is not
    there, or is no environment.
    """
    trees = dict.fromkeys(map(existing_folder, request.trees))
    environments = dict.fromkeys(map(environment, request.environments))
    found: dict[str, Root] = {}
    for tree in trees:
        _add(found, _in_project(tree))
    for env in environments:
        _add(found, (Root(str(site), str(env.folder)) for site in _with_eggs(env)))
    for env in environments:
        for site in env.sites:
            _add(found, _editable(site))
    return tuple(found.values())


def _add(found: dict[str, Root], more: Iterator[Root]) -> None:
    for root in more:
        found.setdefault(root.folder, root)


def _in_project(project: Path) -> Iterator[Root]:
    # Imported only now: an environment alone can do without.
    from wharfinger.sources.tree.reading import package_folders

    for name in package_folders(project):
        folder = project / name
        if files.is_inside(folder, project) and files.is_folder(folder):
            yield Root(files.real_path(folder), str(project))


def _with_eggs(env: Environment) -> Iterator[Path]:
    for site in env.sites:
        yield site
        for name in files.names(site):
            egg = site / name
            if name.endswith(".egg") and files.is_folder(egg) and files.is_inside(egg, env.folder):
                yield Path(files.real_path(egg))


def _editable(site: Path) -> Iterator[Root]:
    projects = editable.project_folders(site)
    added = editable.added_folders(site)
    for folder in added:
        project = next((p for p in projects if folder.is_relative_to(p)), None)
        yield Root(str(folder), str(project or folder))
    for project in projects:
        # An editable install of a kind that leaves no path to read.
        if not any(folder.is_relative_to(project) for folder in added):
            yield from _in_project(project)
