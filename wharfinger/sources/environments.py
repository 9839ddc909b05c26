# SPDX-License-Identifier: Apache-2.0
"""Where an environment keeps its distributions and modules."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from wharfinger.errors import UsageError
from wharfinger.sources import files

METADATA_SUFFIXES = (".dist-info", ".egg-info", ".egg", ".egg-link")
_SITE_NAMES = ("site-packages", "dist-packages")
# In the order of the search path: what an administrator installs hides the system's own.
_SITE_PATTERNS = (
    "lib/python*/site-packages",
    "lib64/python*/site-packages",
    "lib/pypy*/site-packages",
    "Lib/site-packages",
    "local/lib/python*/dist-packages",
    "lib/python3*/dist-packages",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment and the site folders in it, all absolute and without links."""

    folder: Path
    sites: tuple[Path, ...]


def existing_folder(path: Path) -> Path:
    """Return a folder that the user named, absolute and without links.

    Raises :class:`~wharfinger.errors.UsageError` if it is not there or no folder.
    """
    try:
        real = Path(files.real_path(path, strict=True))
        if files.is_folder(real):
            return real
    except (OSError, ValueError):
        raise UsageError(f"{path}: there is no such folder") from None
    raise UsageError(f"{path}: this is a file; name the folder that it is in")


def environment(path: Path) -> Environment:
    """Find the site folders of a virtual environment or of a folder of unpacked wheels.

    Raises :class:`~wharfinger.errors.UsageError` if it is no folder or has none.
    """
    folder = existing_folder(path)
    sites = _sites(folder)
    if not sites:
        raise UsageError(
            f"{path}: there are no distributions here; name a virtual environment, "
            "a site-packages folder, or a folder of unpacked wheels"
        )
    return Environment(folder, sites)


def _sites(folder: Path) -> tuple[Path, ...]:
    if folder.name in _SITE_NAMES or _has_metadata(folder):
        return (folder,)
    found = [site for pattern in _SITE_PATTERNS for site in _matching(folder, pattern)]
    found = found or [
        folder / name
        for name in files.names(folder)
        if files.is_folder(folder / name) and _has_metadata(folder / name)
    ]
    inside = (Path(files.real_path(site)) for site in found if files.is_inside(site, folder))
    return tuple(dict.fromkeys(site for site in inside if files.is_folder(site)))


def _matching(folder: Path, pattern: str) -> list[Path]:
    found = [folder]
    for part in pattern.split("/"):
        found = [
            item / name
            for item in found
            for name in (files.names(item) if "*" in part else (part,))
            if fnmatchcase(name, part) and files.is_folder(item / name)
        ]
    return found


def _has_metadata(folder: Path) -> bool:
    return any(name.endswith(METADATA_SUFFIXES) for name in files.names(folder))
