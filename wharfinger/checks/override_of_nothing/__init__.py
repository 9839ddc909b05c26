# SPDX-License-Identifier: Apache-2.0
"""DRV017: a driver's method overrides nothing, though it seems to be meant to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.near_names import Stray, strays
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV017",
    slug="override-of-nothing",
    severity=Severity.WARNING,
    summary="A driver's method overrides nothing, though it seems to be meant to.",
    parts=("groups", "contracts"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for stray in strays(catalog):
        finding = INFO.finding(
            stray.subject,
            f"{stray.subject.rpartition(':')[2]} {_reason(stray)}",
            f"{_advice(stray)}, or remove it.",
            stray.location,
        )
        yield replace(finding, drivers=stray.drivers)


def _advice(stray: Stray) -> str:
    return f"Rename it to {stray.meant}" if stray.meant else "Correct its name"


def _reason(stray: Stray) -> str:
    if stray.meant:
        return f"overrides nothing; the interface has {stray.meant}, which the driver lacks"
    return f"{stray.claim}, but no class that it descends from has a method of that name"


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
