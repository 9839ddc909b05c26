# SPDX-License-Identifier: Apache-2.0
"""DRV004: a name is registered more than once in a group."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Registration, Rule, registrations
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV004",
    slug="duplicate-name",
    severity=Severity.ERROR,
    summary="A name is registered more than once in a group.",
    parts=("distributions", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    first: dict[tuple[str, str], Registration] = {}
    for item in registrations(catalog):
        before = first.setdefault((item.group, item.name), item)
        if before is not item:
            yield _finding(before, item)


def _finding(before: Registration, item: Registration) -> Finding:
    same = before.holder == item.holder
    place = f"{before.location}" if same else f"{before.location} of {before.distribution}"
    target = "the same target" if before.target == item.target else before.target
    return INFO.finding(
        item.subject,
        f"{item.group} has {item.name!r} already: {place} registers {target}",
        "Remove one of the two, or give it another name: which of them is loaded is chance.",
        item.location,
        Severity.ERROR if same else Severity.WARNING,
    )


check = Rule(INFO, _find)
