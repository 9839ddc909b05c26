# SPDX-License-Identifier: Apache-2.0
"""Running checks: choice, order, severity, waivers and suppressions, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import yaml

from wharfinger import engine, plugins
from wharfinger.checks import AfterRule, Rule
from wharfinger.checks.expired_waiver import check as expired_waiver
from wharfinger.checks.unexplained_suppression import check as unexplained_suppression
from wharfinger.checks.unknown_code import check as unknown_code
from wharfinger.checks.unused_suppression import check as unused_suppression
from wharfinger.checks.unused_waiver import check as unused_waiver
from wharfinger.errors import PluginError, UsageError
from wharfinger.model import (
    Catalog,
    ChangedFile,
    Check,
    CheckInfo,
    Commit,
    Comparison,
    Finding,
    Location,
    Outcome,
    Patch,
    PluginFailure,
    Policy,
    Severity,
    Skip,
    Suppression,
    Waiver,
)
from wharfinger.plugins import Loaded
from wharfinger.testing import catalog, driver, group

DAY = date(2027, 1, 10)


def rule(
    code: str,
    *subjects: str,
    path: str = "a.py",
    obstacle: str = "",
    requires: tuple[str, ...] = (),
) -> Rule:
    """Return a check that finds something about each subject, on lines 1, 2 and so on."""
    info = CheckInfo(code, code.lower(), Severity.ERROR, "Found.", (), requires)

    def find(_: Catalog) -> Iterable[Finding]:
        for line, subject in enumerate(subjects, 1):
            yield info.finding(subject, "is wrong", "Mend it.", Location(path, line))

    return Rule(info, find, lambda _: obstacle)


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in findings]


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch):
    """Return a function that makes checks the only ones that there are."""

    def announce(*checks: Check, failures: tuple[PluginFailure, ...] = ()) -> None:
        loaded = Loaded({item.info.slug: item for item in checks}, failures, {})
        monkeypatch.setattr(plugins, "load", lambda _: loaded)

    return announce


class TestLoading:
    def test_a_check_comes_behind_those_that_it_requires(self, announce) -> None:
        announce(rule("AAA001", requires=("bbb001",)), rule("BBB001"), rule("AAA002"))
        checks, failures = engine.load_checks()
        assert [item.info.code for item in checks] == ["BBB001", "AAA002", "AAA001"]
        assert failures == ()

    def test_one_that_requires_what_is_not_there_is_a_failure(self, announce) -> None:
        announce(rule("AAA001", requires=("gone",)))
        checks, (failure,) = engine.load_checks()
        assert checks == ()
        assert "gone" in failure.reason

    def test_a_circle_is_refused(self, announce) -> None:
        announce(rule("AAA001", requires=("bbb001",)), rule("BBB001", requires=("aaa001",)))
        with pytest.raises(PluginError, match="require each other"):
            engine.load_checks()

    def test_two_checks_of_one_slug_are_a_failure(self, monkeypatch) -> None:
        one, two = rule("AAA001"), rule("AAA001")
        loaded = Loaded({"one": one, "two": two}, (), {})
        monkeypatch.setattr(plugins, "load", lambda _: loaded)
        checks, (failure,) = engine.load_checks()
        assert len(checks) == 1
        assert (failure.name, "aaa001" in failure.reason) == ("two", True)


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), ["AAA001", "AAA002", "BBB001"]),
        (("AAA",), (), ["AAA001", "AAA002"]),
        (("AAA002", "B"), (), ["AAA002", "BBB001"]),
        ((), ("AAA",), ["BBB001"]),
        (("AAA",), ("AAA001",), ["AAA002"]),
    ],
)
def test_selection(select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]) -> None:
    checks = [rule("AAA001"), rule("AAA002"), rule("BBB001")]
    chosen = engine.select_checks(checks, select, ignore)
    assert [item.info.code for item in chosen] == expected


@pytest.mark.parametrize("arguments", [(("X",), ()), ((), ("X",))])
def test_a_prefix_of_nothing_is_refused(arguments) -> None:
    with pytest.raises(UsageError, match=r"'X'.*AAA001"):
        engine.select_checks([rule("AAA001")], *arguments)


class TestRunning:
    def test_findings_are_in_the_order_of_their_places(self) -> None:
        outcome = engine.run([rule("BBB001", "b", path="b.py"), rule("AAA001", "a")], catalog())
        assert codes(outcome.findings) == [("AAA001", "a"), ("BBB001", "b")]
        assert [info.code for info in outcome.checks] == ["BBB001", "AAA001"]

    def test_the_policy_sets_the_severity(self) -> None:
        policy = Policy(severities={"AAA001": Severity.INFO})
        outcome = engine.run([rule("AAA001", "a"), rule("AAA002", "a")], catalog(policy=policy))
        assert [str(f.severity) for f in outcome.findings] == ["info", "error"]

    def test_what_cannot_run_is_skipped_and_so_is_what_requires_it(self) -> None:
        checks = [rule("AAA001", "a", obstacle="no"), rule("AAA002", "a", requires=("aaa001",))]
        outcome = engine.run(checks, catalog())
        reason = "it requires AAA001, which was skipped"
        assert outcome.skipped == (Skip("AAA001", "no"), Skip("AAA002", reason))
        assert outcome.findings == ()
        assert outcome.codes_run == frozenset()

    def test_a_check_that_raises_is_blamed(self) -> None:
        def fail(_: Catalog) -> Iterable[Finding]:
            raise ZeroDivisionError("oh")

        with pytest.raises(PluginError, match=r"aaa001.*ZeroDivisionError: oh"):
            engine.run([Rule(rule("AAA001").info, fail)], catalog())

    def test_checks_of_the_outcome_see_what_the_others_came_to(self) -> None:
        seen: list[Outcome] = []

        def judge(outcome: Outcome) -> Iterable[Finding]:
            seen.append(outcome)
            yield info.finding("all", f"{len(outcome.findings)} found", "Mend.", Location("z"))

        info = CheckInfo("AAA009", "last", Severity.INFO, "Last.", ())
        policy = Policy(severities={"AAA009": Severity.WARNING})
        outcome = engine.run([AfterRule(info, judge), rule("AAA001", "a")], catalog(policy=policy))
        assert codes(seen[0].findings) == [("AAA001", "a")]
        assert codes(outcome.findings) == [("AAA001", "a"), ("AAA009", "all")]
        assert outcome.findings[1].severity is Severity.WARNING

    @pytest.mark.parametrize(
        ("fail_on", "severity", "status"),
        [
            (Severity.ERROR, Severity.ERROR, 1),
            (Severity.ERROR, Severity.WARNING, 0),
            (Severity.WARNING, Severity.WARNING, 1),
            (Severity.INFO, Severity.INFO, 1),
        ],
    )
    def test_the_threshold(self, fail_on: Severity, severity: Severity, status: int) -> None:
        policy = Policy(fail_on=fail_on, severities={"AAA001": severity})
        outcome = engine.run([rule("AAA001", "a")], catalog(policy=policy))
        assert engine.exit_code(outcome) == status


def suppression(*codes: str, line: int = 1, reason: str = "why", path: str = "a.py") -> Suppression:
    return Suppression(codes, reason, Location(path, line), (line,))


class TestSilence:
    """``two`` finds something about a and b, on lines 1 and 2 of a.py."""

    GATE = (expired_waiver, unused_waiver, unknown_code, unexplained_suppression)

    def run(self, *items: Waiver | Suppression, checks: tuple[Check, ...] = ()) -> Outcome:
        policy = Policy(waivers=tuple(item for item in items if isinstance(item, Waiver)))
        there = [item for item in items if isinstance(item, Suppression)]
        every = (rule("AAA001", "a", "b"), *self.GATE, unused_suppression, *checks)
        return engine.run(
            every,
            catalog(policy=policy, day=DAY),
            lambda path: tuple(item for item in there if item.location.path == path),
        )

    def test_a_waiver_covers_its_code_and_exact_subject(self) -> None:
        outcome = self.run(Waiver("AAA001", "a", "why"))
        assert [(f.subject, reason) for f, reason in outcome.waived] == [("a", "why")]
        assert codes(outcome.findings) == [("AAA001", "b")]

    def test_a_suppression_covers_its_codes_and_line(self) -> None:
        outcome = self.run(suppression("AAA001", line=2))
        assert [(f.subject, reason) for f, reason in outcome.waived] == [("b", "why")]
        assert codes(outcome.findings) == [("AAA001", "a")]

    @pytest.mark.parametrize(
        ("item", "code"),
        [
            (Waiver("AAA001", "a", "why", "2027-01-09"), "CFG004"),
            (Waiver("AAA001", "c", "why"), "CFG005"),
            (Waiver("AAA01", "a", "why"), "CFG006"),
            (suppression("AAA01"), "CFG006"),
            (suppression("AAA001", reason=""), "CFG007"),
            (suppression(), "CFG007"),
            (suppression("AAA001", line=3), "CFG008"),
        ],
    )
    def test_one_that_is_no_good_is_the_one_new_finding(self, item: object, code: str) -> None:
        outcome = self.run(item)
        found = codes(outcome.findings)
        assert {("AAA001", "a"), ("AAA001", "b")} < set(found)
        assert [name for name, _ in found if name != "AAA001"] == [code]
        assert outcome.waived == ()

    def test_each_code_of_a_suppression_is_judged_alone(self) -> None:
        outcome = self.run(suppression("AAA001", "BBB001"), checks=(rule("BBB001"),))
        assert ("CFG008", "BBB001 a.py") in codes(outcome.findings)
        assert len(outcome.waived) == 1

    def test_nothing_is_unused_whose_check_did_not_run(self) -> None:
        skipped = rule("BBB001", "c", obstacle="nothing to look at")
        items = (Waiver("BBB001", "c", "why"), suppression("BBB001"))
        outcome = self.run(*items, checks=(skipped,))
        assert codes(outcome.findings) == [("AAA001", "a"), ("AAA001", "b")]

    def test_a_code_is_known_though_its_check_was_not_selected(self) -> None:
        policy = Policy(waivers=(Waiver("BBB001", "c", "why"),))
        there = catalog(policy=policy, checks=(rule("BBB001").info,))
        assert engine.run([rule("AAA001"), unknown_code], there).findings == ()

    def test_without_exceptions_nothing_is_judged(self) -> None:
        skipped = {skip.code for skip in self.run().skipped}
        assert skipped == {"CFG004", "CFG005", "CFG006", "CFG007", "CFG008"}

    def test_two_in_one_file_have_subjects_that_survive_new_lines(self) -> None:
        one = self.run(suppression("AAA001", line=7)).findings[-1]
        two = self.run(suppression("AAA001", line=8)).findings[-1]
        assert one.fingerprint == two.fingerprint


class TestWhereSuppressionsAreRead:
    @staticmethod
    def asked(there: Catalog) -> list[str]:
        paths: list[str] = []

        def read(path: str) -> tuple[Suppression, ...]:
            paths.append(path)
            return ()

        engine.run([rule("AAA001", "a", path="found.py")], there, read)
        return paths

    def test_where_findings_are_and_where_drivers_are(self) -> None:
        one = driver("one", location=Location("drivers.py", 3))
        assert self.asked(catalog(group(one))) == ["drivers.py", "found.py", "setup.cfg"]

    def test_of_a_patch_only_what_it_touches(self) -> None:
        patch = Patch("b", "h", files=(ChangedFile("touched.py", "modified"),))
        comparison = Comparison(catalog(), patch)
        one = driver("one", location=Location("drivers.py", 3))
        asked = self.asked(catalog(group(one), comparison=comparison))
        assert asked == ["found.py", "touched.py"]


class TestToday:
    COMMIT = Commit("c", (), "a", "a@example.org", 86400 * 365, "Message")

    def test_is_that_of_the_newest_commit(self) -> None:
        older = replace(self.COMMIT, time=0)
        comparison = Comparison(catalog(), Patch("b", "h", commits=(self.COMMIT, older)))
        assert engine.today(catalog(comparison=comparison), {}) == date(1971, 1, 1)

    def test_is_said_by_the_environment(self) -> None:
        comparison = Comparison(catalog(), Patch("b", "h", commits=(self.COMMIT,)))
        environment = {"SOURCE_DATE_EPOCH": "86399"}
        assert engine.today(catalog(comparison=comparison), environment) == date(1970, 1, 1)

    def test_is_the_clocks_where_there_is_no_commit(self) -> None:
        before = datetime.now(UTC).date()
        assert before <= engine.today(catalog(), {"SOURCE_DATE_EPOCH": ""})

    @pytest.mark.parametrize("epoch", ["tomorrow", "1e9", "9" * 40])
    def test_no_number_is_refused(self, epoch: str) -> None:
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            engine.today(catalog(), {"SOURCE_DATE_EPOCH": epoch})


class TestBaseline:
    def test_it_waives_all_that_is_found_and_nothing_else(self) -> None:
        checks = [rule("BBB001", "b", "b"), rule("AAA001", 'g:n@"x" # y', "\u00e9\x85\ttab")]
        outcome = engine.run(checks, catalog())
        entries = yaml.safe_load(f"waivers:\n{engine.baseline(outcome)}")["waivers"]
        waivers = tuple(Waiver(**entry) for entry in entries)
        assert {waiver.reason for waiver in waivers} == {engine.BASELINE_REASON}
        again = engine.run([*checks, unused_waiver], catalog(policy=Policy(waivers=waivers)))
        assert again.findings == ()
        assert len(waivers) == 3

    def test_it_only_shrinks(self) -> None:
        policy = Policy(waivers=(Waiver("AAA001", "a", engine.BASELINE_REASON),))
        checks = [rule("AAA001"), unused_waiver]
        (finding,) = engine.run(checks, catalog(policy=policy)).findings
        assert finding.code == "CFG005"

    def test_it_waives_what_is_wrong_with_exceptions(self) -> None:
        checks = [rule("AAA001"), unused_suppression, unused_waiver]
        one = driver("one", location=Location("a.py", 1))
        there = catalog(group(one))
        found = engine.run(checks, there, lambda p: (suppression("AAA001"),) * (p == "a.py"))
        assert codes(found.findings) == [("CFG008", "AAA001 a.py")]
        entries = yaml.safe_load(engine.baseline(found))
        policy = Policy(waivers=tuple(Waiver(**entry) for entry in entries))
        there = replace(there, policy=policy)
        again = engine.run(checks, there, lambda p: (suppression("AAA001"),) * (p == "a.py"))
        assert (again.findings, len(again.waived)) == ((), 1)

    def test_of_nothing_it_is_empty(self) -> None:
        assert engine.baseline(engine.run([rule("AAA001")], catalog())) == ""
