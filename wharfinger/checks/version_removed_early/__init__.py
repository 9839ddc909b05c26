# SPDX-License-Identifier: Apache-2.0
"""LIF102: a version of an interface is removed before its time."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.contract.lifecycle import too_early
from wharfinger.model import (
    Catalog,
    CheckInfo,
    Comparison,
    Finding,
    InterfaceVersion,
    Severity,
    State,
)

INFO = CheckInfo(
    code="LIF102",
    slug="version-removed-early",
    severity=Severity.ERROR,
    summary="A version of an interface is removed that was not deprecated for long enough.",
    parts=("comparison", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    comparison = catalog.comparison
    assert comparison is not None
    for before in comparison.base.groups:
        after = catalog.group(before.name)
        kept = {version.version for version in after.versions} if after else set()
        for version in before.versions:
            reason = _reason(version, catalog, comparison) if version.version not in kept else ""
            if reason:
                yield INFO.finding(
                    version.class_name,
                    f"version {version.version} of {before.name} is removed too early: {reason}",
                    f"Keep {version.class_name} and version {version.version} in the policy, with "
                    "state: deprecated and its removal.",
                    version.location or NO_FILE,
                )


def _reason(version: InterfaceVersion, catalog: Catalog, comparison: Comparison) -> str:
    if version.state not in (State.DEPRECATED, State.REMOVED, State.UNSUPPORTED):
        return f"its state was {version.state}, not deprecated"
    releases = comparison.patch.releases if comparison.patch else ()
    tree = next((d.version for d in catalog.distributions if d.origin == "tree"), "")
    return too_early(version.since, version.removal, catalog.policy.lifecycle, releases, tree)


def _obstacle(catalog: Catalog) -> str:
    if catalog.comparison is None:
        return catalog.comparison_gap
    if not any(group.versions for group in catalog.comparison.base.groups):
        return "the policy names no versions of an interface"
    return ""


check = Rule(INFO, _find, _obstacle)
