# SPDX-License-Identifier: Apache-2.0
"""CFG009: the patch weakens the policy that judges it."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.checks.weakened_policy import rules
from wharfinger.checks.weakened_policy.described import described
from wharfinger.model import Catalog, CheckInfo, Comparison, Finding, Policy, Severity

INFO = CheckInfo(
    code="CFG009",
    slug="weakened-policy",
    severity=Severity.WARNING,
    summary="The patch weakens the policy, which lets more pass once it is merged.",
    parts=("policy", "comparison", "migrations"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    comparison = catalog.comparison
    if comparison is None or comparison.head_policy is None:
        return
    base, head = comparison.base.policy, comparison.head_policy
    severities = {info.code: info.severity for info in catalog.checks}
    branch = comparison.patch.branch if comparison.patch else ""
    demands = rules.weakenings(base, head, severities, branch)
    for key, message in (*demands, *_described(catalog, comparison, head)):
        yield INFO.finding(
            f"policy:{key}",
            message,
            "Undo it, or ask the reviewers: until the patch is merged, the old policy judges.",
            head.location or base.location or NO_FILE,
        )


def _described(catalog: Catalog, comparison: Comparison, head: Policy) -> Iterator[rules.Weakening]:
    """Yield what is weaker in what both policies describe, unless the file is gone."""
    if head.location is None:
        return
    if lost := comparison.hidden_migrations:
        more = f" and {len(lost) - 1} more" if lost[1:] else ""
        yield (
            "migrations",
            f"a migration would not be judged in its phase any more: {lost[0]}{more}",
        )
    for name, group in sorted(head.groups.items()):
        if name in comparison.base.policy.groups:
            for key, message in described(name, comparison.base, catalog, group):
                yield f"groups.{name}.{key}", message


def _obstacle(catalog: Catalog) -> str:
    if catalog.comparison is None:
        return catalog.comparison_gap
    return "" if catalog.comparison.base.policy.location else "the base has no policy"


check = Rule(INFO, _find, _obstacle)
