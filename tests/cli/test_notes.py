# SPDX-License-Identifier: Apache-2.0
"""The command ``notes``: list, lint and draft, on real trees and repositories."""

from __future__ import annotations

import csv
import io
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wharfinger import comparing, testing
from wharfinger.cli.commands import Call, notes
from wharfinger.contract.notes import drafts as texts
from wharfinger.contract.notes.kinds import SECTIONS, Trigger
from wharfinger.contract.notes.satisfaction import shortfall
from wharfinger.errors import NothingExaminedError, ToolkitError, UsageError
from wharfinger.model import (
    Catalog,
    Comparison,
    DriverChange,
    Location,
    Note,
    OptionChange,
    Patch,
    Request,
)
from wharfinger.sources.notes import codes, drafts, read_notes, reno_note
from wharfinger.sources.notes.settings import SECTIONS as RENO
from wharfinger.sources.notes.settings import Settings

Run = Callable[..., tuple[int, str]]
GOOD = "---\nfixes:\n  - |\n    A value is found.\n"
BAD = "---\nbugs:\n  - |\n    A value is found.\n"
NAME = "releasenotes/notes/one-0123456789abcdef.yaml"
OTHER = "releasenotes/notes/two-123456789abcdef0.yaml"
HERE = Location("demo/base.py", 3)


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return a function that runs the command on a tree: its status and output."""

    def call(tree: Path, *words: str) -> tuple[int, str]:
        parser = ArgumentParser()
        notes.configure(parser, words)
        request = Request(trees=(tree,))
        status = notes.run(parser.parse_args(words), Call(request, quiet=True))
        return status, capsysbinary.readouterr().out.decode()

    return call


def tree(files: dict[str, str], folder: Path) -> Path:
    testing.project(files, folder)
    return folder


class TestLint:
    def test_a_clean_project(self, run: Run, tmp_path: Path) -> None:
        status, out = run(tree({NAME: GOOD}, tmp_path), "lint")
        assert status == 0
        assert "findings: none" in out
        assert "1 note" in out

    def test_a_finding_is_a_line_that_editors_know(self, run: Run, tmp_path: Path) -> None:
        status, out = run(tree({NAME: BAD}, tmp_path), "lint")
        assert status == 1
        assert out.startswith(f"{NAME}:2:1: REL205 there is no section 'bugs'\n  Use one of: ")

    def test_only_the_named_files(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project = tree({NAME: BAD, OTHER: GOOD}, tmp_path)
        assert run(project, "lint", str(project / OTHER))[0] == 0
        monkeypatch.chdir(project / "releasenotes")
        assert run(project, "lint", NAME.partition("/")[2])[0] == 1

    def test_json(self, run: Run, tmp_path: Path) -> None:
        status, out = run(tree({NAME: BAD}, tmp_path), "lint", "--format", "json")
        answer = json.loads(out)
        assert status == 1
        assert answer["schema"] == "wharfinger/notes-lint/1"
        assert answer["examined"]["notes"] == 1
        (finding,) = answer["findings"]
        assert finding["location"] == {"path": NAME, "line": 2, "end_line": 0, "column": 1}

    def test_a_waiver_of_the_policy_counts(self, run: Run, tmp_path: Path) -> None:
        waiver = (
            f"waivers:\n  - {{code: REL205, subject: '{NAME}:bugs', reason: old, until: '9'}}\n"
        )
        policy = f"project: demo\n{waiver}"
        status, _ = run(tree({NAME: BAD, "driver-policy.yaml": policy}, tmp_path), "lint")
        assert status == 0

    def test_nothing_to_lint(self, run: Run, tmp_path: Path) -> None:
        with pytest.raises(NothingExaminedError) as caught:
            run(tmp_path, "lint")
        assert caught.value.exit_code == 2

    @pytest.mark.parametrize("name", ["setup.cfg", "nowhere.yaml", "/dev/null", "\0"])
    def test_a_file_that_is_no_note(self, run: Run, tmp_path: Path, name: str) -> None:
        project = tree({NAME: GOOD, "setup.cfg": ""}, tmp_path)
        with pytest.raises(UsageError, match="is no release note of this project"):
            run(project, "lint", name)

    def test_no_tree(self) -> None:
        arguments = SimpleNamespace(action="lint", files=[], format="text", base=None)
        arguments.worktree = None
        with pytest.raises(NothingExaminedError):
            notes.run(arguments, Call(Request(), quiet=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [("lint", "--format", "csv"), ("list", "a.yaml"), ("lint", "--base", "x"), ("draft", "a")],
)
def test_words_that_make_no_sense(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        run(tmp_path, *words)


def git(folder: Path, *words: str) -> None:
    testing._git(folder, *words)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with two releases, an edit, a rename and a deletion."""
    git(tree({}, tmp_path), "init", "--quiet", "--initial-branch=master")
    steps: tuple[tuple[dict[str, str | None], str], ...] = (
        ({NAME: GOOD, OTHER: GOOD}, "1.0.0"),
        ({NAME: GOOD + "  - |\n    More.\n"}, ""),
        ({"releasenotes/notes/new-23456789abcdef01.yaml": GOOD}, "2.0.0.0rc1"),
        ({OTHER: None, OTHER.replace("two", "deux"): GOOD}, "2.0.0"),
        ({"releasenotes/notes/gone-3456789abcdef012.yaml": GOOD}, ""),
        ({"releasenotes/notes/gone-3456789abcdef012.yaml": None}, ""),
        ({"releasenotes/notes/next-456789abcdef0123.yaml": GOOD}, ""),
    )
    for files, tag in steps:
        for name, text in files.items():
            if text is None:
                (tmp_path / name).unlink()
        tree({name: text for name, text in files.items() if text is not None}, tmp_path)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message=Change it")
        if tag:
            git(tmp_path, "tag", tag)
    return tmp_path


