# SPDX-License-Identifier: Apache-2.0
"""DRV016: a driver's override is a property for a method, or another kind of method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.forms import changed_form, matters_on_class
from wharfinger.contract.overriding import overrides
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV016",
    slug="other-form",
    severity=Severity.ERROR,
    summary="A driver's override is a property for a method, or another kind of method.",
    parts=("groups", "contracts"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for override in overrides(catalog):
        form = changed_form(override)
        if form:
            finding = INFO.finding(
                override.subject,
                f"{override.shown} is {form[1]}, but {override.replaced} is {form[0]}",
                "Use the decorator of the interface's definition, or none if it has none.",
                override.given.location,
                Severity.WARNING if matters_on_class(override) else Severity.ERROR,
            )
            yield replace(finding, drivers=override.drivers)


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
