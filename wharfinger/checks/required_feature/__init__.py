# SPDX-License-Identifier: Apache-2.0
"""DRV007: a driver does not support a feature that is required."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.model import (
    Basis,
    Catalog,
    Cell,
    CheckInfo,
    Driver,
    Feature,
    Finding,
    Group,
    Severity,
    Support,
)

INFO = CheckInfo(
    code="DRV007",
    slug="required-feature",
    severity=Severity.ERROR,
    summary="A driver does not support a feature that its group requires.",
    parts=("groups",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for group in catalog.groups:
        for driver in group.drivers:
            gaps = [(f, c) for f, c in _required(group, driver) if _is_gap(driver, f, c)]
            if gaps:
                yield _finding(driver, gaps)


def _required(group: Group, driver: Driver) -> Iterator[tuple[Feature, Cell]]:
    for feature in group.features:
        cell = group.cells.get((feature.key, driver.name))
        if feature.level == "required" and cell is not None:
            yield feature, cell


def _is_gap(driver: Driver, feature: Feature, cell: Cell) -> bool:
    if not feature.found:
        return cell.support in (Support.NO, Support.PARTIAL)
    # An abstract method that the class inherits and leaves is the business of DRV006.
    left = cell.basis is Basis.MISSING and set(feature.methods) <= set(driver.abstract_left)
    return cell.support is Support.NO and not left


def _finding(driver: Driver, gaps: list[tuple[Feature, Cell]]) -> Finding:
    # Nobody has said that a feature is required which is only derived from an abstract method.
    strict = any(cell.support is Support.NO and not feature.found for feature, cell in gaps)
    evidence = next((cell.evidence for _, cell in gaps if cell.evidence), None)
    features = ", ".join(f"{feature.key} ({cell.support}, {cell.basis})" for feature, cell in gaps)
    return INFO.finding(
        driver.subject,
        f"{driver.name} does not fully support what {driver.group} requires: {features}",
        "Implement the features, or lower their level in the policy file.",
        evidence or registered(driver),
        Severity.ERROR if strict else Severity.WARNING,
    )


def _obstacle(catalog: Catalog) -> str:
    if any(feature.level == "required" for group in catalog.groups for feature in group.features):
        return ""
    return "no group has a required feature"


check = Rule(INFO, _find, _obstacle)
