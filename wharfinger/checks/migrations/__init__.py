# SPDX-License-Identifier: Apache-2.0
"""MIG1xx: database migrations in three phases, between which old and new code run together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from wharfinger.checks import Rule
from wharfinger.contract.migrations import numbers, phases, triggers
from wharfinger.model import (
    Catalog,
    CheckInfo,
    Effect,
    Finding,
    Location,
    Migration,
    Operation,
    Severity,
)

Find = Callable[[CheckInfo, Catalog], Iterable[Finding]]

_DOES = {
    Effect.ADDS: "adds to the schema",
    Effect.REMOVES: "takes away what old code may use",
    Effect.RESTRICTS: "refuses what old code may write",
    Effect.NEUTRAL: "changes the schema",
    Effect.DATA: "changes data",
}
_ELSEWHERE = {
    "expand": "Let expand only add; move data in migrate, and remove in contract.",
    "migrate": "Let migrate only move data; change the schema in expand or contract.",
    "contract": "Let contract only remove; add in expand, and move data in migrate.",
}


def _misplaced(phase: str, info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    for script in _judged(catalog):
        for item in phases.forbidden(script) if script.phase == phase else ():
            yield info.finding(
                _subject(script, item),
                f"{item.text} {_DOES[item.effect]}, in a script of the phase {phase}",
                _ELSEWHERE[phase],
                script.at(item),
            )


def _mismatched(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    for item in numbers.mismatches(_all(catalog)):
        count = f"{item.count} scripts" if item.count else "no script"
        yield info.finding(
            f"{item.beside.path}:{item.phase}",
            f"{item.phase} has {count} of the number {item.number}",
            "Keep one script of each number in every phase, an empty one where there is nothing "
            "to do.",
            Location(item.beside.path, 1),
        )


def _unpaired(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    scripts = _all(catalog)
    for script, item in triggers.not_dropped(scripts):
        yield info.finding(
            _subject(script, item),
            f"no contract drops the trigger {item.name}, which expand creates",
            "Drop the trigger in the contract of the same number.",
            script.at(item),
        )
    for script, item in triggers.not_created(scripts):
        yield info.finding(
            _subject(script, item),
            f"contract drops the trigger {item.name}, which no expand up to it creates",
            "Drop only triggers that an expand of the same number or an earlier one creates.",
            script.at(item),
        )


def _edited(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    for script in catalog.migrations:
        if script.edited_since:
            yield info.finding(
                script.path,
                f"the script is in {script.edited_since} with other code; databases that have "
                "run it will not run it again",
                "Leave the script as it was, and write a new one for what is new.",
                Location(script.path, 1),
            )


def _not_judged(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    for script in _judged(catalog):
        items = phases.unknown(script)
        if items:
            listed = "; ".join(f"line {item.line}: {item.text}" for item in items[:3])
            more = f"; and {len(items) - 3} more" if len(items) > 3 else ""
            yield info.finding(
                script.path,
                f"what the script does cannot be judged in full from its text: {listed}{more}",
                "Write it so that it can be read, or review it with care and waive this finding.",
                script.at(items[0]),
            )


def _subject(script: Migration, item: Operation) -> str:
    return f"{script.path}:{item.text}"


def _judged(catalog: Catalog) -> Iterable[Migration]:
    """Return the scripts that a patch touches, or all where there is no patch."""
    patch = catalog.comparison.patch if catalog.comparison else None
    if patch is None:
        return catalog.migrations
    return tuple(script for script in catalog.migrations if script.touched)


def _all(catalog: Catalog) -> tuple[Migration, ...]:
    """Return all scripts if a patch touches or deletes one: what pairs may be anywhere."""
    patch = catalog.comparison.patch if catalog.comparison else None
    if patch is None:
        return catalog.migrations
    changed = {_folder(path) for file in patch.files for path in (file.path, file.old_path)}
    return catalog.migrations if changed & {_folder(s.path) for s in catalog.migrations} else ()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _without_phases(catalog: Catalog) -> str:
    return "" if catalog.migrations else "no migrations in phases were found"


def _without_numbers(catalog: Catalog) -> str:
    if any(script.number is not None for script in catalog.migrations):
        return ""
    found = _without_phases(catalog)
    return found or "the names of the migrations in phases begin with no numbers"


def _without_base(catalog: Catalog) -> str:
    return _without_phases(catalog) or ("" if catalog.comparison else catalog.comparison_gap)


def _check(
    code: str,
    slug: str,
    summary: str,
    find: Find,
    obstacle: Callable[[Catalog], str] = _without_phases,
    severity: Severity = Severity.ERROR,
) -> Rule:
    parts = ("migrations", "comparison")
    page = f"pages/{slug.replace('-', '_')}.rst"
    info = CheckInfo(code, slug, severity, summary, parts, page=page)
    return Rule(info, partial(find, info), obstacle)


checks = (
    _check(
        "MIG101",
        "expand-only-adds",
        "A migration of the phase expand does more than add.",
        partial(_misplaced, "expand"),
    ),
    _check(
        "MIG102",
        "migrate-only-moves-data",
        "A migration of the phase migrate changes the schema.",
        partial(_misplaced, "migrate"),
    ),
    _check(
        "MIG103",
        "contract-only-removes",
        "A migration of the phase contract does more than remove.",
        partial(_misplaced, "contract"),
    ),
    _check(
        "MIG104",
        "migration-numbers-match",
        "A phase lacks a migration of a number that another phase has.",
        _mismatched,
        _without_numbers,
    ),
    _check(
        "MIG105",
        "migration-triggers-pair",
        "A trigger of expand is not dropped in contract, or one is dropped that expand lacks.",
        _unpaired,
    ),
    _check(
        "MIG106",
        "released-migration-edited",
        "A migration is edited after its release.",
        _edited,
        _without_base,
    ),
    _check(
        "MIG107",
        "unjudged-migration",
        "What a migration does cannot be judged in full from its text.",
        _not_judged,
        severity=Severity.WARNING,
    ),
)
