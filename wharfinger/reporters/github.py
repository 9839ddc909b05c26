# SPDX-License-Identifier: Apache-2.0
"""The outcome as workflow commands of GitHub, which become annotations of the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wharfinger.model import Finding, Outcome, Severity
from wharfinger.reporters import counted, encodable, examined_line, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

MOST = 10
"""So many annotations of each kind are shown for a step; GitHub drops the others silently."""


class GithubReporter:
    """Writes an annotation for each finding, as far as they are shown, and the true total."""

    name = "github"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    shown: Counter[Severity] = Counter()
    # The summary is a notice itself.
    limits = {Severity.ERROR: MOST, Severity.WARNING: MOST, Severity.INFO: MOST - 1}
    rest: list[Finding] = []
    for finding in outcome.findings:
        shown[finding.severity] += 1
        if shown[finding.severity] > limits[finding.severity]:
            rest.append(finding)
        else:
            yield _command(finding)
    if rest:
        yield f"::group::{counted(len(rest), 'finding')} more than GitHub annotates"
        yield from map(_plain, rest)
        yield "::endgroup::"
    yield f"::notice title=wharfinger::{_data(_summary(outcome, shown, len(rest)))}"


def _command(finding: Finding) -> str:
    place = finding.location
    properties = {"title": finding.code}
    if place.path != ".":
        properties["file"] = place.path
    if place.line:
        properties["line"] = str(place.line)
    if place.line and place.end_line > place.line:
        properties["endLine"] = str(place.end_line)
    elif place.line and place.column:
        properties["col"] = str(place.column)
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = f"{visible(finding.message)}\n{visible(finding.remedy)}".strip()
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(text)}"


def _plain(finding: Finding) -> str:
    """Return a line that is no command, whatever the finding says."""
    text = f"{finding.code} {finding.severity} {finding.location}: {finding.message}"
    return "  " + visible(text).replace("::", ": :").replace("##[", "## [")


def _summary(outcome: Outcome, totals: Counter[Severity], rest: int) -> str:
    words = [
        f"{totals[severity]} info"
        if severity is Severity.INFO
        else counted(totals[severity], severity)
        for severity in Severity
        if totals[severity]
    ]
    found = f"findings: {', '.join(words) or 'none'}"
    more = f"; {rest} of them in the log only" if rest else ""
    waived = f"; {counted(len(outcome.waived), 'finding')} waived" if outcome.waived else ""
    skipped = f"; {counted(len(outcome.skipped), 'check')} skipped" if outcome.skipped else ""
    return f"{found}{more}{waived}{skipped}; {examined_line(outcome.catalog.examined)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(encodable(text)).replace(":", "%3A").replace(",", "%2C")


reporter = GithubReporter()
