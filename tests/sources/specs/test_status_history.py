# SPDX-License-Identifier: Apache-2.0
"""Specs are dated by changes of their status in real repositories, and by nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from wharfinger.model import Policy, Request, Spec, SpecFiles, SpecsPolicy, SpecStatus
from wharfinger.sources.specs import status_history
from wharfinger.sources.specs.layouts import standing

TEXT = "Title\n=====\n\n:status: {status}\n:cycle: 1.0\n\nText.\n"


class Work:
    """A repository, its clock, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 1_500_000_000
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        date = f"{self.now} +0000"
        env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, capture_output=True, env=env, check=True)
        return os.fsdecode(done.stdout).strip()

    def commit(self, files: Mapping[str, str | None], author: str = "A Writer") -> int:
        """Commit files, and return when."""
        self.now += 60
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Change", f"--author={author} <a@example.org>")
        return self.now

    def changes(
        self, *paths: str, basis: str = "folder", policy: SpecsPolicy | None = None
    ) -> list[tuple[str, str, int]]:
        policy = policy or SpecsPolicy()
        specs = tuple(
            Spec(path, standing(path[6:], policy).slug, status_basis=basis) for path in paths
        )
        found = status_history.status_changes(self.folder, SpecFiles("specs", specs), policy)
        return [(item.path, str(item.status), item.time) for item in found]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    file = tmp_path / "gitconfig"
    file.write_text("[user]\nname = A Tester\nemail = tester@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Work(tmp_path / "work")


def test_a_field_that_changes_is_an_event_and_other_edits_are_none(work: Work) -> None:
    path = "specs/a.rst"
    first = work.commit({path: TEXT.format(status="draft")})
    work.commit({path: TEXT.format(status="draft") + "More.\n"})
    second = work.commit({path: TEXT.format(status="accepted")})
    work.commit({path: "..\n  A licence.\n\n" + TEXT.format(status="`Accepted`")})
    assert work.changes(path, basis="field") == [
        (path, "draft", first),
        (path, "accepted", second),
    ]


@pytest.mark.parametrize("text", ["Same.\n", "Another.\n"])
def test_a_move_between_folders_is_followed(work: Work, text: str) -> None:
    old, new = "specs/kilo/approved/a.rst", "specs/kilo/implemented/a.rst"
    first = work.commit({old: "Same.\n", "specs/kilo/approved/b.rst": "Same.\n"})
    second = work.commit({old: None, new: text})
    assert work.changes(new) == [(new, "accepted", first), (new, "implemented", second)]


def test_a_renamed_file_with_the_same_text_is_the_same_spec(work: Work) -> None:
    first = work.commit({"specs/accepted/a.rst": "Own text.\n"})
    work.commit({"specs/accepted/a.rst": None, "specs/accepted/b.rst": "Own text.\n"})
    assert work.changes("specs/accepted/b.rst") == [("specs/accepted/b.rst", "accepted", first)]


def test_another_cycle_is_no_other_status(work: Work) -> None:
    first = work.commit({"specs/kilo/approved/a.rst": "A.\n"})
    work.commit({"specs/kilo/approved/a.rst": None, "specs/liberty/approved/a.rst": "A.\n"})
    path = "specs/liberty/approved/a.rst"
    assert work.changes(path) == [(path, "accepted", first)]


def test_a_spec_that_is_proposed_again_is_another_one(work: Work) -> None:
    work.commit({"specs/kilo/approved/a.rst": "A.\n"})
    second = work.commit({"specs/liberty/approved/a.rst": "A.\n"})
    path = "specs/liberty/approved/a.rst"
    assert work.changes(path) == [(path, "accepted", second)]


def test_without_a_status_the_first_version_is_the_only_event(work: Work) -> None:
    first = work.commit({"specs/a.rst": "A.\n"})
    work.commit({"specs/a.rst": "B.\n"})
    assert work.changes("specs/a.rst", basis="") == [("specs/a.rst", "None", first)]


def test_words_and_names_of_the_policy_count(work: Work) -> None:
    path = "specs/a.rst"
    work.commit({path: "T\n=\n\n:State: open\n"})
    second = work.commit({path: "T\n=\n\n:State: agreed\n"})
    policy = SpecsPolicy(fields={"State": "status"}, statuses={"agreed": "accepted"})
    assert work.changes(path, basis="field", policy=policy)[-1] == (path, "accepted", second)


def test_a_merged_branch_counts_when_it_is_merged_and_its_author_is_named(work: Work) -> None:
    work.commit({"specs/draft/a.rst": "A.\n"})
    work.git("checkout", "-q", "-b", "topic")
    work.commit({"specs/draft/a.rst": None, "specs/accepted/a.rst": "A.\n"}, author="Ada")
    work.git("checkout", "-q", "main")
    work.commit({"other": "x\n"})
    work.now += 600
    work.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    spec = Spec("specs/accepted/a.rst", "a", status_basis="folder")
    files = SpecFiles("specs", (spec,))
    last = status_history.status_changes(work.folder, files, SpecsPolicy())[-1]
    assert (last.status, last.time, last.author) == (SpecStatus.ACCEPTED, work.now, "Ada")


def test_a_shallow_clone_tells_only_what_it_knows(work: Work, tmp_path: Path) -> None:
    work.commit({"specs/draft/a.rst": "A.\n", "specs/draft/b.rst": "B.\n"})
    work.commit({"other": "x\n"})
    last = work.commit({"specs/draft/a.rst": None, "specs/accepted/a.rst": "A.\n"})
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth=2", f"file://{work.folder}", str(clone)], check=True
    )
    work.folder = clone
    found = work.changes("specs/accepted/a.rst", "specs/draft/b.rst")
    assert found == [("specs/accepted/a.rst", "accepted", last)]


