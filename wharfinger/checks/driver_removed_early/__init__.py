# SPDX-License-Identifier: Apache-2.0
"""LIF101: a driver is removed before its time."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.contract.lifecycle import fact_text, is_deprecated, too_early
from wharfinger.model import Catalog, CheckInfo, Comparison, Driver, Finding, Severity

INFO = CheckInfo(
    code="LIF101",
    slug="driver-removed-early",
    severity=Severity.ERROR,
    summary="A driver is removed that was not deprecated for as long as the policy says.",
    parts=("comparison", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    comparison = catalog.comparison
    assert comparison is not None
    for change in comparison.driver_changes:
        if change.change != "removed":
            continue
        group = comparison.base.group(change.group)
        driver = next((d for d in group.drivers if d.name == change.name), None) if group else None
        if driver is not None and (reason := _reason(driver, catalog, comparison)):
            yield INFO.finding(
                driver.subject,
                f"{driver.name} is removed from {change.group} too early: {reason}",
                "Keep the driver, mark it deprecated with its removal, and say so in a release "
                "note under deprecations; remove it when its time has come.",
                registered(driver),
            )


def _reason(driver: Driver, catalog: Catalog, comparison: Comparison) -> str:
    if not is_deprecated(driver):
        return "it was not deprecated"
    since = fact_text(driver, "deprecated_since") or fact_text(driver, "since")
    releases = comparison.patch.releases if comparison.patch else ()
    version = next((d.version for d in catalog.distributions if d.name == driver.distribution), "")
    removal = fact_text(driver, "removal")
    return too_early(since, removal, catalog.policy.lifecycle, releases, version)


def _obstacle(catalog: Catalog) -> str:
    if catalog.comparison is None:
        return catalog.comparison_gap
    if not catalog.policy.lifecycle.releases:
        return "the policy names no lifecycle.deprecation"
    return ""


check = Rule(INFO, _find, _obstacle)
