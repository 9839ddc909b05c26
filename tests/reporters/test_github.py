# SPDX-License-Identifier: Apache-2.0
"""Workflow commands, decoded as GitHub's runner does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Outcome, Severity
from wharfinger.reporters import visible
from wharfinger.reporters.github import MOST, reporter

KINDS = {"error": Severity.ERROR, "warning": Severity.WARNING, "notice": Severity.INFO}
DECODED = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def decoded(text: str, codes: tuple[tuple[str, str], ...]) -> str:
    for code, character in codes:
        text = text.replace(code, character)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands among the lines: name, properties and message."""
    found = []
    for line in text.split("\n"):
        head, separator, message = line.lstrip().removeprefix("::").partition("::")
        if line.lstrip().startswith("::") and separator:
            name, _, pairs = head.partition(" ")
            properties = dict(pair.split("=", 1) for pair in pairs.split(",") if pair)
            values = {key: decoded(value, DECODED) for key, value in properties.items()}
            message_codes = (DECODED[0], DECODED[1], DECODED[4])
            found.append((name, values, decoded(message, message_codes)))
    return found


def test_it_is_what_it_was(sample: Outcome, golden) -> None:
    golden("github.txt", reporter.report(sample))


@given(st.data())
def test_any_finding_is_decoded_as_it_was(outcomes, data) -> None:
    outcome = data.draw(outcomes)
    *found, summary = commands(reporter.report(outcome))
    assert len(found) == len(outcome.findings)
    for (name, properties, message), finding in zip(found, outcome.findings, strict=True):
        place = finding.location
        assert KINDS[name] is finding.severity
        assert properties["title"] == finding.code
        assert properties.get("file", ".") == place.path
        assert properties.get("line", "0") == str(place.line)
        texts = (visible(finding.message), visible(finding.remedy))
        assert message == "\n".join(texts).strip()
    assert summary[0] == "notice"


@pytest.mark.parametrize("severity", Severity)
def test_no_more_than_are_shown_and_the_true_total(severity, sample, make_outcome) -> None:
    many = [replace(sample.findings[0], severity=severity, subject=f"s{n}") for n in range(25)]
    few = [finding for finding in sample.findings if finding.severity is not severity]
    text = reporter.report(make_outcome(*many, *few))
    names = Counter(name for name, *_ in commands(text))
    assert all(names[name] <= MOST for name in KINDS)
    rest = 25 - (MOST - 1 if severity is Severity.INFO else MOST)
    assert text.count("\n  DRV001 ") == rest
    total = "25 info" if severity is Severity.INFO else f"25 {severity}s"
    summary = commands(text)[-1][2]
    assert total in summary
    assert f"{rest} of them in the log only" in summary
    assert "examined: 1 distribution, 2 entry points, 2 drivers" in summary


def test_what_is_in_the_log_only_gives_no_orders(sample: Outcome, make_outcome) -> None:
    evil = replace(sample.findings[0], message="\n::stop-commands::x\n##[add-path]/tmp")
    text = reporter.report(make_outcome(*[evil] * (MOST + 3)))
    assert {name for name, *_ in commands(text)} == {"error", "group", "endgroup", "notice"}
    rest = [line for line in text.splitlines() if not line.startswith("::")]
    assert len(rest) == 3
    assert not any("::" in line or "##[" in line for line in rest)
