# SPDX-License-Identifier: Apache-2.0
"""CFG006: a waiver or a suppression names a code that no check has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from wharfinger.checks import NO_FILE, AfterRule
from wharfinger.contract import waivers
from wharfinger.model import Catalog, CheckInfo, Finding, Location, Outcome, Severity

INFO = CheckInfo(
    code="CFG006",
    slug="unknown-code",
    severity=Severity.WARNING,
    summary="A waiver or a suppression names a code that no check has.",
    parts=("policy", "checks"),
)


def _judge(outcome: Outcome) -> Iterator[Finding]:
    known = {info.code for info in (*outcome.catalog.checks, *outcome.checks)}
    for code, subject, location in _named(outcome.catalog):
        if code not in known:
            near = difflib.get_close_matches(code.upper(), sorted(known), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield INFO.finding(
                subject,
                f"no check has the code {code}{hint}",
                "Correct the code, or remove it: it silences nothing.",
                location,
            )


def _named(catalog: Catalog) -> Iterator[tuple[str, str, Location]]:
    for waiver in waivers.in_force(catalog):
        place = waiver.location or catalog.policy.location or NO_FILE
        yield waiver.code, f"{waiver.code} {waiver.subject}", place
    for item in catalog.suppressions:
        for code in item.codes:
            yield code, f"{code} {item.location.path}", item.location


def _obstacle(catalog: Catalog) -> str:
    if waivers.in_force(catalog) or catalog.suppressions:
        return ""
    return "there is neither a waiver nor a suppression"


check = AfterRule(INFO, _judge, _obstacle)
