# SPDX-License-Identifier: Apache-2.0
"""The commits of a series, each judged as a patch of its own: a line for what each brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

from wharfinger import engine
from wharfinger.cli import output
from wharfinger.cli.output import Output
from wharfinger.model import Commit, Examined, Outcome, Severity
from wharfinger.reporters import counted, examined_line, json_text, visible
from wharfinger.reporters.json import outcome_data

_HASH = 12
_WORST = len("99 errors, 99 warnings")


def as_text(outcomes: Iterable[Outcome]) -> int:
    """Write a line as soon as its commit is judged, and return the exit status."""
    status, commits, failed = 0, 0, 0
    examined = Examined()
    for outcome in outcomes:
        output.write(Output(_line(outcome) + "\n"))
        status = max(status, engine.exit_code(outcome))
        commits += 1
        failed += engine.exit_code(outcome)
        examined = _added(examined, outcome.catalog.examined)
    output.write(Output(f"{counted(commits, 'commit')}, {failed} with findings\n"))
    output.write(Output(f"{examined_line(examined)}\n"))
    return status


def as_json(outcomes: Iterable[Outcome]) -> int:
    """Write one JSON object with all commits, and return the exit status."""
    status = 0
    examined = Examined()
    commits = []
    for outcome in outcomes:
        commit = _commit(outcome)
        commits.append({"commit": commit.id, "subject": commit.subject, **outcome_data(outcome)})
        status = max(status, engine.exit_code(outcome))
        examined = _added(examined, outcome.catalog.examined)
    output.write(Output(json_text("check-each", examined, {"commits": commits}), is_data=True))
    return status


FORMATS: Mapping[str, Callable[[Iterable[Outcome]], int]] = {"text": as_text, "json": as_json}
"""What writes each format that a series can be shown in."""


def _line(outcome: Outcome) -> str:
    commit = _commit(outcome)
    shown = (finding for finding in outcome.findings if finding.severity is not Severity.INFO)
    codes = Counter(finding.code for finding in shown)
    named = [f"{code} x{count}" if count > 1 else code for code, count in sorted(codes.items())]
    told = f"{', '.join(named)}: " if named else ""
    return f"{commit.id[:_HASH]}  {_counts(outcome).ljust(_WORST)}  {told}{visible(commit.subject)}"


def _counts(outcome: Outcome) -> str:
    counts = Counter(finding.severity for finding in outcome.findings)
    shown = [counted(counts[s], s) for s in (Severity.ERROR, Severity.WARNING) if counts[s]]
    return ", ".join(shown) or "ok"


def _commit(outcome: Outcome) -> Commit:
    comparison = outcome.catalog.comparison
    assert comparison is not None
    assert comparison.patch is not None
    return comparison.patch.commits[0]


def _added(before: Examined, more: Examined) -> Examined:
    """Count commits and notes together; of what every commit has, the most."""
    together = {"commits", "notes"}
    values = {
        field.name: (sum if field.name in together else max)(
            (getattr(before, field.name), getattr(more, field.name))
        )
        for field in fields(Examined)
    }
    return Examined(**values)
