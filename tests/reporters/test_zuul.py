# SPDX-License-Identifier: Apache-2.0
"""The data of zuul_return, judged by a schema as closed as Zuul's."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Outcome
from wharfinger.reporters.zuul import MOST_BYTES, reporter

_RANGE = ("start_line", "start_character", "end_line", "end_character")
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["zuul"],
    "properties": {
        "zuul": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "file_comments": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["message"],
                            "properties": {
                                "line": {"type": "integer", "minimum": 1},
                                "message": {"type": "string", "minLength": 1},
                                "level": {"enum": ["info", "warning", "error"]},
                                "range": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "required": list(_RANGE),
                                    "properties": {name: {"type": "integer"} for name in _RANGE},
                                },
                            },
                        },
                    },
                }
            },
        }
    },
}


def comments(outcome: Outcome) -> dict:
    return json.loads(reporter.report(outcome))["zuul"]["file_comments"]


def test_it_is_what_it_was(sample: Outcome, golden) -> None:
    golden("zuul.json", reporter.report(sample))


@given(st.data())
def test_any_outcome_fits_and_nothing_is_lost(outcomes, data) -> None:
    outcome = data.draw(outcomes)
    answer = json.loads(reporter.report(outcome).encode("utf-8", "backslashreplace"))
    jsonschema.validate(answer, SCHEMA)
    found = answer["zuul"]["file_comments"]
    assert sum(map(len, found.values())) == len(outcome.findings)
    assert "." not in found


def test_a_long_message_is_cut_before_its_remedy(sample: Outcome, make_outcome) -> None:
    long = replace(sample.findings[1], message="\u00e9" * MOST_BYTES)
    ((comment,),) = comments(make_outcome(long)).values()
    assert len(comment["message"].encode()) <= MOST_BYTES + 3
    assert comment["message"].startswith("DRV001 \u00e9")
    assert comment["message"].endswith("\u2026\n\nMend it.")
