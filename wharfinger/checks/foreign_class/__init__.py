# SPDX-License-Identifier: Apache-2.0
"""DRV005: a driver's class does not descend from the group's interface."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, defined
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV005",
    slug="foreign-class",
    severity=Severity.ERROR,
    summary="A driver's class does not descend from the interface of its group.",
    parts=("groups",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for group in catalog.groups:
        if group.interface is None or group.structural:
            continue
        for driver in group.drivers:
            if driver.descends is False:
                yield INFO.finding(
                    driver.subject,
                    f"class {driver.qualified_name or driver.target} does not descend from"
                    f" {group.interface.name}",
                    "Derive the class from the interface, or set the group's conformance to"
                    " structural in the policy file.",
                    defined(driver),
                )


def _obstacle(catalog: Catalog) -> str:
    if any(group.interface and not group.structural for group in catalog.groups):
        return ""
    return "no group has an interface that is a base class"


check = Rule(INFO, _find, _obstacle)
