# SPDX-License-Identifier: Apache-2.0
"""CFG002: a policy that a distribution ships is not valid."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="CFG002",
    slug="invalid-shipped-policy",
    severity=Severity.WARNING,
    summary="A policy that a distribution ships to the authors of its drivers is not valid.",
    parts=("distributions", "policy"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for fault in catalog.policy.faults:
        yield INFO.finding(
            fault.location.path,
            fault.message,
            "Tell the distribution's maintainers, or name a corrected copy with --policy.",
            fault.location,
        )


check = Rule(INFO, _find)
