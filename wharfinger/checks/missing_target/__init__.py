# SPDX-License-Identifier: Apache-2.0
"""DRV001: a driver's module or attribute does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.model import Catalog, CheckInfo, Finding, Resolution, Severity

INFO = CheckInfo(
    code="DRV001",
    slug="missing-target",
    severity=Severity.ERROR,
    summary="The module or attribute that a driver is registered with does not exist.",
    parts=("groups",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for driver in catalog.drivers:
        if driver.resolution is Resolution.MISSING:
            yield INFO.finding(
                driver.subject,
                f"target {driver.target} does not exist: {driver.reason}",
                "Correct the target, or remove the driver's registration.",
                registered(driver),
            )


check = Rule(INFO, _find)
