# SPDX-License-Identifier: Apache-2.0
"""Reading the distributions in the site folders of environments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wharfinger.model import Distribution, Fault
from wharfinger.sources import editable, files, metadata_folders
from wharfinger.sources.environments import Environment


def distributions(environments: Iterable[Environment]) -> tuple[Distribution, ...]:
    """Return the distributions of environments; the first of a name wins, as at run time."""
    found: dict[str, Distribution] = {}
    for env in environments:
        for item in _in_sites(env):
            _keep(found, item)
        for item in _in_added_folders(env):
            # An editable project's own metadata repeats what the site folder has.
            found.setdefault(item.key, item)
    return tuple(found.values())


def _in_sites(env: Environment) -> Iterator[Distribution]:
    for site in env.sites:
        yield from _in_folder(site, env.folder)


def _in_added_folders(env: Environment) -> Iterator[Distribution]:
    for site in env.sites:
        for folder in editable.added_folders(site):
            yield from _in_folder(folder, folder)


def _in_folder(site: Path, shown_from: Path) -> Iterator[Distribution]:
    for name in files.names(site):
        path = site / name
        if name.endswith((".dist-info", ".egg-info")):
            if name.endswith(".egg-info") and files.is_file(path):
                yield metadata_folders.read_egg_info_file(path, shown_from)
            else:
                yield metadata_folders.read(path, shown_from)
        elif name.endswith(".egg"):
            yield metadata_folders.read(path / "EGG-INFO", shown_from)


def _keep(found: dict[str, Distribution], item: Distribution) -> None:
    first = found.setdefault(item.key, item)
    # Debian ships some metadata in both forms; saying the same twice harms nobody.
    if _announced(first) != _announced(item):
        message = (
            f"{first.name} is installed more than once: this one is used, "
            f"{item.location.path} is not; remove one of them"
        )
        fault = Fault(message, first.location)
        found[item.key] = replace(first, faults=(*first.faults, fault))


def _announced(item: Distribution) -> tuple[str, set[tuple[str, str, str]]]:
    return item.version, {(point.group, point.name, point.target) for point in item.entry_points}


def files_of(item: Distribution) -> int:
    """Return how many files a distribution's metadata was read from."""
    paths = {entry_point.location.path for entry_point in item.entry_points}
    return len(paths | {item.location.path})
