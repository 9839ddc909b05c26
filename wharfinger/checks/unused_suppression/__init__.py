# SPDX-License-Identifier: Apache-2.0
"""CFG008: a suppression that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import AfterRule
from wharfinger.model import Catalog, CheckInfo, Finding, Outcome, Severity, Suppression

INFO = CheckInfo(
    code="CFG008",
    slug="unused-suppression",
    severity=Severity.WARNING,
    summary="A suppression covers nothing that its check finds.",
    parts=(),
)


def _judge(outcome: Outcome) -> Iterator[Finding]:
    for item in outcome.catalog.suppressions:
        for code in _unused(item, outcome):
            yield INFO.finding(
                f"{code} {item.location.path}",
                f"{code} finds nothing here that is to be silenced",
                "Remove the suppression, or move it to the line of the finding.",
                item.location,
            )


def _unused(item: Suppression, outcome: Outcome) -> Iterator[str]:
    """Yield the codes that are of no use; what has no reason silences nothing anyway."""
    used = {finding.code for finding, _ in outcome.waived if item.covers(finding)}
    if item.reason:
        yield from (code for code in item.codes if code in outcome.codes_run and code not in used)


def _obstacle(catalog: Catalog) -> str:
    return "" if catalog.suppressions else "no file that was looked at has a suppression"


check = AfterRule(INFO, _judge, _obstacle)
