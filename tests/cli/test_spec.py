# SPDX-License-Identifier: Apache-2.0
"""The command ``spec``: new, list, lint and its --fix."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from wharfinger import testing
from wharfinger.cli import main

HEADER = (
    "..\n This work is licensed under a Creative Commons Attribution 3.0 Unported\n License.\n\n"
    " http://creativecommons.org/licenses/by/3.0/legalcode\n\n"
)
TITLE = "=====\nTitle\n=====\n\n:status: accepted\n:cycle: 9.1\n\n"
PROBLEM = "Problem Description\n===================\n\nThere is one.\n\n"
CHANGE = "Proposed Change\n===============\n\nMend it.\n\n"
REFERENCES = "References\n==========\n\nNone.\n"
GOOD = HEADER + TITLE + PROBLEM + CHANGE + REFERENCES
BAD = HEADER + TITLE + CHANGE + PROBLEM + REFERENCES
MARKED = (
    HEADER + TITLE + ".. wharfinger: ignore[SPC105] for a reason\n\n" + BAD[len(HEADER + TITLE) :]
)
ONE, TWO = "specs/9.1/one.rst", "specs/9.1/two.rst"


class Run(Protocol):
    def __call__(self, *words: str | Path) -> tuple[int, str, str]: ...


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Return a function that runs the command in a project: its status, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path) -> tuple[int, str, str]:
        status = main(["spec", *map(str, words), "-C", "."])
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def tree(folder: Path, files: dict[str, str]) -> Path:
    testing.project(files, folder)
    return folder


def git(folder: Path, *words: str) -> None:
    testing._git(folder, *words)


class TestNew:
    def test_a_new_spec_is_clean(self, run: Run, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777636800")
        status, out, err = run("new", "driver", "Store it in S3", "--author", "A <a@example.org>")
        assert (status, out, err) == (0, "specs/store-it-in-s3.rst\n", "")
        assert ":created: 2026-05-01\n" in (tmp_path / out.strip()).read_text()
        status, out, _ = run("lint")
        assert (status, out.splitlines()[0][:14]) == (0, "findings: none")

    def test_it_goes_to_the_newest_cycle(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: GOOD, "specs/10.0/x.rst": GOOD.replace("9.1", "10.0")})
        assert run("new", "policy", "A rule")[1] == "specs/10.0/a-rule.rst\n"
        assert run("new", "policy", "A rule", "--cycle", "11.0")[1] == "specs/11.0/a-rule.rst\n"

    def test_the_author_is_whom_git_knows(self, run: Run, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
        monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        (tmp_path / "gitconfig").write_text("[user]\n name = Doe, J\n email = j@example.org\n")
        run("new", "policy", "A rule")
        assert ":authors: Doe J <j@example.org>\n" in (tmp_path / "specs/a-rule.rst").read_text()
        (tmp_path / "gitconfig").write_text("")
        run("new", "policy", "Another rule")
        assert ":authors:" not in (tmp_path / "specs/another-rule.rst").read_text()

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("drivr", "A"), "did you mean 'driver'?"),
            (("driver", ""), "empty"),
            (("driver", "a\nb"), "line break"),
            (("driver", "設計"), "--slug"),
            (("driver", "A", "--slug", "../b"), "slug"),
            (("driver", "A", "--cycle", "../b"), "--cycle"),
            (("driver", "A", "--author", "a\nb"), "--author"),
            (("driver",), "TITLE"),
            (("driver", "A", "--author", "A *B"), "in --author"),
        ],
    )
    def test_what_cannot_be(self, run: Run, tmp_path: Path, words, why) -> None:
        status, out, err = run("new", *words)
        assert (status, out) == (2, "")
        assert why in err
        assert not list(tmp_path.rglob("*.rst"))

    def test_what_is_there_stays(self, run: Run, tmp_path: Path) -> None:
        run("new", "driver", "A thing")
        before = (tmp_path / "specs/a-thing.rst").read_bytes()
        status, _, err = run("new", "policy", "A thing")
        assert (status, "is there already" in err) == (2, True)
        assert (tmp_path / "specs/a-thing.rst").read_bytes() == before


class TestList:
    @pytest.fixture
    def specs(self, tmp_path: Path) -> None:
        other = GOOD.replace("accepted", "draft").replace("9.1", "10.0").replace("Title", "Other")
        tree(tmp_path, {ONE: GOOD, "specs/10.0/two.rst": other})

    @pytest.mark.usefixtures("specs")
    def test_text(self, run: Run) -> None:
        status, out, _ = run("list")
        assert status == 0
        assert "Title" in out
        assert out.splitlines()[-1] == "examined: 2 specs"

    @pytest.mark.usefixtures("specs")
    def test_json(self, run: Run) -> None:
        answer = json.loads(run("list", "--status", "draft", "--format", "json")[1])
        assert answer["schema"] == "wharfinger/spec-list/1"
        assert [item["path"] for item in answer["specs"]] == ["specs/10.0/two.rst"]
        assert answer["specs"][0]["genre_basis"] == "best match"

    @pytest.mark.usefixtures("specs")
    def test_csv(self, run: Run) -> None:
        out = run("list", "--cycle", "9.1", "--format", "csv")[1]
        assert [row["spec"] for row in csv.DictReader(io.StringIO(out))] == ["Title"]
        rows = [*csv.DictReader(io.StringIO(run("list", "--format", "csv")[1]))]
        assert [row["cycle"] for row in rows] == ["10.0", "9.1"]
        assert "group" not in rows[0]

    def test_nothing_to_list(self, run: Run) -> None:
        status, _, err = run("list")
        assert (status, "there are no specs" in err) == (2, True)


class TestLint:
    def test_a_clean_project(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: GOOD, "specs/template.rst": "", "specs/a.png": ""})
        (tmp_path / "specs/link.rst").symlink_to("9.1/one.rst")
        status, out, _ = run("lint")
        assert status == 0
        assert out.splitlines()[-3:] == [
            "examined: 1 spec",
            "skipped 1 file: a link to another file (specs/link.rst)",
            "skipped 1 file: a template (specs/template.rst)",
        ]
        assert run("lint", "-v")[1].splitlines()[-1] == "skipped specs/template.rst: a template"

    def test_a_finding_is_a_line_that_editors_know(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: BAD})
        status, out, _ = run("lint", "--select", "SPC105")
        assert status == 1
        assert out.startswith(f"{ONE}:14:1: SPC105 the section 'Proposed Change' is out of")

    def test_checks_that_cannot_run_are_told(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree(tmp_path, {ONE: GOOD})
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        last = run("lint", "--no-cache", "--select", "SPC1")[1].splitlines()[-1]
        assert last == "skipped 5 checks: doc8 is not installed; install wharfinger[doc8]"

    def test_only_the_named_files_and_folders(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: BAD, TWO: GOOD})
        assert run("lint", "--ignore", "SPC3", TWO)[0] == 0
        tree(tmp_path, {"specs/template.rst": ""})
        status, out, _ = run("lint", "specs/9.1")
        assert (status, "skipped" in out.splitlines()[-1]) == (1, False)
        assert run("lint", ".")[0] == run("lint", "specs/9.1/")[0] == 1
        assert run("lint", tmp_path / ONE)[0] == 1

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
    def test_a_name_that_is_no_utf8_is_judged_with_its_folder(
        self, run: Run, tmp_path: Path
    ) -> None:
        tree(tmp_path, {ONE: GOOD})
        Path(os.fsdecode(os.fsencode(tmp_path / "specs/9.1") + b"/b\xe9d.rst")).write_text(BAD)
        status, out, _ = run("lint", "specs/9.1")
        assert status == 1
        assert "specs/9.1/b?d.rst:1:1: SPC122" in out
        assert "SPC105" in out

    def test_json(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: BAD, "specs/index.rst": ""})
        status, out, _ = run("lint", "--format", "json")
        answer = json.loads(out)
        assert status == 1
        assert answer["schema"] == "wharfinger/spec-lint/1"
        assert answer["examined"]["specs"] == 1
        assert "SPC105" in {finding["code"] for finding in answer["findings"]}
        assert answer["skipped_files"] == [{"path": "specs/index.rst", "reason": "an index page"}]

    def test_reports(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: BAD})
        status, out, _ = run("lint", "--report", "sarif=lint.sarif", "--report", "github")
        assert (status, out.startswith("::")) == (1, True)
        assert "SPC105" in (tmp_path / "lint.sarif").read_text()
        assert run("lint", "--report", "nothing")[0] == 2

    def test_waivers_and_comments_count(self, run: Run, tmp_path: Path) -> None:
        waiver = f"{{code: SPC105, subject: '{ONE}:Proposed Change', reason: old}}"
        policy = f"project: demo\nwaivers:\n  - {waiver}\n"
        tree(tmp_path, {ONE: BAD, "driver-policy.yaml": policy})
        status, out, _ = run("lint")
        assert (status, "waived: SPC105" in out) == (0, True)
        tree(tmp_path, {ONE: MARKED, "driver-policy.yaml": "project: demo\n"})
        assert run("lint")[0] == 0

    @pytest.mark.parametrize(
        ("word", "code"),
        [("ignore[SPC105] for a reason", "CFG008"), ("ignore[SPC105]", "CFG007")],
    )
    def test_a_comment_of_no_use_is_told(
        self, run: Run, tmp_path: Path, word: str, code: str
    ) -> None:
        tree(tmp_path, {ONE: f"{GOOD}\n.. wharfinger: {word}\n"})
        assert f"{ONE}:29:1: {code} " in run("lint")[1]
        assert f"{ONE}:29:1: {code} " in run("lint")[1], "what is kept has it, too"
        assert "CFG" not in run("lint", "--select", "SPC")[1]

    def test_an_unknown_version_of_a_template_is_a_fault_of_the_field(
        self, run: Run, tmp_path: Path
    ) -> None:
        text = GOOD.replace(":cycle: 9.1", ":cycle: 9.1\n:template: driver 9")
        tree(tmp_path, {ONE: text})
        assert f"{ONE}:13:1: SPC111 the field 'template' has a version" in run("lint")[1]
        tree(tmp_path, {ONE: text.replace("driver 9", "drivel 9")})
        assert f"{ONE}:13:1: SPC123 there is no genre 'drivel'" in run("lint")[1]

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("nowhere.rst",), "is no spec"),
            (("specs/index.rst",), "is not looked at: an index page"),
            (("--head", "HEAD"), "--base"),
            (("--worktree",), "--base"),
            (("--base", "HEAD", ONE), "a patch says itself"),
            (("--base", "HEAD", "--head", "HEAD", "--fix"), "drop --head"),
            (("--select", "XYZ"), "no check"),
        ],
    )
    def test_words_that_make_no_sense(self, run: Run, tmp_path: Path, words, why) -> None:
        tree(tmp_path, {ONE: GOOD, "specs/index.rst": ""})
        status, _, err = run("lint", *words)
        assert (status, why in err) == (2, True)

    def test_nothing_to_lint(self, run: Run, tmp_path: Path) -> None:
        status, _, err = run("lint")
        assert (status, "spec new" in err) == (2, True)
        tree(tmp_path, {"specs/template.rst": GOOD})
        status, _, err = run("lint")
        assert (status, "a template" in err) == (2, True)

    def test_a_patch(self, run: Run, tmp_path: Path) -> None:
        git(tree(tmp_path, {ONE: BAD}), "init", "--quiet", "--initial-branch=master")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message=Begin")
        status, _, err = run("lint", "--base", "HEAD", "--worktree")
        assert (status, "nothing has changed since HEAD\n" in err) == (2, True)
        tree(tmp_path, {TWO: BAD, "specs/template.rst": ""})
        status, _, err = run("lint", "--base", "HEAD")
        assert (status, "--worktree judges" in err) == (2, True)
        status, out, _ = run("lint", "--base", "HEAD", "--worktree")
        assert status == 1
        assert out.splitlines()[-1] == "skipped 1 file: a template (specs/template.rst)"
        assert {line.split(":")[0] for line in out.splitlines() if " SPC" in line} == {TWO}

    def test_a_patch_of_a_project_without_specs(self, run: Run, tmp_path: Path) -> None:
        git(tree(tmp_path, {"a": ""}), "init", "--quiet", "--initial-branch=master")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message=Begin")
        tree(tmp_path, {"b": ""})
        status, _, err = run("lint", "--base", "HEAD", "--worktree")
        assert (status, "there are no specs in" in err) == (2, True)
        tree(tmp_path, {ONE: GOOD})
        assert run("lint", "--base", "HEAD", "--worktree")[0] == 0

    def test_a_warm_run_reads_no_markup(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: GOOD})
        run("lint")
        script = (
            "import sys; from wharfinger.cli import main; status = main(['spec', 'lint']);"
            "print(sorted({'docutils', 'yaml', 'jsonschema', 'rich', 'sphinx'} & {*sys.modules}))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == "[]"


class TestFix:
    def test_what_has_one_right_answer(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: BAD, TWO: GOOD})
        (tmp_path / ONE).chmod(0o600)
        status, out, err = run("lint", "--fix")
        assert status == 0
        assert (tmp_path / ONE).read_text() == GOOD
        assert (tmp_path / ONE).stat().st_mode & 0o777 == 0o600
        assert err.splitlines()[-2:] == [
            f"fixed: {ONE}: SPC105 the order of sections",
            "fixed 1 file",
        ]
        assert out.startswith("findings: none")
        assert run("lint", "--fix")[2] == "fixed 0 files\n"

    def test_only_what_is_named_or_touched(self, run: Run, tmp_path: Path) -> None:
        git(tree(tmp_path, {ONE: BAD}), "init", "--quiet", "--initial-branch=master")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message=Begin")
        tree(tmp_path, {TWO: BAD})
        assert run("lint", "--fix", "--base", "HEAD")[0] == 0
        assert (tmp_path / ONE).read_text() == BAD
        assert (tmp_path / TWO).read_text() == GOOD
        assert run("lint", "--fix", ONE)[0] == 0
        assert (tmp_path / ONE).read_text() == GOOD

    def test_what_is_silenced_stays(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {ONE: MARKED})
        assert run("lint", "--fix")[0] == 0
        assert (tmp_path / ONE).read_text() == MARKED

    def test_what_is_silenced_in_one_place_stays_in_all(self, run: Run, tmp_path: Path) -> None:
        pytest.importorskip("doc8")
        silenced = ".. wharfinger: ignore[SPC115] it is meant so\n\nHere.  \n\nThere.  \n"
        text = GOOD.replace("Mend it.\n", silenced)
        tree(tmp_path, {ONE: text})
        _, out, err = run("lint", "--fix")
        assert (tmp_path / ONE).read_text() == text
        assert err == f"not fixed: {ONE}: SPC115 is waived or silenced in it\nfixed 0 files\n"
        assert "findings: 1 warning" in out

    def test_what_has_more_than_one_is_said(self, run: Run, tmp_path: Path) -> None:
        text = BAD.replace(PROBLEM, f".. A comment.\n\n{PROBLEM}")
        tree(tmp_path, {ONE: text})
        status, _, err = run("lint", "--fix")
        assert status == 1
        assert f"not fixed: {ONE}: SPC105 the comment of line" in err
        assert (tmp_path / ONE).read_text() == text
