# SPDX-License-Identifier: Apache-2.0
"""DRV015: a driver's override is asynchronous where the interface is not, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.forms import changes_concurrency
from wharfinger.contract.overriding import Override, overrides
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV015",
    slug="other-concurrency",
    severity=Severity.ERROR,
    summary="A driver's override is asynchronous where the interface is not, or the reverse.",
    parts=("groups", "contracts"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for override in overrides(catalog):
        if changes_concurrency(override, catalog):
            yield _finding(override)


def _finding(override: Override) -> Finding:
    is_async = override.given.asynchronous
    words = ("asynchronous", "awaits nothing of") if is_async else ("not asynchronous", "awaits")
    finding = INFO.finding(
        override.subject,
        f"{override.shown} is {words[0]}, but whoever knows the interface {words[1]}"
        f" {override.replaced}",
        "Write async def in both the interface and the driver, or in neither.",
        override.given.location,
    )
    return replace(finding, drivers=override.drivers)


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
