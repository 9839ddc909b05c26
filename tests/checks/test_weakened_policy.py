# SPDX-License-Identifier: Apache-2.0
"""What counts as a weaker policy, one way at a time, written as policy files."""

from __future__ import annotations

import pytest

from wharfinger.checks.weakened_policy import check
from wharfinger.model import CheckInfo, Comparison, Patch, Policy, Severity
from wharfinger.sources.policy.loading import load
from wharfinger.testing import catalog, run_check

CHECKS = (CheckInfo("DRV001", "one", Severity.ERROR, "One.", ()),)
BASE = """\
fail_on: warning
checks: {DRV001: {severity: warning}, DRV002: {severity: error}}
groups:
  demo.drivers: {versioning: versioned-class}
lifecycle: {deprecation: {releases: 2}, interface_versions_back: 2}
stable_branches: "^stable/"
notes: {sections: {driver-added: features}, exempt_authors: [bot]}
"""


def keys(base: str, head: Policy | str, branch: str = "") -> list[str]:
    """Return the subjects of the findings, without what they have in common."""
    before = load("driver-policy.yaml", base)
    after = load("driver-policy.yaml", head) if isinstance(head, str) else head
    comparison = Comparison(catalog(policy=before), Patch("b", "h", branch), head_policy=after)
    findings = run_check(check, catalog(policy=before, comparison=comparison, checks=CHECKS))
    assert all(finding.location.path == "driver-policy.yaml" for finding in findings)
    return [finding.subject.removeprefix("policy:") for finding in findings]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("fail_on: warning", "fail_on: error", "fail_on"),
        ("DRV002: {severity: error}", "DRV002: {severity: info}", "checks.DRV002.severity"),
        ("DRV001: {severity: warning}", "DRV001: {severity: info}", "checks.DRV001.severity"),
        ("  demo.drivers: {versioning: versioned-class}", "  other:", "groups.demo.drivers"),
        ("versioning: versioned-class", "versioning: note-only", "groups.demo.drivers.versioning"),
        ("releases: 2", "releases: 1", "lifecycle.deprecation.releases"),
        ("back: 2", "back: 0", "lifecycle.interface_versions_back"),
        ('stable_branches: "^stable/"\n', "", "stable_branches"),
        ("driver-added: features", "driver-added: []", "notes.sections.driver-added"),
        ("driver-added: features", "option-added: []", "notes.sections.option-added"),
        ("exempt_authors: [bot]", 'exempt_authors: [bot, "*"]', "notes.exempt_authors.*"),
    ],
)
def test_each_way_is_one_finding_and_the_way_back_is_none(old: str, new: str, key: str) -> None:
    assert old in BASE
    head = BASE.replace(old, new)
    assert keys(BASE, head) == [key]
    assert key not in keys(head, BASE)


@pytest.mark.parametrize(
    "head",
    [
        BASE,
        BASE + "waivers: [{code: DRV001, subject: s, reason: r}]\n",
        BASE.replace("fail_on: warning", "fail_on: info"),
        BASE.replace("DRV001: {severity: warning}", "DRV001: {severity: error}"),
        BASE.replace("DRV001: {severity: warning}, ", ""),
        BASE.replace("driver-added: features", "driver-added: upgrade"),
        BASE.replace("driver-added: features", ""),
        BASE.replace("driver-added: features", "driver-retargeted: []"),
        BASE.replace("  demo", "  more: {}\n  demo"),
    ],
)
def test_what_is_no_weaker(head: str) -> None:
    assert keys(BASE, head) == []


def test_a_check_below_its_own_severity_is_weaker() -> None:
    assert keys("", "checks: {DRV001: {severity: info}}") == ["checks.DRV001.severity"]
    assert keys("checks: {DRV009: {severity: info}}", "") == []


def test_a_policy_that_is_gone_is_one_finding() -> None:
    assert keys(BASE, Policy()) == [""]


@pytest.mark.parametrize(("branch", "found"), [("stable/1", ["stable_branches"]), ("main", [])])
def test_a_pattern_that_fits_the_branch_no_more(branch: str, found: list[str]) -> None:
    assert keys(BASE, BASE.replace("^stable/", "^release/"), branch) == found


def test_it_needs_a_comparison_and_a_policy_of_the_base() -> None:
    assert check.validate(catalog(comparison_gap="no base"), {}) == "no base"
    there = catalog(comparison=Comparison(catalog()))
    assert check.validate(there, {}) == "the base has no policy"
    same = catalog(comparison=Comparison(catalog(policy=load("p.yaml", BASE))))
    assert run_check(check, same) == ()
