# SPDX-License-Identifier: Apache-2.0
"""What sources, checks, views and reporters look like: the plugin contract.

A plugin is a module-level object that has these attributes, announced as an entry
point under ``wharfinger.sources``, ``wharfinger.checks``, ``wharfinger.views`` or
``wharfinger.reporters``. The built-in ones are announced in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from wharfinger.model.catalog import Catalog, Request
from wharfinger.model.finding import Finding, Skip
from wharfinger.model.info import CheckInfo, SourceInfo, ViewInfo
from wharfinger.model.table import Page


class Check(Protocol):
    """A rule with a stable code, and the way to find what breaks it."""

    @property
    def info(self) -> CheckInfo:
        """What the check is called and what it needs."""

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:
        """Return why the check cannot run on what there is, or an empty string.

        Raises :class:`~wharfinger.errors.ConfigurationError` if it is misconfigured.
        """

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterable[Finding]:
        """Yield the findings."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source has read: the items of its part, and how many source files it took."""

    items: tuple[Any, ...]
    files: int = 0


class Source(Protocol):
    """Reads one part of the world into the catalog."""

    @property
    def info(self) -> SourceInfo:
        """What the source is called and which part it gives."""

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the part, given the items of the parts that it requires."""


class View(Protocol):
    """Turns the catalog into tables and definitions."""

    @property
    def info(self) -> ViewInfo:
        """What the view is called and what it needs."""

    def build(self, catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
        """Return the page. ``groups`` is empty where the user named none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of checks came to.

    ``waived`` are the findings that a waiver or a suppression silences, each with the reason.
    """

    catalog: Catalog
    findings: tuple[Finding, ...]
    waived: tuple[tuple[Finding, str], ...] = ()
    skipped: tuple[Skip, ...] = ()
    checks: tuple[CheckInfo, ...] = ()

    @property
    def codes_run(self) -> frozenset[str]:
        """The codes of the checks that ran."""
        skipped = {skip.code for skip in self.skipped}
        return frozenset(info.code for info in self.checks if info.code not in skipped)


@runtime_checkable
class AfterCheck(Check, Protocol):
    """A check of what the others came to, such as of waivers that nothing needed.

    It runs when all others have run, by ``run_after`` and not by ``run``. The outcome is that
    of the others.
    """

    def run_after(self, outcome: Outcome, options: Mapping[str, Any]) -> Iterable[Finding]:
        """Yield the findings."""


class Reporter(Protocol):
    """Writes the outcome of a run of checks in one format."""

    @property
    def name(self) -> str:
        """What ``--format`` and ``--report`` call it."""

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
