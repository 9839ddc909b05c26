# SPDX-License-Identifier: Apache-2.0
"""The IFC codes: one check for each rule of the comparison of interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from wharfinger.checks import Rule
from wharfinger.contract.comparison.messages import advice, told
from wharfinger.contract.comparison.rules import RULES
from wharfinger.contract.comparison.wording import DEFAULT
from wharfinger.contract.lifecycle import is_deprecated
from wharfinger.contract.versioning import Ruling, Standing, code_to_write, ruling
from wharfinger.model import (
    Catalog,
    Change,
    CheckInfo,
    ContractRule,
    Finding,
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
            message = "; ".join(filter(None, (told(change), found.rule)))
            remedy = _remedy(change, found.strategy)
            yield info.finding(change.subject, message, remedy, change.location, found.severity)


def _remedy(change: Change, strategy: str) -> str:
    code = code_to_write(change, strategy)
    text = advice(change, strategy)
    return f"{text} For instance: {code}" if code else text


def _judged(change: Change, catalog: Catalog) -> Ruling | None:
    """Return how much a change matters under the strategy that minds it most.

    A driver that was deprecated may go: whether its time has come, and whether a note tells it,
    other checks say.
    """
    if change.rule == "entry-point-removed" and _was_deprecated(change.subject, catalog):
        return None
    rulings = (ruling(change, standing) for standing in _standings(change, catalog))
    return min(filter(None, rulings), key=lambda item: item.severity.rank, default=None)


def _was_deprecated(subject: str, catalog: Catalog) -> bool:
    assert catalog.comparison is not None
    drivers = catalog.comparison.base.drivers
    return any(driver.subject == subject and is_deprecated(driver) for driver in drivers)


def _standings(change: Change, catalog: Catalog) -> Iterator[Standing]:
    assert catalog.comparison is not None
    base = catalog.comparison.base
    current = next((item.version for item in base.distributions if item.origin == "tree"), "")
    for name in change.groups:
        policy = catalog.policy.groups.get(name)
        strategy = policy.versioning if policy else DEFAULT
        yield Standing.of(strategy, base.group(name), current)


checks = tuple(Rule(info, partial(_find, info), _obstacle) for info in map(_info, RULES.values()))
