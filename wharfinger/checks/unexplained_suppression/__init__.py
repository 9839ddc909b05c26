# SPDX-License-Identifier: Apache-2.0
"""CFG007: a suppression without a reason."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import AfterRule
from wharfinger.model import Catalog, CheckInfo, Finding, Outcome, Severity

INFO = CheckInfo(
    code="CFG007",
    slug="unexplained-suppression",
    severity=Severity.ERROR,
    summary="A suppression does not say what it silences, or why.",
    parts=(),
)


def _judge(outcome: Outcome) -> Iterator[Finding]:
    for item in outcome.catalog.suppressions:
        if not item.codes:
            message = "a suppression names no code, so it silences nothing"
        elif not item.reason:
            message = f"the suppression of {', '.join(item.codes)} gives no reason, so it is void"
        else:
            continue
        yield INFO.finding(
            f"{','.join(item.codes) or 'no code'} {item.location.path}",
            message,
            "Write it as: wharfinger: ignore[CODE] followed by the reason.",
            item.location,
        )


def _obstacle(catalog: Catalog) -> str:
    return "" if catalog.suppressions else "no file that was looked at has a suppression"


check = AfterRule(INFO, _judge, _obstacle)
