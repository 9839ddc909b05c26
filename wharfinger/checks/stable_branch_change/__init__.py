# SPDX-License-Identifier: Apache-2.0
"""LIF106: an interface changes on a stable branch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wharfinger.checks import Rule
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="LIF106",
    slug="stable-branch-change",
    severity=Severity.ERROR,
    summary="An interface changes on a branch on which the policy allows no such change.",
    parts=("comparison",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    comparison = catalog.comparison
    assert comparison is not None
    assert comparison.patch is not None
    branch = comparison.patch.branch
    if not re.search(catalog.policy.stable_branches, branch):
        return
    for change in comparison.changes:
        yield INFO.finding(
            change.subject,
            f"{change.subject} changes ({change.rule}) on the stable branch {branch}",
            "Leave interfaces alone on this branch; what drivers need goes to the main branch.",
            change.location,
        )


def _obstacle(catalog: Catalog) -> str:
    if not catalog.policy.stable_branches:
        return "the policy names no stable_branches"
    if catalog.comparison is None:
        return catalog.comparison_gap
    if catalog.comparison.patch is None or not catalog.comparison.patch.branch:
        return "nothing says which branch the patch is for"
    return ""


check = Rule(INFO, _find, _obstacle)
