# SPDX-License-Identifier: Apache-2.0
"""DRV010: the interface that the policy names cannot be resolved."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV010",
    slug="unresolved-interface",
    severity=Severity.WARNING,
    summary="The interface that the policy names for a group cannot be resolved.",
    parts=("groups", "policy"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for group in catalog.groups:
        if group.interface_name and group.interface is None:
            policy = catalog.policy.groups.get(group.name)
            reason = f": {group.interface_reason}" if group.interface_reason else ""
            yield INFO.finding(
                group.name,
                f"interface {group.interface_name} cannot be resolved{reason}",
                "Correct the interface in the policy file, or name the tree or environment that"
                " holds it with -C or --env.",
                (policy.location if policy else group.location) or NO_FILE,
            )


def _obstacle(catalog: Catalog) -> str:
    if any(group.interface_name for group in catalog.groups):
        return ""
    return "the policy names no interface"


check = Rule(INFO, _find, _obstacle)
