# SPDX-License-Identifier: Apache-2.0
"""The values of ``conf.py``, and what they mean: what to look at, where its source is shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from wharfinger.model import Location, Request
from wharfinger.options import cache_folder
from wharfinger.sphinxext.problem import Problem, listed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PROJECT_MARKS = (".git", "setup.cfg", "pyproject.toml")


def connect(app: Sphinx) -> None:
    """Declare the values. They rebuild nothing themselves: the digests tell what changed."""
    app.add_config_value("wharfinger_trees", None, "", [list, tuple, str, type(None)])
    app.add_config_value("wharfinger_env", [], "", [list, tuple, str])
    app.add_config_value("wharfinger_policy", [], "", [list, tuple, str])
    app.add_config_value("wharfinger_cache", True, "", [bool])
    app.add_config_value("wharfinger_source_links", {}, "", [dict])
    app.add_config_value("wharfinger_specs", True, "env", [bool])
    app.add_config_value("wharfinger_spec_feed", 50, "", [int])


def project_root(confdir: Path) -> Path:
    """Return the nearest folder, from ``confdir`` upwards, that looks like a project's root."""
    for folder in (confdir, *confdir.parents):
        if any((folder / mark).exists() for mark in PROJECT_MARKS):
            return folder
    return confdir


def request(config: Config, confdir: Path) -> tuple[Request | None, tuple[Problem, ...]]:
    """Return what is to be looked at, and what of it is not there.

    The request is None where nothing is left to look at: an empty one would mean the
    current folder, which has nothing to do with the documentation.
    """
    confdir = confdir.resolve()
    root = project_root(confdir)
    wanted = [""] if config.wharfinger_trees is None else _several(config.wharfinger_trees)
    trees, faults = _existing("wharfinger_trees", "tree", root, wanted)
    environments, more = _existing(
        "wharfinger_env", "environment", confdir, _several(config.wharfinger_env)
    )
    policies, most = _existing(
        "wharfinger_policy", "policy", confdir, _several(config.wharfinger_policy)
    )
    problems = (*faults, *more, *most)
    if not trees and not environments:
        nothing = "wharfinger_trees and wharfinger_env name no folder that is there"
        return None, (*problems, Problem("environment", nothing))
    cache = cache_folder() if config.wharfinger_cache else None
    return Request(trees, environments, policies, cache=cache), problems


def source_url(config: Config, location: Location | None) -> str:
    """Return where a source browser shows a location, or an empty string.

    The longest prefix in ``wharfinger_source_links`` that covers the path wins.
    """
    if location is None:
        return ""
    links: dict[str, str] = config.wharfinger_source_links
    prefixes = [prefix for prefix in links if _covers(prefix, location.path)]
    if not prefixes:
        return ""
    template = str(links[max(prefixes, key=len)])
    url = template.replace("{path}", quote(location.path))
    return url.replace("{line}", str(location.line or 1))


def _covers(prefix: str, path: str) -> bool:
    return not prefix or path == prefix or path.startswith(prefix.rstrip("/") + "/")


def _several(value: str | os.PathLike[str] | Iterable[str]) -> list[str]:
    return [os.fspath(value)] if isinstance(value, (str, os.PathLike)) else [*map(os.fspath, value)]


def _existing(
    setting: str, subtype: str, base: Path, names: Iterable[str]
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    found, missing = [], []
    for name in names:
        path = Path(os.path.normpath(base / name))
        if path.is_file() if subtype == "policy" else path.is_dir():
            found.append(path)
        else:
            missing.append(Problem(subtype, f"{setting}: {path} is not there; {_instead(path)}"))
    return tuple(found), tuple(missing)


def _instead(path: Path) -> str:
    """Say what is there in place of a path: the nearest folder that exists, and its content."""
    folder = next((folder for folder in path.parents if folder.is_dir()), Path("/"))
    try:
        names = sorted(item.name for item in folder.iterdir() if not item.name.startswith("."))
    except OSError:
        names = []
    return f"{folder} has {listed(names, 'nothing')}"
