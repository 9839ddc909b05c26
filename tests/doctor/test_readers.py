# SPDX-License-Identifier: Apache-2.0
"""What the doctor reads of files that nobody vouches for: calls, workflows, tables."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.doctor.calls import gate_calls, is_call
from wharfinger.doctor.matrices import by_hand
from wharfinger.doctor.workflows import gate_jobs
from wharfinger.testing import driver, group

PIECES = ("wharfinger", "check", " ", "\n", "\\\n", "|| true", "#", '"', ",", "- ", "entry:", "|")
WORKFLOW = ".github/workflows/a.yml"


@pytest.mark.parametrize(
    "text",
    [
        "wharfinger check",
        "commands = wharfinger -C {toxinidir} check {posargs}",
        "python -m wharfinger --policy p.yaml check",
        "wharfinger \\\n  -C . \\\n  check",
        'session.run("wharfinger", "check")',
        'session.run(\n    "wharfinger",\n    "-C",\n    ".",\n    "check",\n)',
        "entry: wharfinger\n  language: python\n  args: [check, --worktree]\n",
    ],
)
def test_a_call_of_the_gate_is_seen(text):
    assert is_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "wharfinger notes lint",
        "# wharfinger check",
        "deps = wharfinger\ncommands = make check",
        "pip install wharfinger && make check",
        "ruff check wharfinger",
        "wharfinger drivers # check",
        "wharfinger checkout",
    ],
)
def test_another_command_is_no_call(text):
    assert not is_call(text)


def test_lines_are_counted_as_they_are_in_the_file():
    text = "a \\\n b\n# c\nwharfinger \\\n check\n\nwharfinger check || true\n"
    calls = gate_calls({"run.sh": text})
    assert [(call.place, call.forgiven) for call in calls] == [
        ("run.sh:4", False),
        ("run.sh:7", True),
    ]


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ("- uses: actions/checkout@v4", 4),
        ("- uses: actions/checkout@v4\n      with: {fetch-depth: 2}", 0),
        ("- uses: actions/checkout@v4\n      with: {fetch-depth: '${{ env.DEPTH }}'}", 0),
        ("- uses: actions/checkout@v4\n    - run: git fetch --unshallow", 0),
        ("- uses: actions/checkout@v4\n      with: {repository: a/b}", 0),
        ("- run: git clone .", 0),
    ],
)
def test_only_a_checkout_of_one_commit_is_shallow(steps, line):
    text = f"jobs:\n  a:\n    steps:\n    {steps}\n    - run: wharfinger check\n"
    (job,) = gate_jobs({WORKFLOW: text})
    assert job.shallow_line == line


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text())
def test_any_text_can_be_read(text):
    gate_calls({"tox.ini": text})
    tuple(gate_jobs({WORKFLOW: text}))
    by_hand(text, (group(driver("one"), driver("two")),))


@given(st.lists(st.sampled_from(["jobs:", "a:", "steps:", "- ", "run: wharfinger check", "\n  "])))
def test_any_workflow_can_be_read(pieces):
    tuple(gate_jobs({WORKFLOW: "".join(pieces)}))


@pytest.mark.parametrize("piece", ["wharfinger ", '"wharfinger",', "wharfinger check ", "| "])
def test_a_long_line_takes_no_long_time(piece):
    text = piece * (2**20 // len(piece))
    start = time.perf_counter()
    gate_calls({"tox.ini": text})
    by_hand(text, (group(driver("one"), driver("two")),))
    assert time.perf_counter() - start < 5
