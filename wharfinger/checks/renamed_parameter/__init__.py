# SPDX-License-Identifier: Apache-2.0
"""DRV014: a driver's override takes a parameter by another name or in another place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.overriding import Override, is_demanded, moved, overrides, signature
from wharfinger.contract.signatures import Difference, Shift
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV014",
    slug="renamed-parameter",
    severity=Severity.WARNING,
    summary="A driver's override takes a parameter by another name or in another place.",
    parts=("groups", "contracts"),
)

_TEXTS = {
    Shift.REORDERED: "takes {old} in another place",
    Shift.INSERTED: "puts {new} before others",
    Shift.MADE_POSITIONAL: "puts {new} before others",
    Shift.MADE_KEYWORD_ONLY: "takes {old} by keyword only",
    Shift.MADE_POSITIONAL_ONLY: "takes {old} by position only",
}
_BY_PLACE = (Shift.REORDERED, Shift.MADE_KEYWORD_ONLY)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for override in overrides(catalog):
        found = moved(override)
        if found:
            yield _finding(override, found)


def _finding(override: Override, found: tuple[Difference, ...]) -> Finding:
    strict = any(item.kind in _BY_PLACE and is_demanded(item) for item in found)
    finding = INFO.finding(
        override.subject,
        f"{override.shown} {', '.join(map(_text, found))}; the interface has {override.replaced}",
        f"Name and order the parameters as the interface does, not ({signature(override.given)}).",
        override.given.location,
        Severity.ERROR if strict else Severity.WARNING,
    )
    return replace(finding, drivers=override.drivers)


def _text(item: Difference) -> str:
    old = item.old.name if item.old else item.name
    new = item.new.name if item.new else item.name
    template = _TEXTS.get(item.kind, "takes {new} for {old}")
    return template.format(old=old, new=new)


def _obstacle(catalog: Catalog) -> str:
    if any(driver.overrides for driver in catalog.drivers):
        return ""
    return "no driver overrides a method of an interface"


check = Rule(INFO, _find, _obstacle)
