# SPDX-License-Identifier: Apache-2.0
"""What symptoms are looked for in: the catalog of a project, and files that call its tools."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from wharfinger import pipeline
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import Catalog, Distribution, Driver, Group, Location, Request
from wharfinger.sources import files
from wharfinger.sources.files import PROJECT_FILE_LIMIT, UnreadableError

_MOST_FILES = 1000
_CALLERS = frozenset(
    {
        *("tox.ini", "tox.toml", "setup.cfg", "pyproject.toml", "noxfile.py", "tasks.py"),
        *("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "Taskfile.yml"),
        *(".pre-commit-config.yaml", ".zuul.yaml", "zuul.yaml", ".gitlab-ci.yml"),
        *(".travis.yml", ".cirrus.yml", "azure-pipelines.yml", "Jenkinsfile"),
    }
)
_CALLERS_BELOW = (
    *(".zuul.d", "zuul.d", ".github", ".gitlab", ".circleci", ".forgejo", ".gitea"),
    *(".ci", "ci", "tools", "scripts", "playbooks", "roles"),
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its doctor sees it.

    ``distributions`` are its own; what the catalog has of others joins it. ``groups`` are those
    with a driver or the interface in the project, or that its policy names; ``callers`` are the
    texts of the files from which tools are called, by their path. ``top`` is the folder of the
    repository that the tree is in, which may serve several projects.
    """

    tree: Path
    top: Path
    catalog: Catalog
    distributions: tuple[Distribution, ...]
    groups: tuple[Group, ...]
    callers: Mapping[str, str]

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders in which a project's set-up can be: its own, and the repository's."""
        return tuple(dict.fromkeys((self.tree, self.top)))

    @property
    def hosted(self) -> tuple[Group, ...]:
        """The groups whose interface is the project's own."""
        return tuple(group for group in self.groups if _is_hosted(self.tree, group))

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The drivers of the groups that the project itself registers."""
        own = {item.name for item in self.distributions}
        return tuple(d for group in self.groups for d in group.drivers if d.distribution in own)

    def text(self, path: str) -> str:
        """Return the text of a file of the project; none where it cannot be read."""
        return _text(self.tree / path, self.top)

    def below(self, folder: Path) -> Iterator[str]:
        """Yield the paths of the files below a folder, sorted; not endlessly many."""
        return _below(folder, self.tree)


def read(request: Request) -> Project:
    """Read the project that a request names first.

    Raises :class:`~wharfinger.errors.NothingExaminedError` for one without drivers that implement
    an interface, and :class:`~wharfinger.errors.UsageError` if no source tree is named.
    """
    if not request.trees:
        raise UsageError("doctor examines a source tree; name it with -C")
    tree = request.trees[0]
    catalog = pipeline.view("drivers", request, (), {}).catalog
    alone = replace(request, trees=(tree,), environments=())
    own = pipeline.read(alone, {"distributions"}).distributions
    names = {item.name for item in own}
    groups = tuple(group for group in catalog.groups if _concerns(tree, catalog, group, names))
    if not groups:
        raise NothingExaminedError(
            "nothing to examine: no group of this project has an interface, and its policy names "
            "none; name in driver-policy.yaml the class that the drivers of a group implement, "
            "or with -C or --env the project that they are for"
        )
    top = _top(tree)
    callers = {path: _text(tree / path, top) for path in _callers(tree, top)}
    examined = replace(catalog.examined, files=catalog.examined.files + len(callers))
    return Project(tree, top, replace(catalog, examined=examined), own, groups, callers)


def _top(tree: Path) -> Path:
    """Return the folder of the repository that a tree is in, the tree itself if in none."""
    here = tree.resolve()
    found = (folder for folder in (here, *here.parents) if files.exists(folder / ".git"))
    top = next(found, here)
    return tree if top == here else top


def _concerns(tree: Path, catalog: Catalog, group: Group, own: Container[str]) -> bool:
    named = catalog.policy.groups.get(group.name)
    if named is not None and is_own(tree, named.location):
        return True
    has_drivers = any(driver.distribution in own for driver in group.drivers)
    return _is_hosted(tree, group) or (group.interface is not None and has_drivers)


def _is_hosted(tree: Path, group: Group) -> bool:
    return group.interface is not None and is_own(tree, group.interface.location)


def is_own(tree: Path, place: Location) -> bool:
    """Tell whether a place is in a tree, and not in an environment that joins it."""
    return files.is_file(tree / place.path)


def _callers(tree: Path, top: Path) -> Iterator[str]:
    """Yield the paths of the files from which a project calls its tools."""
    for root in dict.fromkeys((tree, top)):
        for name in files.names(root):
            if name in _CALLERS or name.endswith(".sh"):
                yield files.relative(root / name, tree)
        for folder in _CALLERS_BELOW:
            yield from _below(root / folder, tree)


def _below(start: Path, tree: Path) -> Iterator[str]:
    found = (f"{place}/{name}" for place, _, names in files.walk(str(start)) for name in names)
    paths = (files.relative(path, tree) for path in islice(found, _MOST_FILES))
    return iter(sorted(paths))


def _text(path: Path, within: Path) -> str:
    try:
        return files.read_text(path, within, PROJECT_FILE_LIMIT)
    except UnreadableError:
        return ""
