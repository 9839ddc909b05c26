# SPDX-License-Identifier: Apache-2.0
"""DRV012: a driver's override demands a parameter that the interface does not pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.overriding import Override, extra, overrides, signature
from wharfinger.contract.signatures import Shift
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV012",
    slug="extra-parameter",
    severity=Severity.ERROR,
    summary="A driver's override demands a parameter that the interface does not pass.",
    parts=("groups", "contracts"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for override in overrides(catalog):
        found = extra(override)
        if found:
            unknown = any(item.kind is Shift.REQUIRED_ADDED for item in found)
            names = ", ".join(item.name for item in found)
            yield _finding(override, names, unknown=unknown)


def _finding(override: Override, names: str, *, unknown: bool) -> Finding:
    why = "which is not passed by" if unknown else "which is optional in"
    finding = INFO.finding(
        override.subject,
        f"{override.shown} takes ({signature(override.given)}) and demands {names}, {why}"
        f" {override.replaced}",
        f"Give {names} a default, or demand it in the interface and in all drivers.",
        override.given.location,
        Severity.ERROR if unknown else Severity.WARNING,
    )
    return replace(finding, drivers=override.drivers)


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
