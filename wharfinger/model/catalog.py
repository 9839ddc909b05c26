# SPDX-License-Identifier: Apache-2.0
"""What is asked for, and the catalog that answers it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from wharfinger.model.change import Change, DriverChange
from wharfinger.model.code import Contract
from wharfinger.model.distribution import Distribution
from wharfinger.model.driver import Driver, Group
from wharfinger.model.finding import Finding, Suppression
from wharfinger.model.info import CheckInfo
from wharfinger.model.migration import Migration
from wharfinger.model.note import Note
from wharfinger.model.patch import HostCall, Patch
from wharfinger.model.policy import Policy
from wharfinger.model.spec import (
    DeclaredOption,
    Redirect,
    Release,
    SkippedSpec,
    Spec,
    StatusChange,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks to look at.

    ``trees`` are source trees, the first of them the host project; ``environments`` are
    virtual environments or site-packages folders; ``policies`` are policy files named
    by the user. ``groups`` limits the work to some groups, None means all. ``cache`` is
    the folder in which answers may be kept, None for nowhere.

    ``base`` and ``head`` are what to compare: commits of the first tree, wheels, trees or
    environments. An empty ``base`` is chosen by the policy, None asks for no comparison; an empty
    ``head`` is the commit that is checked out, or with ``worktree`` the files as they are.
    A ``base`` that is a commit stands for where the head left it, unless ``exact``.
    ``notes`` limits the release notes to read to these files, None means all.
    """

    trees: tuple[Path, ...] = ()
    environments: tuple[Path, ...] = ()
    policies: tuple[Path, ...] = ()
    groups: tuple[str, ...] | None = None
    cache: Path | None = None
    base: str | None = None
    head: str = ""
    worktree: bool = False
    exact: bool = False
    notes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """How much a run has looked at. A run that examined nothing proves nothing."""

    distributions: int = 0
    entry_points: int = 0
    drivers: int = 0
    interfaces: int = 0
    files: int = 0
    commits: int = 0
    notes: int = 0
    specs: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts as JSON has them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of drivers in the source that is no entry-point group.

    Offered where no group looks like one of drivers; ``policy`` are the lines that
    make it a group.
    """

    name: str
    description: str
    count: int
    policy: str


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin that could not be loaded."""

    namespace: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two states. ``patch`` is None where they are not commits.

    ``keeps_notes`` tells that the head keeps release notes, be there one or not.
    ``head_policy`` is the policy as the head has it, the default one if the head has no policy
    file; None where the policy is the same on both sides. ``hidden_migrations`` are the paths of
    migration scripts that the base's policy finds in the head and the head's does not.
    """

    base: Catalog
    patch: Patch | None = None
    changes: tuple[Change, ...] = ()
    driver_changes: tuple[DriverChange, ...] = ()
    head_policy: Policy | None = None
    keeps_notes: bool = False
    hidden_migrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that was read, immutable. Parts that nobody asked for are empty.

    With a ``comparison`` all other parts are those of the head, but for the policy, which is
    the base's. ``comparison_gap`` says why there is none. ``day`` is the day on which
    exceptions that end are judged, None where none is to end.
    """

    policy: Policy = Policy()
    distributions: tuple[Distribution, ...] = ()
    groups: tuple[Group, ...] = ()
    registries: tuple[Registry, ...] = ()
    findings: tuple[Finding, ...] = ()
    plugin_failures: tuple[PluginFailure, ...] = ()
    checks: tuple[CheckInfo, ...] = ()
    contracts: tuple[Contract, ...] = ()
    notes: tuple[Note, ...] = ()
    migrations: tuple[Migration, ...] = ()
    host_calls: tuple[HostCall, ...] = ()
    specs: tuple[Spec, ...] = ()
    skipped_specs: tuple[SkippedSpec, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    status_changes: tuple[StatusChange, ...] = ()
    options: tuple[DeclaredOption, ...] = ()
    releases: tuple[Release, ...] = ()
    comparison: Comparison | None = None
    comparison_gap: str = "nothing was compared"
    suppressions: tuple[Suppression, ...] = ()
    day: date | None = None
    examined: Examined = Examined()

    def group(self, name: str) -> Group | None:
        """Return the group of that name, if there is one."""
        return next((group for group in self.groups if group.name == name), None)

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The drivers of all groups."""
        return tuple(driver for group in self.groups for driver in group.drivers)

    def problems(self, driver: Driver) -> tuple[str, ...]:
        """Return the codes of the findings about a driver, sorted."""
        about = (f for f in self.findings if driver.subject in (f.subject, *f.drivers))
        return tuple(sorted({finding.code for finding in about}))
