# SPDX-License-Identifier: Apache-2.0
"""What ``setup.cfg`` declares, as setuptools and pbr read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wharfinger.model import EntryPoint, Fault, Location, Requirement
from wharfinger.sources import core_metadata, files, ini
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced, join, parse_line, read_file
from wharfinger.sources.tree.declared import Declared, unreadable

NAME = "setup.cfg"
# The first is pbr's, the second setuptools' own.
_SECTIONS = ("entry_points", "options.entry_points")


def read(tree: Path) -> Declared | None:
    """Read a tree's ``setup.cfg``; None if there is none. Faults are returned."""
    if not files.exists(tree / NAME):
        return None
    try:
        document = ini.read(
            files.read_text(tree / NAME, tree, files.PROJECT_FILE_LIMIT), ini.SETUP_CFG
        )
    except files.UnreadableError as error:
        return unreadable(NAME, error.reason)
    version = _Metadata(document).text("version")
    indirect = version.startswith(("attr:", "file:"))
    return Declared(
        NAME,
        metadata=_metadata(document, "" if indirect else version),
        announced=join(_announced(document), _listed(tree, document)),
        version_from=version if indirect else "",
        package_folders=tuple(_package_folders(document)),
    )


class _Metadata:
    """The ``[metadata]`` section; pbr writes dashes where setuptools has underscores."""

    def __init__(self, document: ini.Document) -> None:
        self.entries = {
            entry.key.lower().replace("-", "_"): entry for entry in document.entries("metadata")
        }

    def text(self, *keys: str) -> str:
        return next((self.entries[key].text for key in keys if key in self.entries), "")

    def lines(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.text(*keys).splitlines())


def _metadata(document: ini.Document, version: str) -> CoreMetadata:
    given = _Metadata(document)
    classifiers = given.lines("classifiers", "classifier")
    home_page = given.text("url", "home_page")
    urls = [("Homepage", home_page)] if home_page else []
    for line in given.lines("project_urls"):
        label, _, url = line.partition("=")
        urls.append((label.strip(), url.strip()))
    return CoreMetadata(
        name=given.text("name"),
        version=version,
        maintainers=core_metadata.people(given.lines("maintainer"), given.lines("maintainer_email"))
        or core_metadata.people(given.lines("author"), given.lines("author_email")),
        licence=core_metadata.licence(
            given.text("license_expression"), given.text("license"), classifiers
        ),
        urls=tuple(urls),
        development_status=core_metadata.development_status(classifiers),
        requires=tuple(_requires(document)),
    )


def _requires(document: ini.Document) -> Iterator[Requirement]:
    for entry in document.entries("options"):
        if entry.key.replace("-", "_") == "install_requires":
            yield from core_metadata.requirements(entry.text.replace(";\n", "\n").splitlines())
    for section in ("options.extras_require", "extras"):
        for entry in document.entries(section):
            extra = entry.key.partition(":")[0].strip()
            yield from core_metadata.requirements(entry.text.splitlines(), extra)


def _announced(document: ini.Document) -> Announced:
    found: list[EntryPoint] = []
    empty: list[tuple[str, Location]] = []
    for group in (entry for section in _SECTIONS for entry in document.entries(section)):
        found += (parse_line(group.key, text, Location(NAME, line)) for line, text in group.lines)
        if not group.lines:
            empty.append((group.key, Location(NAME, group.line)))
    faults = tuple(Fault(message, Location(NAME, line)) for line, message in document.faults)
    return Announced(tuple(found), tuple(empty), faults)


def _listed(tree: Path, document: ini.Document) -> Announced:
    """Read the file of entry points that setuptools is told to read."""
    named = [
        e.text for e in document.entries("options") if e.key.replace("-", "_") == "entry_points"
    ]
    paths = (text.removeprefix("file:").strip() for text in named if text.startswith("file:"))
    return join(*(read_file(tree / path, tree) for path in paths))


def _package_folders(document: ini.Document) -> Iterator[str]:
    for entry in document.entries("options"):
        if entry.key.replace("-", "_") == "package_dir":
            for _, line in entry.lines:
                package, _, folder = line.partition("=")
                yield from package_parent(package.strip(), folder.strip())
    for section, key in (("options.packages.find", "where"), ("files", "packages_root")):
        for entry in document.entries(section):
            if entry.key == key:
                yield from (text for _, text in entry.lines)


def package_parent(package: str, folder: str) -> tuple[str, ...]:
    """Return the folder from which a package that is kept in ``folder`` can be found.

    None if the folder has another name than the package.
    """
    if not package:
        return (folder,)
    parent, _, last = folder.rstrip("/").rpartition("/")
    return (parent or ".",) if last == package else ()
