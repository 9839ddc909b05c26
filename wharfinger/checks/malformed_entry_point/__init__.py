# SPDX-License-Identifier: Apache-2.0
"""DRV002: an entry point is not in its canonical form, or names a module for a class."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered, registrations
from wharfinger.model import Catalog, CheckInfo, Finding, Group, Kind, Severity

INFO = CheckInfo(
    code="DRV002",
    slug="malformed-entry-point",
    severity=Severity.WARNING,
    summary="An entry point is not written as name = module:attribute.",
    parts=("distributions", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    yield from _badly_written(catalog)
    for group in catalog.groups:
        if _wants_classes(group):
            yield from _modules(group)


def _badly_written(catalog: Catalog) -> Iterator[Finding]:
    for item in registrations(catalog):
        if item.faults or not item.understood:
            faults = "; ".join(item.faults) or "its target cannot be understood"
            yield INFO.finding(
                item.subject,
                f"entry point {item.name!r} is malformed: {faults}",
                "Write it as name = module:attribute.",
                item.location,
                None if item.understood else Severity.ERROR,
            )


def _wants_classes(group: Group) -> bool:
    kinds = {driver.kind for driver in group.drivers} - {Kind.UNKNOWN}
    if group.structural or kinds == {Kind.MODULE}:
        return False
    return Kind.CLASS in kinds or group.interface is not None


def _modules(group: Group) -> Iterator[Finding]:
    for driver in group.drivers:
        if driver.kind is Kind.MODULE:
            yield INFO.finding(
                driver.subject,
                f"target {driver.target} is a module, where {group.name} expects a class",
                "Name the class too, as in module:ClassName.",
                registered(driver),
            )


check = Rule(INFO, _find)
