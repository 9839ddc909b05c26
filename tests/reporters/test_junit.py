# SPDX-License-Identifier: Apache-2.0
"""JUnit XML, read back by the standard library and by a reader that is not ours."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Outcome, Severity
from wharfinger.reporters import visible
from wharfinger.reporters.junit import reporter


def suite(outcome: Outcome) -> ET.Element:
    (found,) = ET.fromstring(reporter.report(outcome).encode())
    return found


def test_it_is_what_it_was(sample: Outcome, golden) -> None:
    golden("junit.xml", reporter.report(sample))


@given(st.data())
def test_any_outcome_is_xml_with_every_failure(outcomes, data) -> None:
    outcome = data.draw(outcomes)
    found = suite(outcome)
    errors = [f for f in outcome.findings if f.severity is Severity.ERROR]
    assert len(found.findall("testcase/failure")) == len(errors)
    assert int(found.get("failures")) == len({f.code for f in errors})
    assert int(found.get("tests")) == len(found.findall("testcase")) == len(outcome.checks)


def test_what_a_failure_says(sample: Outcome) -> None:
    first = suite(sample).find("testcase/failure")
    finding = sample.findings[0]
    assert first.get("message") == f"{finding.location}: {visible(finding.message)}"
    assert first.text == finding.remedy
    assert first.get("type") == "error"


def test_the_threshold_decides_what_fails(sample: Outcome, make_outcome) -> None:
    outcome = make_outcome(*sample.findings, fail_on=Severity.INFO)
    assert len(suite(outcome).findall("testcase/failure")) == len(sample.findings)
    assert suite(outcome).find("testcase/system-out") is None


def test_junitparser_reads_it_back(sample: Outcome, tmp_path) -> None:
    junitparser = pytest.importorskip("junitparser")
    path = tmp_path / "out.xml"
    path.write_text(reporter.report(sample), encoding="utf-8")
    (found,) = junitparser.JUnitXml.fromfile(str(path))
    assert (found.tests, found.failures, found.errors, found.skipped) == (3, 1, 0, 1)
    cases = {case.name.partition(" ")[0]: case for case in found}
    assert [type(item).__name__ for item in cases["DRV001"].result] == ["Failure", "Failure"]
    (skipped,) = cases["IFC101"].result
    assert skipped.message == "nothing was compared"
    assert "waived: w.py:4: w is gone; until 2.0" in cases["DRV001"].system_out
    values = {item.name: item.value for item in found.properties()}
    assert values["examined.entry_points"] == "2"
