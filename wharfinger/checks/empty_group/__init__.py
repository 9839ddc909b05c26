# SPDX-License-Identifier: Apache-2.0
"""DRV003: a group is announced, or governed by the policy, and has no driver."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV003",
    slug="empty-group",
    severity=Severity.WARNING,
    summary="A group has no driver at all.",
    parts=("distributions", "groups", "policy"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    announced = set()
    for distribution in catalog.distributions:
        for name, location in distribution.empty_groups:
            announced.add(name)
            yield INFO.finding(
                name,
                f"{distribution.name} announces the group {name} without a single entry point",
                "Add the entry points, or remove the group.",
                location,
            )
    filled = {group.name for group in catalog.groups if group.drivers}
    reasons = {group.name: group.empty_reason for group in catalog.groups if group.empty_reason}
    for name, group in catalog.policy.groups.items():
        if name not in filled | announced:
            yield INFO.finding(
                name,
                f"the policy names the group {name}, but "
                + reasons.get(name, "no driver is registered in it"),
                "Correct the group's name or its origin, or remove it from the policy file.",
                group.location,
            )


check = Rule(INFO, _find)
