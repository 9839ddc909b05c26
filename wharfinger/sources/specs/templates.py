# SPDX-License-Identifier: Apache-2.0
"""Templates of specs: those that come along, and a project's own by the same names."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path

from wharfinger.errors import UsageError
from wharfinger.sources import files
from wharfinger.sources.files import PROJECT_FILE_LIMIT, UnreadableError

NAMES = ("driver", "interface-change", "driver-removal", "policy", "architecture")
"""The templates that come along."""

OWN_FOLDER = "templates/specs"
"""Where a project has its own templates."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text to start a spec from, with placeholders of :class:`string.Template`."""

    name: str
    version: int
    text: str


def template(name: str, version: int = 0, tree: Path | None = None) -> Template:
    """Return a template, the project's own in ``tree`` if it has one; version 0 is the newest.

    Raises :class:`~wharfinger.errors.UsageError` for a name or version that there is not, and
    for a template of the project that cannot be read.
    """
    newest = newest_version(name)
    if version not in (0, newest):
        raise UsageError(f"the template {name!r} has version {newest}, not {version}")
    text = own_text(tree, name) if tree else None
    if text is None and name not in NAMES:
        known = ", ".join(sorted({*NAMES, *(own_names(tree) if tree else ())}))
        raise UsageError(f"there is no template {files.quoted(name)}; there are: {known}")
    return Template(name, newest, text if text is not None else shipped_text(name))


def own_names(tree: Path) -> tuple[str, ...]:
    """Return the names of a project's own templates."""
    # What is kept of specs depends on which there are, and on that there is no such folder.
    files.record(tree / OWN_FOLDER)
    found = files.listing(str(tree / OWN_FOLDER)).items()
    return tuple(sorted(n.removesuffix(".rst") for n, kind in found if _is_template(n, kind)))


def own_text(tree: Path, name: str) -> str | None:
    """Return the text of a project's own template, None if it has none by that name.

    Raises :class:`~wharfinger.errors.UsageError` if it cannot be read.
    """
    if name not in own_names(tree):
        return None
    try:
        return files.read_text(tree / OWN_FOLDER / f"{name}.rst", tree, PROJECT_FILE_LIMIT)
    except UnreadableError as error:
        raise UsageError(f"{OWN_FOLDER}/{name}.rst cannot be read: {error.reason}") from None


def shipped_text(name: str) -> str:
    """Return the text of a template that comes along."""
    return data_folder().joinpath(f"{name}.rst").read_text("utf-8")


def newest_version(name: str) -> int:
    """Return the newest version of a template; those of projects have but one."""
    from wharfinger.sources.specs.genres.shipped import shipped

    return shipped(name)[-1].version if name in NAMES else 1


def data_folder() -> Traversable:
    """Return the folder of the templates and genres that come along."""
    return resources("wharfinger.sources.specs").joinpath("data")


def _is_template(name: str, kind: str) -> bool:
    return kind == "file" and name.endswith(".rst") and name.lower() != "readme.rst"
