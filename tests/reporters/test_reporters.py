# SPDX-License-Identifier: Apache-2.0
"""What reporters write."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from wharfinger import plugins
from wharfinger.model import CheckInfo, Examined, Finding, Location, Outcome, Severity, Skip
from wharfinger.reporters import examined_line, visible
from wharfinger.testing import catalog

SCHEMA = Path(__file__).parents[2] / "doc/source/reference/schemas/check.json"
INFO = CheckInfo("DRV001", "a", Severity.ERROR, "A.", ())


def finding(message: str = "is wrong", severity: Severity = Severity.ERROR) -> Finding:
    return Finding("DRV001", severity, "g:n", message, "Mend it.", Location("a b.py", 3, 5))


OUTCOME = Outcome(
    catalog=catalog(examined=Examined(distributions=1, entry_points=2)),
    findings=(
        finding(),
        finding("a\nb\x1b[2J", Severity.INFO),
        Finding("DRV002", Severity.ERROR, "g", "m", "", Location("f")),
    ),
    waived=((finding(), "known"),),
    skipped=(Skip("DRV002", "nothing to look at"),),
    checks=(INFO, INFO),
)


def report(name: str, outcome: Outcome = OUTCOME) -> str:
    return plugins.load_one(plugins.REPORTERS, name).report(outcome)


def test_text():
    assert report("text") == (
        "a b.py:3:5: DRV001 is wrong\n"
        "  Mend it.\n"
        "a b.py:3:5: DRV001 a\\nb\\x1b[2J\n"
        "  Mend it.\n"
        "f:1:1: DRV002 m\n"
        "waived: DRV001 g:n: known\n"
        "findings: 2 errors, 1 info; 1 check run; 1 skipped; 1 finding waived\n"
        "examined: 1 distribution, 2 entry points\n"
    )


def test_text_says_why_checks_are_skipped_together():
    gap = Skip("DRV003", "nothing was compared")
    skipped = (*OUTCOME.skipped, gap)
    told = [report("text", Outcome(catalog(), (), skipped=items)) for items in ((gap,), skipped)]
    assert "; 1 skipped because nothing was compared\n" in told[0]
    assert "; 2 skipped, 1 of them because nothing was compared\n" in told[1]


def test_text_lines_are_what_ci_systems_parse():
    lines = [line for line in report("text").splitlines() if not line.startswith("  ")]
    found = [re.fullmatch(r"(.+?):(\d+):(\d+): ([A-Z]{3}\d{3}) (.+)", line) for line in lines]
    assert sum(map(bool, found)) == len(OUTCOME.findings)


def test_json():
    answer = json.loads(report("json"))
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert answer["schema"] == "wharfinger/check/1"
    assert answer["waived"][0]["reason"] == "known"
    assert answer["skipped"] == [{"code": "DRV002", "reason": "nothing to look at"}]
    assert answer["findings"][0]["location"] == {
        "path": "a b.py",
        "line": 3,
        "end_line": 0,
        "column": 5,
    }
    assert answer["findings"][0]["fingerprint"] == finding().fingerprint


@pytest.mark.parametrize("name", plugins.names(plugins.REPORTERS))
def test_every_reporter_knows_its_name_and_ends_with_a_newline(name):
    assert plugins.load_one(plugins.REPORTERS, name).name == name
    assert report(name).endswith("\n")
    assert not report(name).endswith("\n\n")
    assert report(name) == report(name)
    assert report(name, Outcome(catalog(), ())).endswith("\n")


def test_examined_names_what_there_was():
    assert examined_line(Examined()) == "examined: 0 distributions, 0 entry points"
    assert examined_line(Examined(1)) == "examined: 1 distribution, 0 entry points"
    assert examined_line(Examined(notes=2)) == "examined: 2 notes"
    assert examined_line(Examined(1, 1, 2, 1)).endswith(", 2 drivers, 1 interface")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\tb", "a\\tb"), ("é日", "é日"), ("\u202ex", "\\u202ex"), ("\udc80", "?")],
)
def test_visible(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize("name", plugins.names(plugins.REPORTERS))
def test_a_path_that_is_no_utf_8_has_one_spelling(name):
    odd = Finding("DRV001", Severity.ERROR, "n/\udcff.py", "m", "", Location("n/\udcff.py", 1))
    text = report(name, Outcome(catalog(), (odd,), checks=(INFO,)))
    text.encode("utf-8")
    assert "n/?.py" in text or "n/%3F.py" in text
