# SPDX-License-Identifier: Apache-2.0
"""The metadata that a build leaves: ``.dist-info``, ``.egg-info`` and ``EGG-INFO``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wharfinger.model import Distribution, Fault, Location
from wharfinger.sources import core_metadata, entry_points, files
from wharfinger.sources.core_metadata import CoreMetadata


def read(folder: Path, shown_from: Path) -> Distribution:
    """Read a ``.dist-info`` or ``.egg-info`` folder, or the ``EGG-INFO`` of an egg."""
    files.record(folder)
    reader = _Reader(shown_from)
    name = next((n for n in ("METADATA", "PKG-INFO") if files.exists(folder / n)), "")
    if name:
        metadata = core_metadata.parse(reader.text(folder / name))
    else:
        metadata = CoreMetadata()
        expected = "PKG-INFO" if _is_egg(folder) else "METADATA"
        reader.fault(f"there is no {expected}", folder)
    if _is_egg(folder) and files.exists(folder / "requires.txt"):
        requires = core_metadata.requires_txt(reader.text(folder / "requires.txt"))
        metadata = replace(metadata, requires=requires)
    announced = entry_points.Announced()
    if files.exists(path := folder / "entry_points.txt"):
        announced = entry_points.read_file(path, shown_from)
    return reader.distribution(folder / name, metadata, announced)


def read_egg_info_file(path: Path, shown_from: Path) -> Distribution:
    """Read an ``.egg-info`` that is a file: metadata without entry points."""
    reader = _Reader(shown_from)
    metadata = core_metadata.parse(reader.text(path))
    return reader.distribution(path, metadata, entry_points.Announced())


def _is_egg(folder: Path) -> bool:
    return folder.name == "EGG-INFO" or folder.name.endswith(".egg-info")


class _Reader:
    """Reads the files of one distribution and collects what is wrong with them."""

    def __init__(self, shown_from: Path) -> None:
        self.shown_from = shown_from
        self.faults: list[Fault] = []

    def shown(self, path: Path) -> str:
        return files.relative(path, self.shown_from)

    def fault(self, message: str, path: Path) -> None:
        self.faults.append(Fault(message, Location(self.shown(path))))

    def text(self, path: Path) -> str:
        """Return a file's text; where it cannot be read, nothing and a fault."""
        try:
            return files.read_text(path, self.shown_from)
        except files.UnreadableError as error:
            self.fault(f"{path.name} cannot be read: {error.reason}", path)
            return ""

    def distribution(
        self, path: Path, metadata: CoreMetadata, announced: entry_points.Announced
    ) -> Distribution:
        name, version = _from_path(path)
        if not metadata.name and not self.faults:
            self.fault("the metadata names no distribution", path)
        return Distribution(
            name=metadata.name or name,
            version=metadata.version or version,
            origin="installed",
            location=Location(self.shown(path)),
            entry_points=announced.entry_points,
            empty_groups=announced.empty_groups,
            maintainers=metadata.maintainers,
            licence=metadata.licence,
            urls=metadata.urls,
            development_status=metadata.development_status,
            requires=metadata.requires,
            faults=(*self.faults, *announced.faults),
        )


def _from_path(path: Path) -> tuple[str, str]:
    """Return the name and version that a metadata folder's or file's name contains."""
    suffixes = (".dist-info", ".egg-info", ".egg")
    name = next((part for part in reversed(path.parts) if part.endswith(suffixes)), path.name)
    name = files.encodable(name.rpartition(".")[0])
    project, _, rest = name.partition("-")
    return project, rest.partition("-")[0]
