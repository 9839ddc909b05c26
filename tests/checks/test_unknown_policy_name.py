# SPDX-License-Identifier: Apache-2.0
"""CFG003: what it finds, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import testing
from wharfinger.checks.unknown_policy_name import check

FILES = {
    "setup.cfg": (
        "[metadata]\nname = demo\n[options.entry_points]\ndemo.drivers =\n    d = demo:D\n"
    ),
    "demo.py": (
        "import abc\n"
        "class Base(abc.ABC):\n"
        "    @abc.abstractmethod\n    def get(self): ...\n"
        "class D(Base):\n    SAFE = True\n"
    ),
}


@pytest.mark.parametrize(
    ("policy", "subjects"),
    [
        ("features: {a: {all: [get]}, b: {attribute: SAFE}}", []),
        ("features: {a: {all: [gett]}}", ["demo.drivers:a"]),
        ("features: {b: {attribute: SAVE}}", ["demo.drivers:b"]),
        ("features: {c: {drivers: {d: 'yes', e: 'no'}}}", ["demo.drivers:e"]),
        ("drivers: {d: {ci: x}, f: {ci: y}}", ["demo.drivers:f"]),
        ("drivers: {f: {state: removed}}", []),
    ],
)
def test_what_is_nowhere_is_found(tmp_path: Path, policy: str, subjects: list[str]) -> None:
    text = f"groups:\n  demo.drivers:\n    {policy}\n"
    request = testing.project({**FILES, "driver-policy.yaml": text}, tmp_path)
    assert [finding.subject for finding in testing.run_check(check, request)] == subjects
