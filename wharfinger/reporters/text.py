# SPDX-License-Identifier: Apache-2.0
"""The outcome for people, in lines that editors and CI systems parse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wharfinger.model import Finding, Outcome, Severity
from wharfinger.reporters import counted, examined_line, visible


class TextReporter:
    """Writes ``path:line:col: CODE message``, and the remedy below it, indented."""

    name = "text"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    for finding in outcome.findings:
        yield f"{_place(finding)}: {finding.code} {visible(finding.message)}"
        if finding.remedy:
            yield f"  {visible(finding.remedy)}"
    for finding, reason in outcome.waived:
        # Not in the form of a finding: what parses those must not take it for one.
        yield f"waived: {finding.code} {visible(finding.subject)}: {visible(reason)}"
    yield _summary(outcome)
    yield examined_line(outcome.catalog.examined)


def _place(finding: Finding) -> str:
    """Return where a finding is; a file as a whole is its first line, as editors need one."""
    where = finding.location
    return f"{visible(where.path)}:{max(where.line, 1)}:{max(where.column, 1)}"


def _summary(outcome: Outcome) -> str:
    counts = Counter(finding.severity for finding in outcome.findings)
    findings = [
        counted(counts[severity], severity) if severity is not Severity.INFO else f"{number} info"
        for severity in Severity
        if (number := counts[severity])
    ]
    run = len(outcome.checks) - len(outcome.skipped)
    parts = [f"findings: {', '.join(findings) or 'none'}", f"{counted(run, 'check')} run"]
    if outcome.skipped:
        parts.append(_skipped(outcome))
    if outcome.waived:
        parts.append(f"{counted(len(outcome.waived), 'finding')} waived")
    return "; ".join(parts)


def _skipped(outcome: Outcome) -> str:
    """Count the skipped checks; most are skipped together, for want of a base to compare with."""
    gap = outcome.catalog.comparison_gap
    without_base = sum(skip.reason == gap for skip in outcome.skipped)
    told = f"{len(outcome.skipped)} skipped"
    if not without_base:
        return told
    of_all = "" if without_base == len(outcome.skipped) else f", {without_base} of them"
    return f"{told}{of_all} because {visible(gap)}"


reporter = TextReporter()
