# SPDX-License-Identifier: Apache-2.0
"""The checks of notes: which are judged, and that each code has its check."""

from __future__ import annotations

from pathlib import Path

import pytest

import wharfinger.checks.note_lint
from wharfinger import testing
from wharfinger.checks import Rule
from wharfinger.checks.note_lint import checks
from wharfinger.model import (
    Catalog,
    ChangedFile,
    CodedFault,
    Comparison,
    Location,
    Note,
    Patch,
    Severity,
)
from wharfinger.sources.notes import codes, read_notes

FOLDER = Path(wharfinger.checks.note_lint.__file__).parent
BY_CODE = {check.info.code: check for check in checks}
CASES = [
    pytest.param(check, example, id=f"{check.info.code}-{example.section}")
    for check in checks
    for example in testing.page_examples((FOLDER / check.info.page).read_text("utf-8"))
    if not any(name.startswith("base/") for name in example.files)
]


def note(path: str, code: str, **fields: object) -> Note:
    where = Location(path, 3, 5)
    fault = CodedFault(code, "something is wrong", "Mend it", where, "fixes[0]")
    return Note(path, "reno", faults=(fault,), **fields)


def patched(*notes: Note, files: tuple[ChangedFile, ...] = ()) -> Catalog:
    comparison = Comparison(Catalog(), Patch("a", "b", files=files))
    return Catalog(notes=notes, comparison=comparison)


def test_every_code_of_the_source_has_a_check() -> None:
    known = {value for name, value in vars(codes).items() if name.isupper()}
    assert known == set(BY_CODE)


@pytest.mark.parametrize(("check", "example"), CASES)
def test_the_examples_of_the_pages(check: Rule, example: testing.Example, tmp_path: Path) -> None:
    testing.project(example.files, tmp_path)
    notes = read_notes(tmp_path)
    found = {fault.code for note in notes for fault in note.faults}
    assert found == ({check.info.code} if example.section == "Bad" else set())
    findings = testing.run_check(check, Catalog(notes=notes))
    assert bool(findings) == (example.section == "Bad")


def test_a_finding_has_the_place_and_an_exact_subject() -> None:
    (finding,) = testing.run_check(BY_CODE["REL214"], Catalog(notes=(note("a.yaml", "REL214"),)))
    assert finding.subject == "a.yaml:fixes[0]"
    assert finding.location == Location("a.yaml", 3, 5)
    assert finding.remedy == "Mend it."
    assert finding.severity is Severity.ERROR


def test_with_a_patch_only_its_notes_are_judged() -> None:
    check = BY_CODE["REL214"]
    old, new = note("old.yaml", "REL214"), note("new.yaml", "REL214", touched=True)
    findings = testing.run_check(check, patched(old, new))
    assert [finding.location.path for finding in findings] == ["new.yaml"]
    files = (ChangedFile("old.yaml", "deleted"),)
    assert len(testing.run_check(check, patched(old, files=files))) == 1


def test_without_notes_nothing_can_be_judged() -> None:
    assert checks[0].validate(Catalog(), {}) == "the project has no release notes"
