# SPDX-License-Identifier: Apache-2.0
"""DRV006: a driver's class leaves abstract methods of the interface."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, defined
from wharfinger.model import Catalog, CheckInfo, Finding, Kind, Severity

INFO = CheckInfo(
    code="DRV006",
    slug="abstract-method-left",
    severity=Severity.ERROR,
    summary="A driver's class does not implement all abstract methods.",
    parts=("groups",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for driver in catalog.drivers:
        if driver.abstract_left:
            yield INFO.finding(
                driver.subject,
                f"class {driver.qualified_name or driver.target} does not implement"
                f" {', '.join(driver.abstract_left)}",
                "Implement what the interface declares abstract: the class cannot be"
                " instantiated without.",
                defined(driver),
            )


def _obstacle(catalog: Catalog) -> str:
    if any(driver.kind is Kind.CLASS for driver in catalog.drivers):
        return ""
    return "no driver is a class"


check = Rule(INFO, _find, _obstacle)
