# SPDX-License-Identifier: Apache-2.0
"""The checks of specs: which are judged, when they can run, and what a patch does to specs."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

from wharfinger import comparing, pipeline, testing
from wharfinger.checks.spec_lint import checks
from wharfinger.contract.specs import codes
from wharfinger.errors import NothingExaminedError
from wharfinger.model import (
    Catalog,
    ChangedFile,
    CodedFault,
    Comparison,
    Finding,
    Location,
    Patch,
    Redirect,
    Severity,
    Spec,
)

BY_CODE = {check.info.code: check for check in checks}
LINES = ("SPC114", "SPC115", "SPC116", "SPC117", "SPC118")
OF_PATCHES = {"SPC201", "SPC202", "SPC204", "SPC206"}
TEXT = """\
===========
Read repair
===========

:status: {status}

Problem Description
===================

Replicas that were down keep old values.

Proposed Change
===============

A read that finds them writes the newest value back.

References
==========

* {reference}
"""


def text(status: str = "in-review", reference: str = "https://example.org/") -> str:
    return TEXT.format(status=status, reference=reference)


def spec(name: str, code: str = "SPC103", times: int = 1, **fields: object) -> Spec:
    path = f"specs/{name}.rst"
    faults = tuple(
        CodedFault(code, "something is wrong", "Mend it", Location(path, number, 5), "key")
        for number in range(3, 3 + times)
    )
    return Spec(path, name, faults=faults, **fields)


def patched(*specs: Spec, files: tuple[ChangedFile, ...] = ()) -> Catalog:
    return Catalog(specs=specs, comparison=Comparison(Catalog(), Patch("a", "b", files=files)))


def check_patch(
    base: Mapping[str, str], head: Mapping[str, str], folder: Path
) -> tuple[Catalog, tuple[Finding, ...]]:
    """Return the catalog of a patch and what the checks of specs find in it."""
    files = {f"base/{name}": item for name, item in base.items()}
    files |= {f"head/{name}": item for name, item in head.items()}
    outcome = pipeline.check(testing.patch(files, folder), select=("SPC1", "SPC2"))
    return outcome.catalog, outcome.findings


def test_every_code_of_the_source_and_the_contract_has_a_check() -> None:
    known = {value for name, value in vars(codes).items() if name.isupper()}
    assert {code for code in known if not code.startswith("SPC3")} == set(BY_CODE)


def test_a_finding_has_the_place_and_an_exact_subject() -> None:
    catalog = Catalog(specs=(spec("a"), spec("b", "SPC104")))
    (finding,) = testing.run_check(BY_CODE["SPC103"], catalog)
    assert finding.subject == "specs/a.rst:key"
    assert finding.location == Location("specs/a.rst", 3, 5)
    assert finding.remedy == "Mend it."
    assert finding.severity is Severity.ERROR


def test_faults_with_one_key_have_fingerprints_of_their_own() -> None:
    found = testing.run_check(BY_CODE["SPC103"], Catalog(specs=(spec("a", times=3),)))
    assert [finding.subject for finding in found] == [
        "specs/a.rst:key",
        "specs/a.rst:key:2",
        "specs/a.rst:key:3",
    ]
    assert len({finding.fingerprint for finding in found}) == 3


def test_a_fault_may_be_more_or_less_than_its_rule() -> None:
    fault = CodedFault("SPC108", "m", "r", Location("specs/a.rst", 1), "", Severity.ERROR)
    catalog = Catalog(specs=(Spec("specs/a.rst", "a", faults=(fault,)),))
    (finding,) = testing.run_check(BY_CODE["SPC108"], catalog)
    assert finding.severity is Severity.ERROR
    assert BY_CODE["SPC108"].info.severity is Severity.WARNING


def test_a_slug_that_is_shared_is_one_finding_wherever_it_is_told() -> None:
    specs = (Spec("specs/x/a.rst", "a"), Spec("specs/y/a.rst", "a"))
    whole = testing.run_check(BY_CODE["SPC121"], Catalog(specs=specs))
    files = (ChangedFile("specs/x/a.rst", "modified"),)
    of_patch = testing.run_check(BY_CODE["SPC121"], patched(*specs, files=files))
    assert [item.location.path for item in (*whole, *of_patch)] == [
        "specs/y/a.rst",
        "specs/x/a.rst",
    ]
    assert whole[0].fingerprint == of_patch[0].fingerprint


def test_with_a_patch_only_its_specs_are_judged() -> None:
    catalog = patched(spec("old"), spec("new", touched=True))
    found = testing.run_check(BY_CODE["SPC103"], catalog)
    assert [finding.location.path for finding in found] == ["specs/new.rst"]


class TestObstacles:
    @pytest.mark.parametrize("code", BY_CODE)
    def test_without_specs_nothing_can_be_judged(self, code: str) -> None:
        assert BY_CODE[code].validate(Catalog(), {}) == "the project has no specs"

    @pytest.mark.parametrize("code", BY_CODE)
    def test_without_a_base_the_changes_are_not_judged(self, code: str) -> None:
        catalog = Catalog(specs=(spec("a"),), comparison_gap="there is no base")
        expected = "there is no base" if code in OF_PATCHES else ""
        assert BY_CODE[code].validate(catalog, {}) == expected

    @pytest.mark.parametrize("code", BY_CODE)
    def test_without_doc8_lines_are_not_judged(
        self, code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
        reason = BY_CODE[code].validate(patched(spec("a")), {})
        assert (reason == "doc8 is not installed; install wharfinger[doc8]") is (code in LINES)

    def test_who_deletes_the_last_spec_is_judged(self) -> None:
        base = Catalog(specs=(spec("a"),))
        catalog = Catalog(comparison=Comparison(base, Patch("a", "b")))
        assert BY_CODE["SPC204"].validate(catalog, {}) == ""

    def test_redirects_without_specs_are_judged(self) -> None:
        old = Redirect("specs/a.rst", "specs/b.rst", Location("specs/redirects", 1))
        found = testing.run_check(BY_CODE["SPC205"], Catalog(redirects=(old,)))
        assert [finding.subject for finding in found] == ["specs/redirects:specs/a.rst"]


class TestPatches:
    def test_a_patch_counts_what_it_touches(self, tmp_path: Path) -> None:
        old = {"specs/a.rst": text(), "specs/b.rst": text()}
        catalog, found = check_patch(old, old | {"specs/c.rst": text("draft")}, tmp_path)
        assert catalog.examined.specs == 1
        assert {s.path: (s.touched, s.born) for s in catalog.specs} == {
            "specs/a.rst": (False, False),
            "specs/b.rst": (False, False),
            "specs/c.rst": (True, True),
        }
        assert not [item for item in found if item.severity is Severity.ERROR]

    def test_a_patch_that_touches_no_spec_examines_none(self, tmp_path: Path) -> None:
        faulty = {"specs/a.rst": text("whatever")}
        catalog, found = check_patch(faulty, faulty | {"README.rst": "New.\n"}, tmp_path)
        assert catalog.examined.specs == 0
        assert found == ()

    def test_a_renamed_spec_is_held_to_what_it_was(self, tmp_path: Path) -> None:
        head = {"specs/b.rst": text("implemented")}
        _, found = check_patch({"specs/a.rst": text("draft")}, head, tmp_path)
        assert [item.subject for item in found if item.code == "SPC201"] == ["specs/b.rst:status"]

    def test_who_moves_a_spec_is_told_of_what_leads_there(self, tmp_path: Path) -> None:
        user = {"specs/user.rst": text(reference=":doc:`old`")}
        _, found = check_patch(
            user | {"specs/old.rst": text()}, user | {"specs/new.rst": text()}, tmp_path
        )
        assert [item.subject for item in found if item.code == "SPC119"] == [
            "specs/user.rst:doc:old"
        ]

    def test_a_patch_cannot_weaken_its_own_judge(self, tmp_path: Path) -> None:
        bare = text().replace(":status: in-review\n\n", "")
        strict = {"driver-policy.yaml": "specs:\n  require: [status]\n", "specs/a.rst": text()}
        lax = {"driver-policy.yaml": "specs:\n  require: []\n", "specs/a.rst": bare}
        _, found = check_patch(strict, lax, tmp_path)
        assert "SPC112" in {item.code for item in found}

    def test_the_first_policy_of_specs_counts_at_once(self, tmp_path: Path) -> None:
        bare = text().replace(":status: in-review\n\n", "")
        head = {"driver-policy.yaml": "specs:\n  require: [status]\n", "specs/a.rst": bare}
        _, found = check_patch({"specs/b.rst": bare}, head, tmp_path)
        assert {item.location.path for item in found if item.code == "SPC112"} == {"specs/a.rst"}

    def test_a_patch_may_mend_a_genre(self, tmp_path: Path) -> None:
        policy = "specs:\n  genre_files: [demo.yaml]\n  genres:\n    - {path: '*', genre: demo}\n"
        common = {"driver-policy.yaml": policy}
        base = common | {"demo.yaml": "sections: 7\n", "specs/a.rst": text("draft")}
        good = "title: Demo\nsections: [Problem Description, Proposed Change, References]\n"
        head = common | {"demo.yaml": good, "specs/a.rst": text("implemented")}
        _, found = check_patch(base, head, tmp_path)
        assert [item.code for item in found if item.severity is Severity.ERROR] == ["SPC201"]

    def test_two_trees_are_compared_as_a_whole(self, tmp_path: Path) -> None:
        for side, status in (("one", "draft"), ("other", "implemented")):
            folder = tmp_path / side / "specs"
            folder.mkdir(parents=True)
            (folder / "a.rst").write_text(text(status), "utf-8")
        request = testing.Request(base=str(tmp_path / "one"), head=str(tmp_path / "other"))
        with comparing.opened(request, {"specs", "comparison"}) as opened:
            found = testing.run_check(BY_CODE["SPC201"], opened.catalog)
        assert [item.subject for item in found] == ["specs/a.rst:status"]

    def test_for_specs_alone_nothing_of_drivers_is_read(self, tmp_path: Path) -> None:
        setup = (
            "[metadata]\nname = demo\n\n[options.entry_points]\ndemo.drivers =\n    a = demo:A\n"
        )
        files = {f"{side}/setup.cfg": setup for side in ("base", "head")}
        files |= {"base/specs/a.rst": text("draft"), "head/specs/a.rst": text("implemented")}
        with comparing.opened(testing.patch(files, tmp_path), {"specs"}) as opened:
            catalog = opened.catalog
        assert (catalog.distributions, catalog.groups) == ((), ())
        found = testing.run_check(BY_CODE["SPC201"], catalog)
        assert [item.subject for item in found] == ["specs/a.rst:status"]
        assert catalog.examined.commits == 1

    def test_each_commit_of_a_series_is_judged_by_itself(self, tmp_path: Path) -> None:
        files = {"base/specs/a.rst": text("draft"), "head/specs/a.rst": text("implemented")}
        request = testing.patch(files, tmp_path)
        (outcome,) = pipeline.check_each(request, select=("SPC201",))
        assert [item.subject for item in outcome.findings] == ["specs/a.rst:status"]


def test_a_comment_with_a_reason_silences_a_finding(tmp_path: Path) -> None:
    line = "* :doc:`nowhere`"
    comment = ".. wharfinger: ignore[SPC119] the manual comes later"
    said = text().replace("* https://example.org/", f"{comment}\n\n{line}")
    files = {"specs/a.rst": said, "specs/b.rst": text(reference=":doc:`nowhere`")}
    outcome = pipeline.check(testing.project(files, tmp_path), select=("SPC119",))
    assert [item.location.path for item in outcome.findings] == ["specs/b.rst"]


def test_specs_alone_are_something_to_examine(tmp_path: Path) -> None:
    outcome = pipeline.check(testing.project({"specs/a.rst": text()}, tmp_path), select=("SPC1",))
    assert outcome.catalog.examined.specs == 1


def test_an_empty_folder_of_specs_is_nothing(tmp_path: Path) -> None:
    request = testing.project({"specs/template.rst": text()}, tmp_path)
    with pytest.raises(NothingExaminedError):
        pipeline.check(request, select=("SPC1",))


def test_pictures_stand_for_what_a_page_cannot_show() -> None:
    page = "Bad\n---\n\n.. code-block:: text\n   :caption: a\n\n   a␀b␉c␍\n   d␠\n   e␃\n"
    (example,) = testing.page_examples(page)
    assert example.files == {"a": "a\0b\tc\r\nd \ne"}
