# SPDX-License-Identifier: Apache-2.0
"""Drivers, their facts, and the groups that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wharfinger.model.feature import Cell, Feature
from wharfinger.model.interface import Interface, InterfaceVersion, Method
from wharfinger.model.location import Location


class Kind(StrEnum):
    """What a driver's target is."""

    CLASS = "class"
    MODULE = "module"
    FUNCTION = "function"
    UNKNOWN = "unknown"


class State(StrEnum):
    """How far a driver, or a version of an interface, is to be relied on."""

    EXPERIMENTAL = "experimental"
    SUPPORTED = "supported"
    DEPRECATED = "deprecated"
    UNSUPPORTED = "unsupported"
    REMOVED = "removed"
    UNKNOWN = "unknown"


class Resolution(StrEnum):
    """How the search for a driver's target ended."""

    FOUND = "found"
    MISSING = "missing"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about a driver, and where it was read.

    Facts of one key are ranked by their source, see :mod:`wharfinger.contract.facts`.
    """

    key: str
    value: object
    source: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """One member of a group.

    ``name`` is unique in its group: a name that two distributions announce becomes
    ``name@distribution``, and ``registered_name`` keeps what was written.
    ``lineage`` are the qualified names of the class and its ancestors in method resolution
    order; ``lineage_gap`` says why the lineage is incomplete, and is empty if it is not.
    ``descends`` is None where the lineage cannot tell.
    ``missing_modules`` are the top-level packages that the target's module imports
    unconditionally and that are not there.
    ``unreadable`` tells that the resolution is unknown because a source file that is there
    cannot be read; ``reason`` then says why.
    ``overrides`` are the members, special ones aside, that the classes of the lineage define
    before the interface's own come, each as its first definition has it.
    """

    group: str
    name: str
    registered_name: str
    target: str
    kind: Kind
    distribution: str
    version: str
    resolution: Resolution
    reason: str = ""
    registered_at: Location | None = None
    location: Location | None = None
    qualified_name: str = ""
    lineage: tuple[str, ...] = ()
    lineage_gap: str = ""
    descends: bool | None = None
    abstract_left: tuple[str, ...] = ()
    missing_modules: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    interface_version: str | None = None
    state: State = State.UNKNOWN
    aliases: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    unreadable: bool = False
    overrides: tuple[Method, ...] = ()

    @property
    def subject(self) -> str:
        """How findings name this driver: ``group:name``."""
        return f"{self.group}:{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """A set of drivers for one purpose, with everything that is known about them.

    ``origin`` is ``entry points`` or the name of another origin. ``interface_reason`` says
    why ``interface`` is None, ``empty_reason`` why an origin yields no driver. ``cells``
    maps a feature's key and a driver's name to a cell. ``governed`` tells whether the
    policy names the group.
    """

    name: str
    title: str
    origin: str
    drivers: tuple[Driver, ...]
    interface: Interface | None = None
    interface_name: str = ""
    interface_reason: str = ""
    structural: bool = False
    versions: tuple[InterfaceVersion, ...] = ()
    features: tuple[Feature, ...] = ()
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    governed: bool = False
    location: Location | None = None
    gone: tuple[Driver, ...] = ()
    empty_reason: str = ""

    def cell(self, feature: str, driver: str) -> Cell:
        """Return what is known of one driver's support for one feature."""
        return self.cells[feature, driver]
