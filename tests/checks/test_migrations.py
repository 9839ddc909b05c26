# SPDX-License-Identifier: Apache-2.0
"""The checks of migrations: what is judged in a project, and what in a patch."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import pipeline, testing
from wharfinger.checks.migrations import checks
from wharfinger.model import Catalog, Effect, Migration, Operation, Outcome, Severity

BY_CODE = {check.info.code: check for check in checks}
SETUP = "[metadata]\nname = demo\n"
V = "demo/db/migrations/versions"


def script(body: str, imports: str = "") -> str:
    return f"from alembic import op\n{imports}\n\ndef upgrade():\n    {body}\n"


DROP = script("op.drop_table('t')")
ADD = script("op.create_table('t')")
UPDATE = script("op.execute('UPDATE t SET a = 1')")
NOTHING = script("pass")
STEPS = {
    f"{V}/expand/0001_x.py": ADD,
    f"{V}/migrate/0001_x.py": UPDATE,
    f"{V}/contract/0001_x.py": DROP,
}


def outcome(files: dict[str, str], folder: Path, tag: str = "") -> Outcome:
    """Check a project, or a patch if the files begin with ``base/`` and ``head/``."""
    if any(name.startswith("head/") for name in files):
        both = {f"{side}/setup.cfg": SETUP for side in ("base", "head")}
        request = testing.patch(both | files, folder, tag=tag)
    else:
        request = testing.project({"setup.cfg": SETUP} | files, folder)
    return pipeline.check(request)


def found(result: Outcome) -> list[str]:
    return [f"{finding.code} {finding.subject}" for finding in result.findings]


def patch(base: dict[str, str], head: dict[str, str]) -> dict[str, str]:
    before = {f"base/{name}": text for name, text in (STEPS | base).items()}
    return before | {f"head/{name}": text for name, text in (STEPS | head).items() if text}


def test_a_project_that_keeps_to_its_phases(tmp_path: Path) -> None:
    result = outcome(STEPS, tmp_path)
    assert found(result) == []
    codes = {f"MIG10{number}" for number in (1, 2, 3, 4, 5, 7)}
    assert codes <= result.codes_run
    assert "MIG106" not in result.codes_run


def test_each_script_is_judged_by_its_phase(tmp_path: Path) -> None:
    steps = dict(zip(STEPS, [UPDATE, DROP, ADD], strict=True))
    assert found(outcome(steps, tmp_path)) == [
        f"MIG103 {V}/contract/0001_x.py:create_table t",
        f"MIG101 {V}/expand/0001_x.py:UPDATE t",
        f"MIG102 {V}/migrate/0001_x.py:drop_table t",
    ]


def test_without_phases_all_are_skipped_with_the_reason(tmp_path: Path) -> None:
    entry = "\n[options.entry_points]\ndemo.drivers =\n    one = demo:One\n"
    files = {"setup.cfg": SETUP + entry, "demo/__init__.py": "class One: ...\n"}
    result = outcome(files | {f"{V}/0001_x.py": DROP}, tmp_path)
    skipped = {skip.reason for skip in result.skipped if skip.code.startswith("MIG")}
    assert skipped == {"no migrations in phases were found"}


def test_without_numbers_they_need_not_match(tmp_path: Path) -> None:
    result = outcome({f"{V}/2.0/expand/abc_x.py": NOTHING}, tmp_path)
    assert found(result) == []
    (reason,) = (skip.reason for skip in result.skipped if skip.code == "MIG104")
    assert "no numbers" in reason


def test_the_message_tells_what_and_where(tmp_path: Path) -> None:
    result = outcome(STEPS | {f"{V}/expand/0001_x.py": DROP}, tmp_path)
    (finding,) = result.findings
    assert finding.message == (
        "drop_table t takes away what old code may use, in a script of the phase expand"
    )
    assert (finding.location.path, finding.location.line) == (f"{V}/expand/0001_x.py", 5)
    assert finding.severity is Severity.ERROR


def test_a_finding_can_be_silenced_where_it_is(tmp_path: Path) -> None:
    text = script("op.drop_table('t')  # wharfinger: ignore[MIG101] nobody used it")
    result = outcome(STEPS | {f"{V}/expand/0001_x.py": text}, tmp_path)
    assert found(result) == []
    assert [reason for _, reason in result.waived] == ["nobody used it"]


def test_of_a_patch_its_own_scripts_are_judged(tmp_path: Path) -> None:
    bad = {f"{V}/expand/0002_x.py": DROP}
    more = {f"{V}/{phase}/0002_x.py": NOTHING for phase in ("migrate", "contract")}
    new = {f"{V}/{phase}/0003_x.py": NOTHING for phase in ("expand", "migrate", "contract")}
    assert found(outcome(patch(bad | more, bad | more | new), tmp_path / "a")) == []
    codes = found(outcome(patch(more, more | bad), tmp_path / "b"))
    assert codes == [f"MIG101 {V}/expand/0002_x.py:drop_table t"]


def test_a_patch_that_deletes_a_script_leaves_a_number_alone(tmp_path: Path) -> None:
    codes = found(outcome(patch({}, {f"{V}/contract/0001_x.py": ""}), tmp_path))
    assert codes == []  # no contract is left: the phase is gone
    more = {f"{V}/{phase}/0002_x.py": NOTHING for phase in ("expand", "migrate", "contract")}
    head = more | {f"{V}/contract/0001_x.py": ""}
    codes = found(outcome(patch(more, head), tmp_path / "b"))
    assert codes == [f"MIG104 {V}/migrate/0001_x.py:contract"]


def test_a_patch_that_touches_no_script_is_not_judged_by_those_there(tmp_path: Path) -> None:
    bad = {f"{V}/expand/0002_x.py": DROP}
    result = outcome(patch(bad, bad | {"demo/x.py": "X = 1\n"}), tmp_path)
    assert found(result) == []
    assert "MIG104" in result.codes_run


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        (script("op.create_table('u')"), "1.0.0", "is in 1.0.0 with other code"),
        (script("op.create_table('u')"), "", "is in the base with other code"),
        ("# A comment.\n" + ADD, "1.0.0", ""),
    ],
)
def test_a_released_script_is_left_as_it_was(
    text: str, tag: str, expected: str, tmp_path: Path
) -> None:
    files = patch({}, {f"{V}/expand/0001_x.py": text})
    findings = outcome(files, tmp_path, tag).findings
    assert [finding.code for finding in findings] == (["MIG106"] if expected else [])
    assert all(expected in finding.message for finding in findings)


def test_a_script_that_came_after_the_release_may_change(tmp_path: Path) -> None:
    files = patch({}, {f"{V}/expand/0001_x.py": script("op.create_table('u')")})
    request = testing.patch(files, tmp_path, tag="1.0.0")
    base = {name.replace("base/", ""): text for name, text in files.items() if "base/" in name}
    assert base
    # The tag is of a commit that has none of the scripts.
    early = testing.patch(
        {"base/setup.cfg": SETUP} | {f"head/{n}": t for n, t in base.items()},
        tmp_path / "early",
        tag="0.9",
    )
    changed = tmp_path / "early" / V / "expand" / "0001_x.py"
    changed.write_text(script("op.create_table('u')"), encoding="utf-8")
    testing._git(tmp_path / "early", "commit", "--quiet", "--all", "--message=Change")
    assert found(pipeline.check(early)) == []
    assert found(pipeline.check(request)) == [f"MIG106 {V}/expand/0001_x.py"]


def test_what_is_unknown_is_told_once_for_a_script() -> None:
    items = tuple(Operation(Effect.UNKNOWN, "", "", name, 3) for name in "abcd")
    catalog = Catalog(migrations=(Migration("x.py", "expand", operations=items),))
    (finding,) = testing.run_check(BY_CODE["MIG107"], catalog)
    assert finding.message.endswith("line 3: a; line 3: b; line 3: c; and 1 more")
    assert finding.severity is Severity.WARNING
    assert testing.run_check(BY_CODE["MIG101"], catalog) == ()
