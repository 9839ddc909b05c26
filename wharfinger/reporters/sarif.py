# SPDX-License-Identifier: Apache-2.0
"""The outcome as SARIF 2.1.0, which code hosts and editors show beside the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from wharfinger import __version__
from wharfinger.model import CheckInfo, Finding, Location, Outcome, Severity, Skip
from wharfinger.reporters import dumped

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


class SarifReporter:
    """Writes one run with all findings; waived ones carry the reason as a suppression."""

    name = "sarif"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(outcome)]}
        return dumped(log)


def _run(outcome: Outcome) -> dict[str, object]:
    rules = {info.code: info for info in outcome.checks}
    order = {code: index for index, code in enumerate(sorted(rules))}
    return {
        "tool": {
            "driver": {
                "name": "wharfinger",
                "version": __version__,
                "rules": [_rule(rules[code]) for code in order],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolConfigurationNotifications": [_skip(skip) for skip in outcome.skipped],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "properties": {"examined": outcome.catalog.examined.as_dict()},
        "results": list(_results(outcome, order)),
    }


def _rule(info: CheckInfo) -> dict[str, object]:
    return {
        "id": info.code,
        "name": "".join(word.capitalize() for word in info.slug.split("-")),
        "shortDescription": {"text": info.summary},
        "help": {"text": f"{info.summary} wharfinger explain {info.code} says how to mend it."},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
    }


def _skip(skip: Skip) -> dict[str, object]:
    text = f"{skip.code} was skipped: {skip.reason}"
    return {"level": "note", "message": {"text": text}, "associatedRule": {"id": skip.code}}


def _results(outcome: Outcome, order: Mapping[str, int]) -> Iterator[dict[str, object]]:
    seen: Counter[str] = Counter()
    for finding in outcome.findings:
        yield _result(finding, order, seen)
    for finding, reason in outcome.waived:
        inline = any(item.covers(finding) for item in outcome.catalog.suppressions)
        kind = "inSource" if inline else "external"
        yield _result(finding, order, seen) | {
            "suppressions": [{"kind": kind, "justification": reason}]
        }


def _result(finding: Finding, order: Mapping[str, int], seen: Counter[str]) -> dict[str, object]:
    seen[finding.fingerprint] += 1
    occurrence = f"{finding.fingerprint}:{seen[finding.fingerprint]}"
    index = {"ruleIndex": order[finding.code]} if finding.code in order else {}
    text = f"{finding.message}\n{finding.remedy}".strip()
    return {
        "ruleId": finding.code,
        **index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding.location)}],
        # GitHub follows a result from run to run by the first of these alone.
        "partialFingerprints": {
            "primaryLocationLineHash": occurrence,
            "wharfinger/v1": finding.fingerprint,
        },
        "properties": {"subject": finding.subject},
    }


def _place(location: Location) -> dict[str, object]:
    """Return a place; a file as a whole is its first line, as hosts show nothing without one."""
    region = {"startLine": max(location.line, 1)}
    if location.column:
        region["startColumn"] = location.column
    if location.end_line > location.line:
        region["endLine"] = location.end_line
    uri = quote(location.path, safe="/", errors="replace")
    return {"artifactLocation": {"uri": uri}, "region": region}


reporter = SarifReporter()
