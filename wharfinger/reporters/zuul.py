# SPDX-License-Identifier: Apache-2.0
"""The outcome as data for ``zuul_return``: Zuul comments on the lines of the change with it.

Zuul's schema is closed: one unknown key, and all comments are lost.
"""

from __future__ import annotations

from wharfinger.model import Finding, Outcome, Severity
from wharfinger.reporters import dumped, encodable

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}

MOST_BYTES = 16_000
"""Zuul cuts a comment a little above this, and would cut off the remedy."""

# A review system takes comments on the files of the change and on its message.
_NO_FILE = "."
_MESSAGE_FILE = "/COMMIT_MSG"


class ZuulReporter:
    """Writes the comments by file, in JSON."""

    name = "zuul"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        comments: dict[str, list[dict[str, object]]] = {}
        for finding in outcome.findings:
            comments.setdefault(_file(finding), []).append(_comment(finding))
        data = {"zuul": {"file_comments": comments}}
        return dumped(data)


def _file(finding: Finding) -> str:
    path = finding.location.path
    return _MESSAGE_FILE if path == _NO_FILE else encodable(path)


def _comment(finding: Finding) -> dict[str, object]:
    return {
        "line": max(finding.location.line, 1),
        "message": _message(finding),
        "level": _LEVELS[finding.severity],
    }


def _message(finding: Finding) -> str:
    """Return code, message and remedy; the message is cut where the whole would be too long."""
    remedy = f"\n\n{finding.remedy}" if finding.remedy else ""
    start = f"{finding.code} {finding.message}"
    room = MOST_BYTES - len(remedy.encode("utf-8", "replace"))
    data = start.encode("utf-8", "replace")
    if len(data) > room:
        start = data[: max(room, 0)].decode("utf-8", "ignore") + "\u2026"
    return start + remedy


reporter = ZuulReporter()
