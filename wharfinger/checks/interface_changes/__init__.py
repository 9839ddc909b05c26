# SPDX-License-Identifier: Apache-2.0
"""The IFC codes: one check for each rule of the comparison of interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from wharfinger.checks import NO_FILE, Rule
from wharfinger.contract.comparison.messages import advice, told
from wharfinger.contract.comparison.rules import RULES
from wharfinger.contract.versioning import ruling
from wharfinger.model import (
    Catalog,
    Change,
    CheckInfo,
    ContractRule,
    Finding,
    GroupPolicy,
    Severity,
    Verdict,
)


def _info(rule: ContractRule) -> CheckInfo:
    breaks = rule.implementer is Verdict.BREAKING
    return CheckInfo(
        code=rule.code,
        slug=rule.id,
        severity=Severity.ERROR if breaks else Severity.WARNING,
        summary=rule.summary,
        parts=("comparison",),
        page=f"pages/{rule.id}.rst",
    )


def _obstacle(catalog: Catalog) -> str:
    return catalog.comparison_gap if catalog.comparison is None else ""


def _find(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    changes = catalog.comparison.changes if catalog.comparison else ()
    for change in changes:
        found = _judged(change, catalog) if change.rule == info.slug else None
        if found:
            severity, strategy = found
            remedy = advice(change, strategy)
            yield info.finding(change.subject, told(change), remedy, change.location, severity)


def _judged(change: Change, catalog: Catalog) -> tuple[Severity, str] | None:
    """Return how much a change matters and under which strategy: that which minds it most."""
    judged = [
        (severity, policy.versioning)
        for policy in _policies(change, catalog)
        if (severity := ruling(change, RULES[change.rule], policy))
    ]
    return min(judged, key=lambda pair: pair[0].rank, default=None)


def _policies(change: Change, catalog: Catalog) -> Iterator[GroupPolicy]:
    known = catalog.policy.groups
    for name in change.groups:
        yield known.get(name) or GroupPolicy(name, catalog.policy.location or NO_FILE)


checks = tuple(Rule(info, partial(_find, info), _obstacle) for info in map(_info, RULES.values()))
