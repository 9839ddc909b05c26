# SPDX-License-Identifier: Apache-2.0
"""The rules of the comparison: each has a page, examples that hold, and a mirror."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import wharfinger.checks.interface_changes
from wharfinger import testing
from wharfinger.checks.interface_changes import checks
from wharfinger.contract.comparison import RULES
from wharfinger.model import Change, ContractRule, Verdict

Compared = Callable[..., tuple[Change, ...]]

PAGES = Path(wharfinger.checks.interface_changes.__file__).parent / "pages"
HEADINGS = ["Why", "How to mend", "Good", "Bad"]
TARGETS = """\
from demo import base


class One(base.Driver):
    def get(self, key):
        return None


class Old(base.Driver):
    def get(self, key):
        return None
"""
BASE = """\
import abc


class Driver(abc.ABC):
    @abc.abstractmethod
    def get(self, key):
        pass
"""
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def text_of(rule: ContractRule) -> str:
    return (PAGES / f"{rule.id}.rst").read_text(encoding="utf-8")


def example(rule: ContractRule, section: str) -> Mapping[str, str]:
    found = [e.files for e in testing.page_examples(text_of(rule)) if e.section == section]
    assert len(found) == 1
    return found[0]


def run(
    compared: Compared, files: Mapping[str, str], *, swapped: bool = False
) -> tuple[Change, ...]:
    """Compare the two states of an example, without drivers that could settle a verdict."""
    (old_name, old), (new_name, new) = files.items()
    assert (old_name.partition(".")[0], new_name.partition(".")[0]) == ("old", "new")
    if swapped:
        old, new = new, old
    if old_name == "old.cfg":
        more = {"setup.cfg": (old, new), "demo/drivers.py": TARGETS, "demo/other.py": TARGETS}
        return compared(BASE, BASE, more)
    own_driver = "class One(" in old
    found = {
        "demo/drivers.py": "from demo.base import One\n",
        "driver-policy.yaml": "project: demo\n",
    }
    more = found if own_driver else {}
    return compared(old, new, more, known_drivers=own_driver)


@each_rule
class TestRule:
    def test_the_page_tells_the_rule(self, rule: ContractRule) -> None:
        title, line, _, summary, _ = text_of(rule).split("\n", 4)
        assert title == f"{rule.code}: {rule.id}"
        assert line == "=" * len(title)
        assert summary == rule.summary
        assert re.findall(r"^(\S.*)\n-+$", text_of(rule), re.MULTILINE) == HEADINGS
        words = " ".join(text_of(rule).split())
        for condition in (rule.implementer_condition, rule.caller_condition):
            assert condition in words

    def test_the_words_are_whole(self, rule: ContractRule) -> None:
        assert rule.summary.endswith(".")
        assert rule.remedy.endswith(".")
        assert all(text.endswith(".") for _, text in rule.moves)
        assert rule.no_mirror.endswith(".") or not rule.no_mirror
        assert dict(rule.moves).keys() <= {"default-implementation", "versioned-class"}

    def test_only_a_conditional_verdict_has_a_condition(self, rule: ContractRule) -> None:
        sides = (
            (rule.implementer, rule.implementer_condition),
            (rule.caller, rule.caller_condition),
        )
        for verdict, condition in sides:
            assert (verdict is Verdict.CONDITIONAL) == bool(condition)

    def test_what_breaks_implementers_is_told_to_those_who_upgrade(
        self, rule: ContractRule
    ) -> None:
        if rule.implementer is Verdict.BREAKING:
            assert rule.sections == ("upgrade",)
            assert rule.moves

    def test_the_mirror_of_the_mirror_is_the_rule(self, rule: ContractRule) -> None:
        assert bool(rule.mirror) != bool(rule.no_mirror)
        if rule.mirror:
            assert RULES[rule.mirror].mirror == rule.id

    def test_the_bad_example_breaks_it(self, rule: ContractRule, compared: Compared) -> None:
        changes = [c for c in run(compared, example(rule, "Bad")) if c.rule == rule.id]
        assert changes
        for change in changes:
            assert change.code == rule.code
            assert (change.implementer, change.caller) == (rule.implementer, rule.caller)
            assert change.implementer_condition == rule.implementer_condition
            assert change.caller_condition == rule.caller_condition

    def test_the_good_example_does_not(self, rule: ContractRule, compared: Compared) -> None:
        assert rule.id not in {c.rule for c in run(compared, example(rule, "Good"))}

    def test_backwards_it_is_its_mirror(self, rule: ContractRule, compared: Compared) -> None:
        if rule.mirror:
            changes = run(compared, example(rule, "Bad"), swapped=True)
            assert rule.mirror in {change.rule for change in changes}

    def test_nothing_is_found_in_what_is_the_same(
        self, rule: ContractRule, compared: Compared
    ) -> None:
        names = list(example(rule, "Bad"))
        text = example(rule, "Bad")[names[0]]
        assert run(compared, dict.fromkeys(names, text)) == ()


def test_every_page_has_a_rule_and_every_rule_a_check() -> None:
    assert sorted(path.stem for path in PAGES.iterdir()) == sorted(RULES)
    assert [check.info.slug for check in checks] == list(RULES)
    assert all((PAGES.parent / check.info.page).is_file() for check in checks)


def test_codes_are_unique_and_in_their_ranges() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"IFC[1239]\d\d", code) for code in codes)
