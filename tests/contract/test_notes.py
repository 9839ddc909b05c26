# SPDX-License-Identifier: Apache-2.0
"""Which changes need a note, in which section, and what satisfies them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from wharfinger import testing
from wharfinger.checks import Rule
from wharfinger.checks.note_required import checks
from wharfinger.contract.comparison.rules import RULES
from wharfinger.contract.notes.exemptions import exemption
from wharfinger.contract.notes.kinds import FAMILIES, SECTIONS, Trigger
from wharfinger.contract.notes.naming import tells
from wharfinger.contract.notes.satisfaction import Gap, shortfall
from wharfinger.contract.notes.triggers import of_drivers, of_patch, triggers
from wharfinger.model import (
    Catalog,
    Change,
    ClassInfo,
    Commit,
    Comparison,
    Contract,
    Deprecation,
    DriverChange,
    Location,
    Note,
    NoteItem,
    NotesPolicy,
    OptionChange,
    Patch,
    Policy,
    Verdict,
)

HERE = Location("demo/base.py", 7)
REVERTED = "0123456789" * 4
BY_CODE = {check.info.code: check for check in checks}


def change(rule: str, **fields: Any) -> Change:
    found = RULES[rule]
    values = {
        "subject": "demo.base:Driver.get",
        "implementer": found.implementer,
        "caller": found.caller,
        "location": HERE,
        "groups": ("demo.drivers",),
        "interface": "demo.base:Driver",
    }
    return Change(found.id, found.code, **(values | fields))


def compared(
    *changes: Change,
    drivers: tuple[DriverChange, ...] = (),
    notes: tuple[Note, ...] = (),
    sections: dict[str, tuple[str, ...]] | None = None,
    **patch: Any,
) -> Catalog:
    old = Note("releasenotes/notes/old-0123456789abcdef.yaml", "reno")
    lies_between = Patch("a", "b", **patch)
    return Catalog(
        policy=Policy(notes=NotesPolicy(sections or {})),
        notes=(old, *notes),
        comparison=Comparison(Catalog(), lies_between, changes, drivers),
    )


def note(section: str, text: str, *, touched: bool = True) -> Note:
    path = "releasenotes/notes/new-fedcba9876543210.yaml"
    item = NoteItem(text, Location(path, 4, 5))
    return Note(path, "reno", sections=((section, (item,)),), touched=touched)


def codes_of(catalog: Catalog) -> set[str]:
    return {f.code for check in checks for f in testing.run_check(check, catalog)}


ADDED = DriverChange("demo.drivers", "tape", "added", new="demo.drivers:Tape", location=HERE)


class TestTriggers:
    def test_every_kind_has_a_family_and_known_sections(self) -> None:
        assert set(SECTIONS) == set(FAMILIES)

    @pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.sections])
    def test_each_rule_with_sections_asks_for_one_of_them(self, rule: Any) -> None:
        (found,) = triggers(compared(change(rule.id)))
        breaks = rule.implementer is Verdict.BREAKING
        assert found.sections == (("upgrade",) if breaks else rule.sections)
        assert found.family == "interface"

    def test_a_rule_without_sections_asks_for_nothing(self) -> None:
        quiet = [rule for rule in RULES.values() if not rule.sections]
        assert quiet
        assert triggers(compared(*(change(rule.id) for rule in quiet))) == ()

    def test_a_sharpened_verdict_needs_the_section_for_breaks(self) -> None:
        conditional = next(r for r in RULES.values() if r.implementer is Verdict.CONDITIONAL)
        (found,) = triggers(compared(change(conditional.id, implementer=Verdict.BREAKING)))
        assert (found.kind, found.sections) == ("interface-broken", ("upgrade",))

    def test_of_two_about_one_subject_the_stricter_wins(self) -> None:
        strict = next(r for r in RULES.values() if r.implementer is Verdict.BREAKING)
        loose = next(r for r in RULES.values() if len(r.sections) > 1)
        for both in ((loose, strict), (strict, loose)):
            (found,) = triggers(compared(*(change(rule.id) for rule in both)))
            assert found.sections == ("upgrade",)

    def test_the_policy_may_ask_for_other_sections_or_none(self) -> None:
        sections = {"driver-added": ("other",), "option-added": ()}
        option = OptionChange("size", "added", HERE)
        catalog = compared(drivers=(ADDED,), sections=sections, option_changes=(option,))
        (found,) = triggers(catalog)
        assert (found.kind, found.sections) == ("driver-added", ("other",))

    def test_what_is_newly_deprecated_needs_a_note(self) -> None:
        old = ClassInfo("demo.base:Driver", HERE, members={})
        new = replace(old, deprecation=Deprecation("decorator", HERE, since="2.0"))
        sides = [Contract("demo", item, {}, (), {}, None) for item in (old, new)]  # type: ignore[arg-type]
        base, head = (Catalog(contracts=(side,)) for side in sides)
        (found,) = triggers(replace(head, comparison=Comparison(base)))
        assert (found.kind, found.sections) == ("interface-deprecated", ("deprecations",))
        assert triggers(replace(head, comparison=Comparison(head))) == ()
        assert triggers(replace(head, comparison=Comparison(Catalog()))) == ()

    @pytest.mark.parametrize(
        ("fields", "kind"),
        [
            ({"change": "added", "new": "demo:Tape"}, "driver-added"),
            ({"change": "removed", "old": "demo:Tape"}, "driver-removed"),
            ({"change": "renamed", "old": "tape", "new": "lto"}, "driver-renamed"),
            ({"change": "retargeted", "old": "a:B", "new": "c:D"}, "driver-retargeted"),
            ({"change": "state", "old": "supported", "new": "deprecated"}, "driver-deprecated"),
            ({"change": "state", "old": "deprecated", "new": "supported"}, ""),
            ({"change": "feature", "feature": "f", "old": "no", "new": "yes"}, "gained"),
            ({"change": "feature", "feature": "f", "old": "partial", "new": "yes"}, "gained"),
            ({"change": "feature", "feature": "f", "old": "yes", "new": "partial"}, "lost"),
            ({"change": "feature", "feature": "f", "old": "default", "new": "no"}, "lost"),
            ({"change": "feature", "feature": "f", "old": "default", "new": "yes"}, ""),
            ({"change": "feature", "feature": "f", "old": "unknown", "new": "no"}, ""),
        ],
    )
    def test_drivers(self, fields: dict[str, str], kind: str) -> None:
        found = [trigger.kind for trigger in of_drivers((DriverChange("g", "tape", **fields),))]
        assert [item.removeprefix("driver-feature-") for item in found] == ([kind] if kind else [])

    def test_a_new_driver_does_not_gain_features_too(self) -> None:
        gained = DriverChange("demo.drivers", "tape", "feature", "no", "yes", "watch")
        assert [item.kind for item in of_drivers((ADDED, gained))] == ["driver-added"]

    def test_the_rest_of_a_patch(self) -> None:
        commit = Commit("c", ("p",), "a", "a@b", 0, "Do it\n\nText\n\nUpgradeImpact\n")
        patch = Patch(
            "a",
            "b",
            commits=(commit,),
            option_changes=tuple(
                OptionChange(f"[demo]{name}", name, HERE)
                for name in ("added", "removed", "default", "deprecated")
            ),
            removed_functions=(("demo.tools:connect", HERE),),
            migrations=(Location("demo/versions/01_size.py"),),
        )
        found = {trigger.kind: trigger for trigger in of_patch(patch)}
        assert set(found) == {
            *(f"option-{name}" for name in ("added", "removed", "default", "deprecated")),
            *("migration-added", "function-removed", "upgrade-impact"),
        }
        assert found["option-default"].sections == ("upgrade",)
        assert found["option-added"].names == ("[demo]added", "[demo] added", "added")
        assert found["upgrade-impact"].names == ()


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name", "answer"),
        [
            ("Implement ``get_all`` now", "get_all", True),
            ("Implement ``get_all_keys`` now", "get_all", False),
            ("The MyDriver class", "Driver", False),
            ("The ``Driver.get`` method", "Driver", True),
            ("the driver", "Driver", False),
            ("The Tape driver", "tape", True),
            ("my-driver is new", "my_driver", True),
            ("Set ``[demo]size``", "[demo]size", True),
            ("in group demo.drivers.", "demo.drivers", True),
            ("demoXdrivers", "demo.drivers", False),
            ("Please put it down", "put", False),
            ("Tape is gone", "tape", False),
            ("Set ``driver = tape``", "tape", True),
            ("tape() and more", "tape", True),
            ("Demo.tape is new", "tape", True),
            ("The drivers disk, lto and tape", "tape", True),
            ("The tape and disk drivers", "tape", True),
            ("A driver 'tape' is new", "tape", True),
            ("The driver's other tape is the owner's", "tape", False),
        ],
    )
    def test_a_name_is_a_whole_word(self, text: str, name: str, answer: bool) -> None:
        assert tells(text, (name,), "driver") is answer

    def test_no_names_ask_for_any_text(self) -> None:
        assert tells("anything", ())


class TestSatisfaction:
    TRIGGER = Trigger("driver-added", "g:tape", ("tape",), ("features",), HERE, "it is new")

    @pytest.mark.parametrize(
        ("section", "text", "gap"),
        [
            ("features", "The tape driver", None),
            ("features_drivers", "The tape driver", None),
            ("fixes", "The tape driver", Gap.SECTION),
            ("features", "Something new", Gap.UNNAMED),
            ("fixes", "Something else", Gap.MISSING),
        ],
    )
    def test_section_and_name(self, section: str, text: str, gap: Gap | None) -> None:
        found = shortfall(self.TRIGGER, (note(section, text),))
        assert (found.gap if found else None) is gap

    def test_an_entry_that_was_there_does_not_count(self) -> None:
        item = NoteItem("The tape driver", HERE, fresh=False)
        old = Note("n", "reno", sections=(("features", (item,)),), touched=True)
        assert shortfall(self.TRIGGER, (old,)) is not None

    def test_an_old_note_does_not_count(self) -> None:
        found = shortfall(self.TRIGGER, (note("features", "tape", touched=False),))
        assert found is not None


class TestChecks:
    def test_nothing_to_tell(self) -> None:
        assert codes_of(compared()) == set()

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"drivers": (ADDED,)}, "REL102"),
            ({"option_changes": (OptionChange("size", "added", HERE),)}, "REL103"),
            ({"migrations": (HERE,)}, "REL104"),
            ({"commits": (Commit("c", (), "a", "b", 0, "x\n\nSecurityImpact"),)}, "REL105"),
            ({"removed_functions": (("demo:connect", HERE),)}, "REL106"),
            ({"drivers": (ADDED,), "notes": (note("fixes", "tape driver"),)}, "REL107"),
            ({"drivers": (ADDED,), "notes": (note("features", "new"),)}, "REL108"),
            ({"drivers": (ADDED,), "notes": (note("features", "``tape``"),)}, None),
        ],
    )
    def test_each_family(self, fields: dict[str, Any], code: str | None) -> None:
        assert codes_of(compared(**fields)) == ({code} if code else set())

    def test_an_interface_without_note(self) -> None:
        rule = next(r for r in RULES.values() if r.implementer is Verdict.BREAKING)
        (finding,) = testing.run_check(BY_CODE["REL101"], compared(change(rule.id)))
        assert finding.subject == "demo.base:Driver.get"
        assert finding.location == HERE
        assert finding.message.startswith("Driver.get: ")
        assert "below upgrade that names ``get`` or Driver.get" in finding.remedy
        assert finding.remedy.endswith("'wharfinger notes draft' writes it.")

    @pytest.mark.parametrize(
        ("catalog", "reason"),
        [
            (Catalog(), "nothing was compared"),
            (Catalog(comparison=Comparison(Catalog())), "no commits"),
            (compared(exempt="it is a revert"), "it is a revert"),
            (replace(compared(), notes=()), "keeps no release notes"),
        ],
    )
    @pytest.mark.parametrize("check", checks)
    def test_obstacles(self, check: Rule, catalog: Catalog, reason: str) -> None:
        assert reason in check.validate(catalog, {})


class TestExemption:
    PLAIN = Commit("c", ("p",), "Ann", "ann@example.org", 0, "Do it")

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({}, ""),
            ({"message": f'Revert "Do it"\n\nThis reverts commit {REVERTED}.'}, "it is a revert"),
            (
                {"message": f'Revert "Do it"\n\nThis reverts commit {REVERTED[:12]}.\n'},
                "it is a revert",
            ),
            ({"message": f'Revert "Do it"\n\nThis reverts commit {REVERTED[:9]}.'}, ""),
            ({"message": f"Do it\n\nThis reverts commit {REVERTED}."}, ""),
            ({"message": f'Revert "Do it"\n\nSo This reverts commit {REVERTED}.'}, ""),
            ({"message": 'Revert "Do it"'}, ""),
            ({"message": "Revert the order of drivers"}, ""),
            ({"parents": ("p", "q")}, "it is a merge"),
            ({"email": "bot@example.org"}, "it is by *bot@*, whom the policy exempts"),
        ],
    )
    def test_one_commit(self, fields: dict[str, Any], reason: str) -> None:
        assert exemption((replace(self.PLAIN, **fields),), ("*bot@*",)) == reason

    def test_every_commit_of_a_series_has_to_be_exempt(self) -> None:
        merge = replace(self.PLAIN, parents=("p", "q"))
        assert exemption((merge, self.PLAIN)) == ""
        assert exemption((merge, merge))
        assert exemption(()) == ""
