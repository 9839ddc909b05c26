# SPDX-License-Identifier: Apache-2.0
"""DRV013: a driver's override lacks a parameter that the interface has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.overriding import Override, is_demanded, lacking, overrides, signature
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV013",
    slug="lacking-parameter",
    severity=Severity.ERROR,
    summary="A driver's override lacks a parameter that the interface has.",
    parts=("groups", "contracts"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for override in overrides(catalog):
        found = lacking(override)
        if found:
            demanded = any(map(is_demanded, found))
            yield _finding(override, ", ".join(item.name for item in found), demanded=demanded)


def _finding(override: Override, names: str, *, demanded: bool) -> Finding:
    finding = INFO.finding(
        override.subject,
        f"{override.shown} takes ({signature(override.given)}) and lacks {names} of"
        f" {override.replaced}",
        f"Add {names} to the override, with the interface's default where it has one.",
        override.given.location,
        Severity.ERROR if demanded else Severity.WARNING,
    )
    return replace(finding, drivers=override.drivers)


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