def test_what_a_shallow_clone_told_is_not_kept(work: Work, tmp_path: Path) -> None:
    work.commit({"specs/draft/a.rst": "A.\n"})
    work.commit({"other": "x\n"})
    clone, cache = tmp_path / "clone", tmp_path / "cache"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{work.folder}", str(clone)], check=True
    )
    spec = Spec("specs/draft/a.rst", "a", status_basis="folder")
    question = (clone, SpecFiles("specs", (spec,)), SpecsPolicy(), cache)
    assert not status_history.status_changes(*question)
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow"], check=True)
    assert len(status_history.status_changes(*question)) == 1


def test_names_that_are_no_utf8_and_what_is_not_committed_do_no_harm(work: Work) -> None:
    first = work.commit(
        {"specs/a.rst": "A.\n", "specs/\udcff.rst": "B.\n", "specs/t\tb.rst": "C\n"}
    )
    specs = ("specs/a.rst", "specs/\udcff.rst", "specs/t\tb.rst", "specs/new.rst")
    assert [item[2] for item in work.changes(*specs, basis="")] == [first] * 3


def test_the_number_of_git_processes_is_the_same_for_any_history(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        status = ("draft", "accepted")[number % 2]
        work.commit({f"specs/{number}.rst": TEXT.format(status=status)})
        work.commit({"specs/0.rst": TEXT.format(status=status) + f"{number}\n"})
    started = []
    start = subprocess.Popen.__init__
    monkeypatch.setattr(
        subprocess.Popen, "__init__", lambda *a, **k: (started.append(a), start(*a, **k))[1]
    )
    found = work.changes(*(f"specs/{number}.rst" for number in range(12)), basis="field")
    assert len(found) > 12
    assert len(started) <= 6


def test_a_folder_without_git_has_no_history(tmp_path: Path) -> None:
    files = SpecFiles("specs", (Spec("specs/a.rst", "a"),))
    parts = {"specs": (files,), "policy": (Policy(),)}
    assert status_history.source.read(Request((tmp_path,)), parts).items == ()
