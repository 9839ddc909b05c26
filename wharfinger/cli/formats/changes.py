# SPDX-License-Identifier: Apache-2.0
"""Changes of interfaces and drivers, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from wharfinger.contract.author_advice import author_advice
from wharfinger.model import (
    Affected,
    Change,
    Comparison,
    DriverChange,
    Examined,
    Location,
    Verdict,
)
from wharfinger.reporters import counted, examined_line, json_text, visible

# So many drivers are named in a line; JSON has all.
_NAMED = 3


def as_json(comparison: Comparison, examined: Examined) -> str:
    """Return the answer as its published JSON Schema describes it."""
    data = {
        "changes": [change_data(change) for change in comparison.changes],
        "drivers": [_driver_data(change) for change in comparison.driver_changes],
    }
    return json_text("diff", examined, data)


def change_data(change: Change) -> dict[str, object]:
    """Return one change of an interface as JSON has it."""
    return {
        "code": change.code,
        "rule": change.rule,
        "subject": change.subject,
        "implementer": str(change.implementer),
        "caller": str(change.caller),
        "implementer_condition": change.implementer_condition,
        "caller_condition": change.caller_condition,
        "old": change.old,
        "new": change.new,
        "location": _place(change.location),
        "advice": author_advice(change),
        "affected": [
            {
                "driver": item.driver,
                "distribution": item.distribution,
                "location": _place(item.location),
            }
            for item in change.affected
        ],
    }


def _driver_data(change: DriverChange) -> dict[str, object]:
    return {
        "group": change.group,
        "name": change.name,
        "change": change.change,
        "feature": change.feature or None,
        "old": change.old,
        "new": change.new,
    }


def _place(location: Location | None) -> dict[str, object] | None:
    return {"path": location.path, "line": location.line} if location else None


def as_text(comparison: Comparison, examined: Examined) -> str:
    """Return the answer as lines of which the first of each change is one that editors parse."""
    lines = [line for change in comparison.changes for line in _change(change)]
    for group, changes in groupby(comparison.driver_changes, key=lambda item: item.group):
        lines += (
            ["", f"drivers of {visible(group)}:"] if lines else [f"drivers of {visible(group)}:"]
        )
        lines += [f"  {line}" for line in map(_driver, changes)]
    lines += ["", _summary(comparison)] if lines else [_summary(comparison)]
    return "".join(f"{line}\n" for line in (*lines, examined_line(examined)))


def _change(change: Change) -> Iterator[str]:
    place = f"{visible(change.location.path)}:{max(change.location.line, 1)}"
    yield f"{place}: {change.code} {change.rule} {visible(change.subject)}"
    yield f"  implementers: {_verdict(change.implementer, change.implementer_condition)}"
    yield f"  callers: {_verdict(change.caller, change.caller_condition)}"
    if change.old:
        yield f"  was: {_one_line(change.old)}"
    if change.new:
        yield f"  now: {_one_line(change.new)}"
    if change.evidence:
        yield f"  because of: {visible(str(change.evidence))}"
    if advice := author_advice(change):
        yield f"  drivers: {visible(advice)}"
    if change.affected:
        yield f"  affects: {_affected(change.affected)}"


def _one_line(source: str) -> str:
    return visible(" ".join(source.split()))


def _verdict(verdict: Verdict, condition: str) -> str:
    return f"{verdict}, {visible(condition)}" if condition else str(verdict)


def _affected(affected: Sequence[Affected]) -> str:
    shown = [
        f"{visible(item.driver)} ({visible(str(item.location))})"
        if item.location
        else visible(item.driver)
        for item in affected[:_NAMED]
    ]
    more = len(affected) - _NAMED
    return ", ".join(shown) + (f" and {counted(more, 'more driver')}" if more > 0 else "")


def _driver(change: DriverChange) -> str:
    name = visible(change.name)
    match change.change:
        case "added":
            return f"added: {name} = {visible(change.new)}"
        case "removed":
            return f"removed: {name} = {visible(change.old)}"
        case "renamed":
            return f"renamed: {visible(change.old)} -> {name}"
        case "feature":
            return f"feature: {name}: {visible(change.feature)} {change.old} -> {change.new}"
        case _:
            return f"{change.change}: {name}: {visible(change.old)} -> {visible(change.new)}"


def _summary(comparison: Comparison) -> str:
    changes = comparison.changes
    parts = [
        _breaking(changes, "implementer"),
        _breaking(changes, "caller"),
    ]
    detail = f" ({', '.join(parts)})" if changes else ""
    return (
        f"{counted(len(changes), 'interface change')}{detail}; "
        f"{counted(len(comparison.driver_changes), 'driver change')}"
    )


def _breaking(changes: Sequence[Change], side: str) -> str:
    count = sum(getattr(change, side) is Verdict.BREAKING for change in changes)
    return f"{count} break{'s' if count == 1 else ''} {side}s"
