# SPDX-License-Identifier: Apache-2.0
"""What one file of a source tree declares, and how several are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from wharfinger.model import Fault, Location
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced, join


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file declares of its distribution.

    ``version_from`` says where the version is written if not here: ``attr: module.name``,
    ``file: path`` or ``path: file.py`` for a file that assigns ``__version__``.
    ``package_folders`` are the folders, relative to the tree, that packages are in.
    ``open`` tells that some entry points are declared in another place, and ``computed``
    that they are made by code which is not run.
    """

    path: str
    metadata: CoreMetadata = field(default_factory=CoreMetadata)
    announced: Announced = field(default_factory=Announced)
    version_from: str = ""
    package_folders: tuple[str, ...] = ()
    open: bool = False
    computed: tuple[Fault, ...] = ()

    @property
    def announces(self) -> bool:
        """Whether the file declares entry points, or groups for them."""
        return bool(self.announced.entry_points or self.announced.empty_groups)


def unreadable(path: str, reason: str, line: int = 0) -> Declared:
    """Return what is known of a file that cannot be understood: only why."""
    fault = Fault(f"{path} cannot be read: {reason}", Location(path, line))
    return Declared(path, announced=Announced(faults=(fault,)))


def join_metadata(parts: Sequence[CoreMetadata]) -> CoreMetadata:
    """Return for each field the first value that is not empty."""
    found: dict[str, Any] = {
        item.name: value
        for part in reversed(parts)
        for item in fields(part)
        if (value := getattr(part, item.name))
    }
    return CoreMetadata(**found)


def join_announced(parts: Sequence[Declared]) -> Announced:
    """Return the entry points that count, and the faults of all files.

    As build tools have it, the first file that declares any is the one that counts,
    unless it says that there are more elsewhere.
    """
    counting: list[Announced] = []
    for part in parts:
        if part.announces:
            counting.append(part.announced)
            if not part.open:
                break
    faults = join(*(part.announced for part in parts)).faults
    return replace(join(*counting), faults=faults)