def by_reno(folder: Path) -> dict[str, list[str]]:
    from reno.config import Config
    from reno.scanner import Scanner

    with Scanner(Config(str(folder))) as scanner:
        found = scanner.get_notes_by_version()
    return {version: [path for path, _ in notes] for version, notes in found.items()}


class TestList:
    def test_it_is_what_reno_says(
        self, run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(repository)
        status, out = run(repository, "list", "--format", "json")
        answer = json.loads(out)
        ours = {v["version"]: [n["path"] for n in v["notes"]] for v in answer["versions"]}
        assert status == 0
        assert ours == by_reno(repository)
        assert list(ours) == ["2.0.0-3", "2.0.0", "1.0.0"]
        assert answer["examined"]["commits"] == 7

    def test_text(self, run: Run, repository: Path) -> None:
        _, out = run(repository, "list")
        assert out.splitlines()[:2] == [
            "2.0.0-3: 1 note",
            "  releasenotes/notes/next-456789abcdef0123.yaml",
        ]

    def test_csv(self, run: Run, repository: Path) -> None:
        rows = list(csv.DictReader(io.StringIO(run(repository, "list", "--format", "csv")[1])))
        assert [row["version"] for row in rows] == ["2.0.0-3", "2.0.0", "1.0.0", "1.0.0"]
        assert rows[2]["uid"] == "123456789abcdef0"

    def test_the_working_copy(
        self, run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(repository)
        (repository / NAME).unlink()
        tree({"releasenotes/notes/wip-56789abcdef01234.yaml": GOOD}, repository)
        git(repository, "add", "releasenotes/notes/wip-56789abcdef01234.yaml")
        tree({"releasenotes/notes/untracked-6789abcdef012345.yaml": GOOD}, repository)
        answer = json.loads(run(repository, "list", "--format", "json")[1])
        ours = {v["version"]: [n["path"] for n in v["notes"]] for v in answer["versions"]}
        assert ours == by_reno(repository)
        assert next(iter(ours)) == "*working-copy*"

    def test_a_merge_of_a_tag_loses_nothing(self, run: Run, repository: Path) -> None:
        git(repository, "checkout", "--quiet", "-b", "side", "1.0.0")
        side = "releasenotes/notes/side-789abcdef0123456.yaml"
        tree({side: GOOD}, repository)
        git(repository, "add", "--all")
        git(repository, "commit", "--quiet", "--message=Side")
        git(repository, "tag", "1.0.1")
        git(repository, "checkout", "--quiet", "master")
        git(repository, "merge", "--quiet", "--no-ff", "--message=Merge", "side")
        answer = json.loads(run(repository, "list", "--format", "json")[1])
        shown = {n["path"]: n["shown_by_reno"] for v in answer["versions"] for n in v["notes"]}
        assert len(shown) == 5
        assert shown[side] is False
        reno = {path for paths in by_reno(repository).values() for path in paths}
        assert {path for path, there in shown.items() if there} == reno
        assert "reno leaves out" in run(repository, "list")[1]

    def test_a_shallow_clone(self, run: Run, repository: Path, tmp_path: Path) -> None:
        clone = tmp_path / "clone"
        words = ("clone", "--quiet", "--depth=1", repository.as_uri(), str(clone))
        git(repository, *words)
        with pytest.raises(ToolkitError, match="shallow"):
            run(clone, "list")

    def test_no_repository(self, run: Run, tmp_path: Path) -> None:
        with pytest.raises(ToolkitError, match="no git repository"):
            run(tree({NAME: GOOD}, tmp_path), "list")

    def test_fragments_have_no_history(self, run: Run, tmp_path: Path) -> None:
        with pytest.raises(NothingExaminedError, match="towncrier"):
            run(tree({"newsfragments/1.bugfix": "x"}, tmp_path), "list")


TRIGGERS = tuple(
    Trigger(kind, f"demo:Thing.{kind}", ("do_it", "Thing"), sections, HERE, text, advice)
    for kind, sections in SECTIONS.items()
    if sections
    for text, advice in (
        ("Thing.do_it: an abstract method is added (do_it)", "Implement do_it(self, *args, **kw)."),
        ("`x` |y| _z_ *a", "Use `b` not ``c``, foo_ or [1]_."),
    )
)


class TestDrafts:
    @pytest.mark.parametrize("trigger", TRIGGERS)
    def test_a_draft_is_valid_and_satisfies_once_it_is_edited(self, trigger: Trigger) -> None:
        entries = texts.entries([trigger], RENO)
        (draft,) = drafts.drafts(Settings("reno", "n"), texts.slug([trigger]), entries)
        note = reno_note.read(draft.path, draft.text, Settings("reno", "n"))
        assert [fault.code for fault in note.faults] == [codes.DRAFT]
        assert note.draft
        touched = Note(note.path, note.tool, sections=note.sections, touched=True)
        assert shortfall(trigger, (touched,)) is None

    def test_the_name_has_a_uid_and_is_always_the_same(self) -> None:
        entries = texts.entries(TRIGGERS[:1], RENO)
        first, second = (drafts.drafts(Settings("reno", "n"), "slug", entries) for _ in "ab")
        assert first == second
        stem = first[0].path.removeprefix("n/slug-").removesuffix(".yaml")
        assert len(stem) == 16
        assert int(stem, 16)

    def test_the_projects_own_sections(self) -> None:
        assert list(texts.entries([TRIGGERS[0]], ("fixes",))) == ["upgrade"]
        addition = next(t for t in TRIGGERS if t.kind == "interface-addition")
        assert list(texts.entries([addition], ("upgrade",))) == ["upgrade"]

    @pytest.mark.parametrize(("filename", "suffix"), [("", "rst"), ("CHANGES.md", "md")])
    def test_fragments(self, filename: str, suffix: str, tmp_path: Path) -> None:
        config = f"[tool.towncrier]\nfilename = '{filename}'\n"
        project = tree({"towncrier.toml": config}, tmp_path)
        kinds = {"feature": "features", "removal": "upgrade"}
        kept = Settings("towncrier", "newsfragments", kinds=kinds, options={"filename": filename})
        for draft in drafts.drafts(kept, "x", texts.entries(TRIGGERS[:1], RENO)):
            assert draft.path.endswith(f".removal.{suffix}")
            drafts.write(project, draft)
        (note,) = read_notes(project)
        assert note.draft
        assert note.sections[0][0] == "upgrade"

    def test_a_folder_that_leads_out(self, tmp_path: Path) -> None:
        project, outside = tmp_path / "tree", tmp_path / "outside"
        project.mkdir()
        outside.mkdir()
        (project / "n").symlink_to(outside)
        with pytest.raises(UsageError, match="leads out"):
            drafts.write(project, drafts.Draft("n/x.yaml", ""))
        assert not list(outside.iterdir())


def comparison(**patch: Any) -> Catalog:
    added = DriverChange("demo.drivers", "tape", "added", new="demo:Tape", location=HERE)
    lies_between = Patch("a", "b", **patch)
    return Catalog(comparison=Comparison(Catalog(), lies_between, (), (added,)))


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Callable[[Catalog], list[Request]]:
    """Put a catalog in place of the comparison, and keep the requests for one."""

    def put(catalog: Catalog) -> list[Request]:
        requests: list[Request] = []

        @contextmanager
        def opened(request: Request, parts: object) -> Iterator[comparing.Reading]:
            requests.append(request)
            yield comparing.Reading(catalog, request)

        monkeypatch.setattr(comparing, "opened", opened)
        return requests

    return put


class TestDraft:
    def test_it_writes_what_is_missing(self, run: Run, compared: Any, tmp_path: Path) -> None:
        option = OptionChange("size", "removed", HERE)
        requests = compared(comparison(option_changes=(option,)))
        project = tree({NAME: GOOD}, tmp_path)
        status, out = run(project, "draft", "--base", "main", "--worktree")
        assert status == 0
        assert (requests[0].base, requests[0].worktree) == ("main", True)
        path = Path(out.strip())
        assert path.parent == project / "releasenotes/notes"
        assert path.read_text("utf-8").splitlines() == [
            "---",
            "# wharfinger: draft; check each text, then delete this line",
            "features:",
            "  - |",
            "    The driver ``tape`` of ``demo.drivers`` is new.",
            "upgrade:",
            "  - |",
            "    The option ``size`` is gone. Remove the option from configuration files.",
        ]

    def test_nothing_is_overwritten(self, run: Run, compared: Any, tmp_path: Path) -> None:
        compared(comparison())
        _, out = run(tmp_path, "draft")
        Path(out.strip()).write_text("mine", "utf-8")
        with pytest.raises(UsageError, match="is there already"):
            run(tmp_path, "draft")
        assert Path(out.strip()).read_text("utf-8") == "mine"

    def test_nothing_is_missing(self, run: Run, compared: Any, tmp_path: Path) -> None:
        compared(Catalog(comparison=Comparison(Catalog(), Patch("a", "b"))))
        assert run(tmp_path, "draft") == (0, "no release note is missing\n")
        assert not list(tmp_path.iterdir())

    def test_an_exempt_patch(self, run: Run, compared: Any, tmp_path: Path) -> None:
        compared(comparison(exempt="it is a revert"))
        assert "it is a revert" in run(tmp_path, "draft")[1]
        assert not list(tmp_path.iterdir())

    def test_nothing_to_compare(self, run: Run, compared: Any, tmp_path: Path) -> None:
        compared(Catalog(comparison_gap="there is no repository"))
        with pytest.raises(NothingExaminedError, match="there is no repository"):
            run(tmp_path, "draft")

    def test_a_changelog_is_left_to_its_author(
        self, run: Run, compared: Any, tmp_path: Path
    ) -> None:
        compared(comparison())
        project = tree({"CHANGES.rst": "Changes\n=======\n"}, tmp_path)
        _, out = run(project, "draft")
        assert out.startswith("add to CHANGES.rst:\n\nfeatures\n\n- The driver ``tape``")
        assert [path.name for path in project.iterdir()] == ["CHANGES.rst"]

    def test_a_changelog_keeps_its_headings(self, run: Run, compared: Any, tmp_path: Path) -> None:
        compared(comparison(option_changes=(OptionChange("size", "removed", HERE),)))
        project = tree({"CHANGELOG.md": "# Changes\n\n## Unreleased\n\n### Added\n"}, tmp_path)
        _, out = run(project, "draft")
        assert out.startswith("add to CHANGELOG.md:\n\nAdded\n\n- The driver ``tape``")
        assert "\nRemoved\n\n- The option ``size`` is gone." in out
