# SPDX-License-Identifier: Apache-2.0
"""DRV011: a file that says something about drivers cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.model import Catalog, CheckInfo, Finding, Resolution, Severity

INFO = CheckInfo(
    code="DRV011",
    slug="unreadable-source",
    severity=Severity.WARNING,
    summary="A file that says something about drivers cannot be read.",
    parts=("distributions", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for distribution in catalog.distributions:
        for fault in distribution.faults:
            yield INFO.finding(
                f"{distribution.name}:{fault.location.path}",
                fault.message,
                "Mend it: until then, what it says about drivers is not known.",
                fault.location,
            )
    for driver in catalog.drivers:
        if driver.unreadable and driver.resolution is Resolution.UNKNOWN:
            yield INFO.finding(
                driver.subject,
                f"the source of {driver.target} cannot be read: {driver.reason}",
                "Mend it: until then, what the driver supports is not known.",
                driver.location or registered(driver),
            )


check = Rule(INFO, _find)
