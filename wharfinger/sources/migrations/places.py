# SPDX-License-Identifier: Apache-2.0
"""Which files are migration scripts of a phase; their paths tell, and none is opened for it.

Three layouts are known: a folder for each phase among Alembic's versions, as keystone and neutron
have them (``versions/2024.1/expand/0001_name.py``), a repository for each phase, as keystone had
them (``expand_repo/versions/001_name.py``), and phases in the names of files, as glance has them
(``versions/2024_1_expand01_name.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wharfinger.model import PHASES, Migration, MigrationsPolicy
from wharfinger.sources import files

_FOLDERS = {phase: phase for phase in PHASES} | {"data_migration": "migrate"}
# ``migrate_repo`` is none of them: it is the one repository of a project without phases.
_FOLDERS |= {f"{name}_repo": _FOLDERS[name] for name in ("expand", "data_migration", "contract")}
_VERSIONS = "versions"
_AROUND = frozenset({_VERSIONS, "alembic", "alembic_migrations", "migration", "migrations"})
_OF_FILES = frozenset({_VERSIONS, "data_migrations"})
_NUMBER = re.compile(r"(\d{1,6})(?=[_.-])")
_IN_NAME = re.compile(
    r"(?P<series>\w*?)_?(?P<phase>expand|migrate|contract)_?(?P<number>\d+)(?=[_.])"
)
_OTHERS = frozenset({"build", "doc", "docs", "node_modules", "test", "tests", "unit_tests"})
_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where scripts are looked for, and what the folders of the phases are called."""

    below: str
    phases: Mapping[str, str]

    @classmethod
    def of(cls, policy: MigrationsPolicy) -> Layout:
        """Return the layout that a policy describes; without one, names that are in use."""
        own = {name: phase for phase, names in policy.phases.items() for name in names}
        return cls(policy.path, own or _FOLDERS)

    def place(self, path: str) -> Migration | None:
        """Return the script that a path of the project is, nothing read of it; else None."""
        *folders, name = path.split("/")
        if not name.endswith(".py") or name == "__init__.py" or not self._holds(path):
            return None
        if not _OTHERS.isdisjoint(folders):
            return None
        return self._by_folder(path, folders, name) or _by_name(path, folders, name)

    def _holds(self, path: str) -> bool:
        return not self.below or path.startswith(f"{self.below}/")

    def _by_folder(self, path: str, folders: Sequence[str], name: str) -> Migration | None:
        for index, folder in enumerate(folders):
            phase = self.phases.get(folder)
            if phase and (self.below or _is_among_migrations(folders, index)):
                home = folders[:index]
                first = home.index(_VERSIONS) if _VERSIONS in home else index
                rest = (*folders[first:index], "*", *folders[index + 1 :])
                found = _NUMBER.match(name)
                number = int(found[1]) if found else None
                return Migration(path, phase, "/".join(folders[:first]), "/".join(rest), number)
        return None


def _is_among_migrations(folders: Sequence[str], index: int) -> bool:
    return not _AROUND.isdisjoint(folders[:index]) or folders[index + 1 : index + 2] == [_VERSIONS]


def _by_name(path: str, folders: Sequence[str], name: str) -> Migration | None:
    found = _IN_NAME.match(name)
    if not found or not folders or folders[-1] not in _OF_FILES:
        return None
    home, number = "/".join(folders[:-1]), int(found["number"])
    return Migration(path, found["phase"], home, found["series"], number)


def find(tree: Path, layout: Layout) -> Iterator[Migration]:
    """Yield the scripts below a tree, sorted by path."""
    start = f"{tree}/{layout.below}".rstrip("/")
    for folder, folders, names in files.walk(start):
        if _ENVIRONMENT in names and folder != start:
            folders[:] = []
            continue
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in _OTHERS)
        inside = files.relative(folder, tree)
        for name in sorted(names):
            found = layout.place(f"{inside}/{name}".removeprefix("./"))
            if found is not None:
                yield found
