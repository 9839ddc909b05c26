# SPDX-License-Identifier: Apache-2.0
"""CFG003: the policy names something that nothing has."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule
from wharfinger.model import (
    Basis,
    Catalog,
    CheckInfo,
    Feature,
    Finding,
    Group,
    GroupPolicy,
    Severity,
    State,
)

INFO = CheckInfo(
    code="CFG003",
    slug="unknown-policy-name",
    severity=Severity.WARNING,
    summary="The policy names a driver, method or attribute that is nowhere in the group.",
    parts=("groups", "policy"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for group in catalog.groups:
        policy = catalog.policy.groups.get(group.name)
        if policy and group.drivers:
            yield from _drivers(group, policy)
            yield from _features(group, policy)


def _drivers(group: Group, policy: GroupPolicy) -> Iterator[Finding]:
    known = {driver.registered_name for driver in group.drivers}
    removed = {driver.name for driver in group.gone if driver.state is State.REMOVED}
    declared = {name for feature in group.features for name in feature.declared or ()}
    for name in sorted({*policy.facts_of, *declared} - known - removed):
        yield INFO.finding(
            f"{group.name}:{name}",
            f"the policy names {name}, but {group.name} has no driver of that name",
            "Correct the name, or say state: removed if the driver is gone.",
            policy.location,
        )


def _features(group: Group, policy: GroupPolicy) -> Iterator[Finding]:
    for feature in group.features:
        if not feature.found and _is_nowhere(group, feature):
            named = ", ".join(feature.methods) or feature.attribute
            yield INFO.finding(
                f"{group.name}:{feature.key}",
                f"no driver of {group.name} defines or inherits what {feature.key} needs: {named}",
                "Correct the names in the feature's rule.",
                policy.location,
            )


def _is_nowhere(group: Group, feature: Feature) -> bool:
    """Tell whether nothing that a feature looks at exists, not even as an abstract method."""
    left = {name for driver in group.drivers for name in driver.abstract_left}
    cells = (group.cells[feature.key, driver.name] for driver in group.drivers)
    missing = all(cell.basis is Basis.MISSING for cell in cells)
    return missing and not left.intersection(feature.methods)


def _obstacle(catalog: Catalog) -> str:
    return "" if catalog.policy.groups else "the policy names no group"


check = Rule(INFO, _find, _obstacle)
