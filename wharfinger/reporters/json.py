# SPDX-License-Identifier: Apache-2.0
"""The outcome for machines, as its published JSON Schema describes it."""

from __future__ import annotations

from wharfinger.model import Finding, Outcome
from wharfinger.reporters import json_text


class JsonReporter:
    """Writes one JSON object with all findings, waived ones and skipped checks."""

    name = "json"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        return json_text("check", outcome.catalog.examined, outcome_data(outcome))


def outcome_data(outcome: Outcome) -> dict[str, object]:
    """Return what a run came to as JSON has it."""
    return {
        "findings": [_finding(finding) for finding in outcome.findings],
        "waived": [{**_finding(finding), "reason": reason} for finding, reason in outcome.waived],
        "skipped": [{"code": skip.code, "reason": skip.reason} for skip in outcome.skipped],
    }


def _finding(finding: Finding) -> dict[str, object]:
    where = finding.location
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "subject": finding.subject,
        "message": finding.message,
        "remedy": finding.remedy,
        "location": {
            "path": where.path,
            "line": where.line,
            "end_line": where.end_line,
            "column": where.column,
        },
        "fingerprint": finding.fingerprint,
    }


reporter = JsonReporter()
