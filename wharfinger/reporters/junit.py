# SPDX-License-Identifier: Apache-2.0
"""The outcome as JUnit XML, which CI systems show as a list of tests: one for each check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from wharfinger.model import CheckInfo, Finding, Outcome
from wharfinger.reporters import visible

# What no XML document may contain, be it escaped or not, and visible() leaves as it is.
_FORBIDDEN = re.compile("[\ufffe\uffff]")


class JunitReporter:
    """Writes one suite: a check that found what makes the run fail is a failed test.

    Findings below the policy's threshold, and waived ones, are the output of the test.
    """

    name = "junit"

    def report(self, outcome: Outcome) -> str:
        """Return the report as text that ends with a newline."""
        return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    checks = sorted(outcome.checks, key=lambda info: info.code)
    failed = {finding.code for finding in outcome.findings if _fails(finding, outcome)}
    counts = f'tests="{len(checks)}" failures="{len(failed)}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    yield f'  <testsuite name="wharfinger" {counts} skipped="{len(outcome.skipped)}">'
    yield "    <properties>"
    for key, value in outcome.catalog.examined.as_dict().items():
        yield f'      <property name="examined.{key}" value="{value}"/>'
    yield "    </properties>"
    for info in checks:
        yield from _case(info, outcome)
    yield "  </testsuite>"
    yield "</testsuites>"


def _case(info: CheckInfo, outcome: Outcome) -> Iterator[str]:
    content = list(_content(info, outcome))
    name = f'classname="wharfinger.{_quoted(info.code[:3])}" name="{_quoted(_title(info))}"'
    if content:
        yield f"    <testcase {name}>"
        yield from (f"      {line}" for line in content)
        yield "    </testcase>"
    else:
        yield f"    <testcase {name}/>"


def _title(info: CheckInfo) -> str:
    return f"{info.code} {info.slug}"


def _content(info: CheckInfo, outcome: Outcome) -> Iterator[str]:
    for skip in outcome.skipped:
        if skip.code == info.code:
            yield f'<skipped message="{_quoted(skip.reason)}"/>'
    found = [finding for finding in outcome.findings if finding.code == info.code]
    for finding in found:
        if _fails(finding, outcome):
            attributes = f'type="{finding.severity}" message="{_quoted(_message(finding))}"'
            yield f"<failure {attributes}>{_quoted(finding.remedy)}</failure>"
    said = [f"{f.severity}: {_message(f)}" for f in found if not _fails(f, outcome)]
    said += [f"waived: {_message(f)}; {why}" for f, why in outcome.waived if f.code == info.code]
    if said:
        yield f"<system-out>{_lines_of(said)}</system-out>"


def _lines_of(texts: list[str]) -> str:
    return "\n".join(map(_quoted, texts))


def _fails(finding: Finding, outcome: Outcome) -> bool:
    return finding.severity.rank <= outcome.catalog.policy.fail_on.rank


def _message(finding: Finding) -> str:
    return f"{finding.location}: {finding.message}"


def _quoted(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", visible(text)), {'"': "&quot;"})


reporter = JunitReporter()
