# SPDX-License-Identifier: Apache-2.0
"""CFG005: a waiver that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, AfterRule
from wharfinger.contract import waivers
from wharfinger.model import Catalog, CheckInfo, Finding, Outcome, Severity

INFO = CheckInfo(
    code="CFG005",
    slug="unused-waiver",
    severity=Severity.WARNING,
    summary="A waiver covers nothing that its check finds.",
    parts=("policy",),
)


def _judge(outcome: Outcome) -> Iterator[Finding]:
    catalog = outcome.catalog
    used = {(finding.code, finding.subject) for finding, _ in outcome.waived}
    for waiver in waivers.in_force(catalog):
        needed = (waiver.code, waiver.subject) in used or waiver.code not in outcome.codes_run
        if not needed and not waivers.ended(waiver, catalog):
            yield INFO.finding(
                f"{waiver.code} {waiver.subject}",
                f"{waiver.code} finds nothing about {waiver.subject} that is to be waived",
                "Remove the waiver; if the subject was renamed, correct it.",
                waiver.location or catalog.policy.location or NO_FILE,
            )


def _obstacle(catalog: Catalog) -> str:
    return "" if waivers.in_force(catalog) else "the policy has no waiver"


check = AfterRule(INFO, _judge, _obstacle)
