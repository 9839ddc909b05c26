# SPDX-License-Identifier: Apache-2.0
"""REL1xx: a patch changes something that users must know, and no release note tells them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from wharfinger.checks import Rule
from wharfinger.contract.notes.kinds import Trigger
from wharfinger.contract.notes.markup import literal
from wharfinger.contract.notes.naming import is_plain
from wharfinger.contract.notes.satisfaction import Gap, Shortfall, shortfall
from wharfinger.contract.notes.triggers import triggers
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

_FAMILIES = (
    ("REL101", "interface", "A driver interface changes, and no release note says so."),
    ("REL102", "driver", "A driver changes for its users, and no release note says so."),
    ("REL103", "option", "A configuration option changes, and no release note says so."),
    ("REL104", "migration", "A migration is added, and no release note says so."),
    ("REL105", "impact", "A commit message announces an impact, and no release note tells it."),
    ("REL106", "function", "A public function is removed, and no release note says so."),
)
_GAPS = (
    (
        "REL107",
        "note-in-wrong-section",
        "A release note tells of a change, but in a section that is not for it.",
        Gap.SECTION,
    ),
    (
        "REL108",
        "note-names-nothing",
        "A release note is in the right section, but does not name what changed.",
        Gap.UNNAMED,
    ),
)
_DRAFT = "'wharfinger notes draft' writes it"
_MOST_NAMES = 4


def _info(code: str, slug: str, summary: str) -> CheckInfo:
    return CheckInfo(
        code=code,
        slug=slug,
        severity=Severity.ERROR,
        summary=summary,
        parts=("groups", "contracts", "notes", "comparison"),
        page=f"pages/{slug.replace('-', '_')}.rst",
    )


def _shortfalls(catalog: Catalog) -> Iterator[Shortfall]:
    for trigger in triggers(catalog):
        found = shortfall(trigger, catalog.notes)
        if found:
            yield found


def _missing(info: CheckInfo, family: str, catalog: Catalog) -> Iterator[Finding]:
    for item in _shortfalls(catalog):
        trigger = item.trigger
        if item.gap is Gap.MISSING and trigger.family == family:
            yield info.finding(
                trigger.subject,
                f"{trigger.plain_text}; no release note of this patch says so",
                f"Add a release note with an entry {_where(trigger)}{_naming(trigger)}; {_DRAFT}.",
                trigger.location,
            )


def _misplaced(info: CheckInfo, gap: Gap, catalog: Catalog) -> Iterator[Finding]:
    for item in _shortfalls(catalog):
        trigger = item.trigger
        if item.gap is not gap:
            continue
        what = (
            f"tells of it in the section {item.section}"
            if gap is Gap.SECTION
            else "does not name it"
        )
        yield info.finding(
            trigger.subject,
            f"{trigger.plain_text}; the release note of this patch {what}",
            f"Write an entry {_where(trigger)}{_naming(trigger)}; {_DRAFT}.",
            item.location or trigger.location,
        )


def _where(trigger: Trigger) -> str:
    """Return the sections as people say it: below upgrade; below features or upgrade."""
    *others, last = trigger.sections
    return f"below {', '.join(others)} or {last}" if others else f"below {last}"


def _naming(trigger: Trigger) -> str:
    if not trigger.names:
        return ""
    # A word of prose counts as a name only where it is marked as code.
    names = [literal(name) if is_plain(name) else name for name in trigger.names[:_MOST_NAMES]]
    return f" that names {' or '.join(names)}"


def _obstacle(catalog: Catalog) -> str:
    comparison = catalog.comparison
    if comparison is None:
        return catalog.comparison_gap
    if comparison.patch is None:
        return "what is compared are no commits, so there is no patch that could have a note"
    if comparison.patch.exempt:
        return f"no release note is asked of this patch: {comparison.patch.exempt}"
    asked = catalog.policy.notes
    if not (comparison.keeps_notes or catalog.notes or asked.folder or asked.sections):
        return "the project keeps no release notes"
    return ""


checks = (
    *(
        Rule(info, partial(_missing, info, family), _obstacle)
        for code, family, summary in _FAMILIES
        for info in (_info(code, f"{family}-without-note", summary),)
    ),
    *(
        Rule(info, partial(_misplaced, info, gap), _obstacle)
        for code, slug, summary, gap in _GAPS
        for info in (_info(code, slug, summary),)
    ),
)
