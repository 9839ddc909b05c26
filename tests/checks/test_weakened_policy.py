# SPDX-License-Identifier: Apache-2.0
"""What counts as a weaker policy, one way at a time, written as policy files."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import pipeline
from wharfinger.checks.weakened_policy import check
from wharfinger.model import CheckInfo, Comparison, Patch, Policy, Severity
from wharfinger.sources.policy.loading import load
from wharfinger.testing import catalog, patch, run_check

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


@pytest.mark.parametrize(
    ("old", "new", "branch", "found"),
    [
        ("^stable/", "^release/", "stable/1", ["stable_branches"]),
        ("^stable/", "^release/", "main", ["stable_branches"]),
        ("^stable/", "^nope/", "", ["stable_branches"]),
        ("^(main|master)$", "^main$", "", ["stable_branches"]),
        ("^odd", "^even", "odd-1", ["stable_branches"]),
        ("^odd", "^even", "main", []),
        ("^stable/", "^(stable|release)/", "main", []),
    ],
)
def test_a_pattern_is_judged_by_the_branch_and_by_common_names(
    old: str, new: str, branch: str, found: list[str]
) -> None:
    base = BASE.replace("^stable/", old)
    assert keys(base, BASE.replace("^stable/", new), branch) == found


GROUP = "groups: {{demo.drivers: {{{}}}}}\n"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("features: {get: {level: required, all: [get]}}", "", "features.get"),
        (
            "features: {get: {level: required, all: [get]}}",
            "features: {get: {level: optional, all: [get]}}",
            "features.get",
        ),
        (
            "features: {get: {level: required, all: [get]}}",
            "features: {get: {all: [get]}}",
            "features.get",
        ),
        (
            "features: {get: {level: required, all: [get, put]}}",
            "features: {get: {level: required, all: [get]}}",
            "features.get",
        ),
        (
            "features: {get: {level: required, all: [get, put]}}",
            "features: {get: {level: required, any: [get, put]}}",
            "features.get",
        ),
        (
            "features: {get: {level: required, any: [get]}}",
            "features: {get: {level: required, any: [get, close]}}",
            "features.get",
        ),
        (
            "features: {get: {level: 'choice:io', all: [get]}}",
            "features: {get: {level: optional, all: [get]}}",
            "features.get",
        ),
        ("conformance: inheritance", "conformance: structural", "conformance"),
        ("facts: {state: STATE}", "", "facts.state"),
    ],
)
def test_asking_less_of_drivers_is_one_finding_and_the_way_back_is_none(
    old: str, new: str, key: str
) -> None:
    base, head = GROUP.format(old), GROUP.format(new)
    assert keys(base, head) == [f"groups.demo.drivers.{key}"]
    assert keys(head, base) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("features: {get: {level: optional, all: [get]}}", ""),
        (
            "features: {get: {level: required, all: [get]}}",
            "features: {get: {level: required, title: Getting, all: [get, put]}}",
        ),
        ("versions: {1: {class: 'd:A'}, 2: {class: 'd:B'}}", "versions: {2: {class: 'd:B'}}"),
    ],
)
def test_what_asks_no_less(old: str, new: str) -> None:
    assert keys(GROUP.format(old), GROUP.format(new)) == []


CODE = {
    "setup.cfg": """\
        [metadata]
        name = demo

        [options.entry_points]
        demo.drivers =
            memory = demo:Memory
        """,
    "demo.py": """\
        class Base:
            def get(self, key):
                raise NotImplementedError

        class Other:
            pass

        class Strict(Base):
            pass

        class Memory(Strict, Other):
            def get(self, key):
                return None
        """,
}


def of_interfaces(folder: Path, head: str, renamed: str = "Base") -> list[str]:
    """Return the findings about a policy whose interface was ``demo:Base``."""
    states = {f"{side}/{name}": text for side in ("base", "head") for name, text in CODE.items()}
    states["head/demo.py"] = states["head/demo.py"].replace("Base", renamed)
    states["base/driver-policy.yaml"] = GROUP.format("interface: 'demo:Base'")
    states["head/driver-policy.yaml"] = GROUP.format(head)
    return [f.message for f in pipeline.check(patch(states, folder), ("CFG009",)).findings]


@pytest.mark.parametrize(
    ("head", "renamed", "found"),
    [
        ("interface: 'demo:Other'", "Base", ["was demo:Base", "it would be demo:Other"]),
        ("interface: 'demo:Gone'", "Base", ["was demo:Base", "there would be none"]),
        ("interface: 'demo.Base'", "Base", []),
        ("interface: 'demo:Strict'", "Base", []),
        ("interface: 'demo:New'", "New", []),
        ("interface: 'demo:Other', versions: {2: {class: 'demo:Other'}}", "Base", []),
    ],
)
def test_another_interface_while_the_old_one_is_there(
    head: str, renamed: str, found: list[str], tmp_path: Path
) -> None:
    messages = of_interfaces(tmp_path, head, renamed)
    assert len(messages) == bool(found)
    assert all(part in message for message in messages for part in found)


MIGRATIONS = {
    "base/setup.cfg": "[metadata]\nname = demo\n",
    "base/driver-policy.yaml": "migrations: {path: steps, phases: {expand: more}}\n",
    "base/steps/more/1_a.py": "def upgrade(): ...\n",
    "base/steps/more/2_b.py": "def upgrade(): ...\n",
}


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("path: steps, phases: {contract: more}", ["steps/more/1_a.py and 1 more"]),
        ("path: steps", ["steps/more/1_a.py and 1 more"]),
        ("path: other, phases: {expand: more}", ["steps/more/1_a.py and 1 more"]),
        ("path: steps, phases: {expand: [more, less]}", []),
    ],
)
def test_a_patch_that_hides_migrations(policy: str, found: list[str], tmp_path: Path) -> None:
    head = {name.replace("base/", "head/"): text for name, text in MIGRATIONS.items()}
    head["head/driver-policy.yaml"] = f"migrations: {{{policy}}}\n"
    findings = pipeline.check(patch(MIGRATIONS | head, tmp_path), ("CFG009",)).findings
    assert [f.message.partition("any more: ")[2] for f in findings] == found
    assert {f.subject for f in findings} <= {"policy:migrations"}


def test_a_patch_that_hides_migrations_has_them_judged(tmp_path: Path) -> None:
    """The base says where they are, and in which phase."""
    head = {name.replace("base/", "head/"): text for name, text in MIGRATIONS.items()}
    head["head/driver-policy.yaml"] = "migrations: {path: steps, phases: {contract: more}}\n"
    script = "from alembic import op\ndef upgrade():\n    op.drop_table('t')\n"
    head["head/steps/more/3_c.py"] = script
    findings = pipeline.check(patch(MIGRATIONS | head, tmp_path), ("MIG",)).findings
    assert [(f.code, f.location.path) for f in findings] == [("MIG101", "steps/more/3_c.py")]


def test_it_needs_a_comparison_and_a_policy_of_the_base() -> None:
    assert check.validate(catalog(comparison_gap="no base"), {}) == "no base"
    there = catalog(comparison=Comparison(catalog()))
    assert check.validate(there, {}) == "the base has no policy"
    same = catalog(comparison=Comparison(catalog(policy=load("p.yaml", BASE))))
    assert run_check(check, same) == ()
