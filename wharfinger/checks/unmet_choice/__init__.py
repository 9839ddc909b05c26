# SPDX-License-Identifier: Apache-2.0
"""DRV008: a driver supports none of the features of which one must be chosen."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.model import Catalog, CheckInfo, Driver, Finding, Group, Severity, Support

INFO = CheckInfo(
    code="DRV008",
    slug="unmet-choice",
    severity=Severity.ERROR,
    summary="A driver supports none of the features of which at least one is due.",
    parts=("groups",),
)

_PREFIX = "choice:"


def _find(catalog: Catalog) -> Iterator[Finding]:
    for group in catalog.groups:
        choices = _choices(group)
        for driver in group.drivers:
            unmet = [keys for keys in choices.values() if _is_unmet(group, driver, keys)]
            if unmet:
                yield INFO.finding(
                    driver.subject,
                    f"{driver.name} supports none of {'; none of '.join(map(', '.join, unmet))}",
                    "Implement at least one feature of each choice, or change the choice in the"
                    " policy file.",
                    registered(driver),
                )


def _choices(group: Group) -> dict[str, list[str]]:
    choices: dict[str, list[str]] = {}
    for feature in group.features:
        if feature.level.startswith(_PREFIX):
            choices.setdefault(feature.level, []).append(feature.key)
    return choices


def _is_unmet(group: Group, driver: Driver, keys: list[str]) -> bool:
    """Tell whether every cell says no: an unknown one leaves the question open."""
    cells = [group.cells.get((key, driver.name)) for key in keys]
    return all(cell is not None and cell.support is Support.NO for cell in cells)


def _obstacle(catalog: Catalog) -> str:
    return "" if any(map(_choices, catalog.groups)) else "the policy names no choice of features"


check = Rule(INFO, _find, _obstacle)
