# SPDX-License-Identifier: Apache-2.0
"""CFG004: a waiver is over."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.contract import waivers
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="CFG004",
    slug="expired-waiver",
    severity=Severity.WARNING,
    summary="A waiver is over: the day has passed, or the release is there.",
    parts=("policy", "distributions"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for waiver in waivers.in_force(catalog):
        why = waivers.ended(waiver, catalog)
        if why:
            yield INFO.finding(
                f"{waiver.code} {waiver.subject}",
                f"the waiver of {waiver.code} for {waiver.subject} is over: {why}",
                "Mend what it was for and remove the waiver, or agree on a later end.",
                waiver.location or catalog.policy.location or NO_FILE,
            )


def _obstacle(catalog: Catalog) -> str:
    ends = any(waiver.until for waiver in waivers.in_force(catalog))
    return "" if ends else "the policy has no waiver that ends"


check = Rule(INFO, _find, _obstacle)
