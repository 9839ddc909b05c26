# SPDX-License-Identifier: Apache-2.0
"""Outcomes to report."""

from __future__ import annotations

import os

import pytest
from hypothesis import strategies as st

from wharfinger.model import (
    CheckInfo,
    Examined,
    Finding,
    Location,
    Outcome,
    Policy,
    Severity,
    Skip,
    Suppression,
)
from wharfinger.testing import catalog

CODES = ("DRV001", "DRV002", "IFC101")
INFOS = tuple(
    CheckInfo(code, f"rule-{code.lower()}", Severity.ERROR, f"What {code} finds.", ())
    for code in CODES
)


def make(
    *findings: Finding,
    waived: tuple[tuple[Finding, str], ...] = (),
    suppressions: tuple[Suppression, ...] = (),
    fail_on: Severity = Severity.ERROR,
) -> Outcome:
    there = catalog(
        examined=Examined(distributions=1, entry_points=2, drivers=2),
        suppressions=suppressions,
        policy=Policy(fail_on=fail_on),
    )
    return Outcome(there, findings, waived, (Skip("IFC101", "nothing was compared"),), INFOS)


SAMPLE = make(
    Finding(
        "DRV001",
        Severity.ERROR,
        "g:n",
        "n names <demo:Gone>, 100% of which is gone: a, b",
        'Write "demo:There".',
        Location("demo pack/a%b,c:d.py", 3, 5, 9),
    ),
    Finding("DRV001", Severity.ERROR, "g:n", "again", "Mend it.", Location("setup.cfg", 7, 2)),
    Finding("DRV002", Severity.WARNING, "g:m", "m is odd", "", Location("setup.cfg")),
    Finding("DRV002", Severity.INFO, "g", "nothing in it", "Fill it.", Location(".")),
    waived=(
        (
            Finding("DRV001", Severity.ERROR, "g:w", "w is gone", "Mend it.", Location("w.py", 4)),
            "until 2.0",
        ),
        (
            Finding("DRV002", Severity.WARNING, "g:x", "x is odd", "", Location("x.py", 6)),
            "known <to> all",
        ),
    ),
    suppressions=(Suppression(("DRV002",), "known <to> all", Location("x.py", 6), (6,)),),
)


_TEXT = st.text(max_size=30)
# What sources give: relative, with slashes, and encodable.
_PATHS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_LOCATIONS = st.builds(Location, _PATHS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 12))
FINDINGS = st.builds(
    Finding, st.sampled_from(CODES), st.sampled_from(Severity), _TEXT, _TEXT, _TEXT, _LOCATIONS
)
OUTCOMES = st.builds(
    lambda found, waived: make(*found, waived=tuple(waived)),
    st.lists(FINDINGS, max_size=4),
    st.lists(st.tuples(FINDINGS, _TEXT), max_size=2),
)


@pytest.fixture(scope="session")
def sample() -> Outcome:
    """Return an outcome with one of everything."""
    return SAMPLE


@pytest.fixture(scope="session")
def make_outcome():
    """Return what makes an outcome of findings."""
    return make


@pytest.fixture(scope="session")
def outcomes() -> st.SearchStrategy[Outcome]:
    """Return a strategy for outcomes with texts of any kind."""
    return OUTCOMES


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Return a function that compares a report with the file in ``golden`` of that name."""
    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        path = folder / name
        if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare
