# SPDX-License-Identifier: Apache-2.0
"""The built-in checks: one folder each, announced in ``setup.cfg`` like any other plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wharfinger.model import (
    Catalog,
    CheckInfo,
    Driver,
    Finding,
    Location,
    Outcome,
    Resolution,
    normalise_name,
)

# Where a finding is about no file in particular.
NO_FILE = Location(".")


def always(_: Catalog) -> str:
    """Tell that a check can run on any catalog."""
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check without options: its metadata, and a function from the catalog to findings.

    ``obstacle`` returns why the check cannot run on what there is, or an empty string.
    """

    info: CheckInfo
    find: Callable[[Catalog], Iterable[Finding]]
    obstacle: Callable[[Catalog], str] = always

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Return why the check cannot run on what there is, or an empty string."""
        return self.obstacle(catalog)

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterable[Finding]:  # noqa: ARG002
        """Yield the findings."""
        return self.find(catalog)


@dataclass(frozen=True, slots=True)
class AfterRule:
    """A check of what the other checks came to: a function from their outcome to findings."""

    info: CheckInfo
    judge: Callable[[Outcome], Iterable[Finding]]
    obstacle: Callable[[Catalog], str] = always

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Return why the check cannot run on what there is, or an empty string."""
        return self.obstacle(catalog)

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterable[Finding]:  # noqa: ARG002
        """Judge the catalog as one that no other check has looked at."""
        return self.judge(Outcome(catalog, ()))

    def run_after(self, outcome: Outcome, options: Mapping[str, Any]) -> Iterable[Finding]:  # noqa: ARG002
        """Yield the findings."""
        return self.judge(outcome)


def registered(driver: Driver) -> Location:
    """Return the place where a driver is registered, or else where it is defined."""
    return driver.registered_at or driver.location or NO_FILE


def defined(driver: Driver) -> Location:
    """Return the place where a driver is defined, or else where it is registered."""
    return driver.location or driver.registered_at or NO_FILE


@dataclass(frozen=True, slots=True)
class Registration:
    """A name that is given to a target in a group.

    ``holder`` counts the distributions: two copies of one distribution are two holders.
    ``understood`` is False if the target cannot be made out. ``subject`` is the driver's
    where there is one.
    """

    group: str
    name: str
    target: str
    distribution: str
    holder: int
    location: Location
    subject: str
    faults: tuple[str, ...]
    understood: bool


def registrations(catalog: Catalog) -> Iterator[Registration]:
    """Yield the entry points of all distributions, then the drivers of other origins."""
    drivers = {_of(driver): driver for driver in catalog.drivers}
    covered: set[tuple[object, ...]] = set()
    for holder, distribution in enumerate(catalog.distributions):
        for entry in distribution.entry_points:
            place = _place(entry.group, entry.name, distribution.name, entry.location)
            driver = drivers.get(place)
            covered.add(place)
            yield Registration(
                entry.group,
                entry.name,
                entry.target,
                distribution.name,
                holder,
                entry.location,
                driver.subject if driver else f"{entry.group}:{entry.name}",
                entry.faults or (driver.faults if driver else ()),
                bool(entry.module),
            )
    holders = {item.key: index for index, item in enumerate(catalog.distributions)}
    for driver in catalog.drivers:
        if _of(driver) not in covered:
            yield _of_driver(driver, holders.get(normalise_name(driver.distribution), -1))


def _place(group: str, name: str, distribution: str, location: Location) -> tuple[object, ...]:
    return group, name, normalise_name(distribution), location


def _of(driver: Driver) -> tuple[object, ...]:
    return _place(driver.group, driver.registered_name, driver.distribution, registered(driver))


def _of_driver(driver: Driver, holder: int) -> Registration:
    return Registration(
        driver.group,
        driver.registered_name,
        driver.target,
        driver.distribution,
        holder,
        registered(driver),
        driver.subject,
        driver.faults,
        driver.resolution is not Resolution.MALFORMED,
    )
