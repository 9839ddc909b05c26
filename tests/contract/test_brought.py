# SPDX-License-Identifier: Apache-2.0
"""Which findings are a commit's own."""

from __future__ import annotations

from wharfinger.contract.brought import Known, after, brought
from wharfinger.model import (
    ChangedFile,
    CheckInfo,
    Comparison,
    Finding,
    Location,
    Outcome,
    Patch,
    Severity,
)
from wharfinger.testing import catalog

CHECKS = (
    CheckInfo("DRV001", "one", Severity.ERROR, "One.", ("groups",)),
    CheckInfo("DRV018", "calls", Severity.ERROR, "Calls.", ("host_calls",)),
    CheckInfo("IFC101", "two", Severity.ERROR, "Two.", ("comparison",)),
)


def finding(code: str, subject: str, path: str = "a.py") -> Finding:
    return Finding(code, Severity.ERROR, subject, "is wrong", "", Location(path))


def outcome(*findings: Finding) -> Outcome:
    patch = Patch("b", "h", files=(ChangedFile("touched.py", "modified"),))
    comparison = Comparison(catalog(), patch)
    return Outcome(catalog(comparison=comparison), findings, checks=CHECKS)


def test_what_the_commit_before_had_is_left_out_unless_it_is_about_the_patch() -> None:
    old, new, patch = finding("DRV001", "a"), finding("DRV001", "b"), finding("IFC101", "a")
    assert brought(outcome(old, new, patch), after(outcome(old, patch))) == (new, patch)


def test_the_first_commit_has_what_is_in_its_files_or_new_to_the_base() -> None:
    old, new = finding("DRV001", "a"), finding("DRV001", "b")
    touched, calls = finding("DRV001", "a", "touched.py"), finding("DRV018", "c")
    known = Known(frozenset({old.fingerprint}), frozenset({"DRV001"}), touched=True)
    assert brought(outcome(old, new, touched, calls), known) == (new, touched)
