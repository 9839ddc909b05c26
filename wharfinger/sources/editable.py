# SPDX-License-Identifier: Apache-2.0
"""Folders elsewhere that a site-packages folder adds to the search path.

These are the path lines of ``.pth`` files, the targets of ``.egg-link`` files, and the
literal ``MAPPING`` of the finders that setuptools writes. Nothing in them is executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wharfinger.sources import files


def added_folders(site: Path) -> tuple[Path, ...]:
    """Return the folders that a site folder adds, absolute and without links."""
    found: list[str] = []
    for name in files.names(site):
        if name.endswith(".pth"):
            found += _path_lines(site, name)
        elif name.endswith(".egg-link"):
            found += _lines(site, name)[:1]
        elif name.startswith("__editable__") and name.endswith("_finder.py"):
            found += _mapped(site, name)
    real = (_real_folder(site, path) for path in found)
    return tuple(dict.fromkeys(folder for folder in real if folder and folder != site))


def project_folders(site: Path) -> tuple[Path, ...]:
    """Return the projects that ``direct_url.json`` files name as installed editable."""
    found = [
        _project(site, f"{name}/direct_url.json")
        for name in files.names(site)
        if name.endswith(".dist-info") and files.is_file(site / name / "direct_url.json")
    ]
    real = (_real_folder(site, path) for path in found if path)
    return tuple(dict.fromkeys(folder for folder in real if folder))


def _real_folder(site: Path, path: str) -> Path | None:
    # A folder that is not there yet may come to be.
    files.record(site / path)
    try:
        real = Path(files.real_path(site / path, strict=True))
        return real if files.is_folder(real) else None
    except (OSError, ValueError):
        return None


def _lines(site: Path, name: str) -> list[str]:
    try:
        text = files.read_text(site / name, site)
    except files.UnreadableError:
        return []
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _path_lines(site: Path, name: str) -> Iterator[str]:
    # The site module executes lines that begin with "import"; all others are paths.
    return (line for line in _lines(site, name) if not line.startswith(("import ", "import\t")))


def _mapped(site: Path, name: str) -> Iterator[str]:
    """Yield the folders from which the packages of a finder's mapping can be found."""
    for package, path in _mapping(site, name).items():
        if isinstance(package, str) and isinstance(path, str):
            parents = Path(path).parents
            depth = package.count(".")
            tail = Path(path).parts[-depth - 1 :]
            if tuple(package.split(".")) == tail and len(parents) > depth:
                yield str(parents[depth])
            elif depth == 0 and files.is_file(path + ".py") and Path(path).name == package:
                yield str(parents[0])


def _mapping(site: Path, name: str) -> dict[object, object]:
    from wharfinger.sources import literals

    try:
        module = literals.parse(site / name, site)
    except files.UnreadableError:
        return {}
    value = literals.value(literals.constants(module).get("MAPPING"))
    return value if isinstance(value, dict) else {}


def _project(site: Path, name: str) -> str:
    import json
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        origin = json.loads(files.read_text(site / name, site))
        if origin["dir_info"]["editable"] is not True:
            return ""
        url = urlsplit(origin["url"])
        return url2pathname(url.path) if url.scheme == "file" else ""
    except (
        files.UnreadableError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return ""
