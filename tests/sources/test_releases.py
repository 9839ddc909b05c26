# SPDX-License-Identifier: Apache-2.0
"""Releases with their notes, from repositories made here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from wharfinger.model import Claim, Location, Request, Spec, SpecFiles
from wharfinger.sources import cache
from wharfinger.sources.git import running
from wharfinger.sources.note_texts import source as note_texts
from wharfinger.sources.releases import read_releases, source

DAY = 86_400


class Project:
    """A repository whose commits are a day apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = 0
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> None:
        names = {f"GIT_{role}_NAME": "A" for role in ("AUTHOR", "COMMITTER")}
        names |= {f"GIT_{role}_EMAIL": "a@example.org" for role in ("AUTHOR", "COMMITTER")}
        names |= {f"GIT_{r}_DATE": f"@{self.day * DAY} +0000" for r in ("AUTHOR", "COMMITTER")}
        names |= {f"GIT_CONFIG_{name}": os.devnull for name in ("GLOBAL", "SYSTEM")}
        command = ["git", "-C", str(self.folder), *arguments]
        subprocess.run(command, env={**os.environ, **names}, check=True, capture_output=True)

    def note(self, name: str) -> str:
        self.day += 1
        path = f"releasenotes/notes/{name}-0123456789abcde{len(name) % 10}.yaml"
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\nfeatures:\n  - Of {name}.\n", encoding="utf-8")
        self.git("add", ".")
        self.git("commit", "-q", "-m", name)
        return path

    def tag(self, name: str) -> None:
        self.git("tag", "-a", "-m", name, name)

    def releases(self) -> list[tuple[str, int, tuple[str, ...]]]:
        return [(r.version, r.time // DAY, r.notes) for r in read_releases(self.folder)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_newest_first_with_what_is_not_released_yet(project):
    one = project.note("a")
    project.tag("1.0.0")
    two = project.note("bb")
    project.tag("2.0.0.0rc1")
    three = project.note("ccc")
    project.tag("2.0.0")
    project.tag("some-eol")
    four = project.note("dddd")
    assert project.releases() == [
        ("", 0, (four,)),
        ("2.0.0", 3, (two, three)),
        ("1.0.0", 1, (one,)),
    ]


def test_a_final_release_on_a_branch_of_its_own(project):
    one = project.note("a")
    project.tag("1.0.0.0rc1")
    project.git("checkout", "-q", "-b", "stable/1")
    project.note("bb")
    project.tag("1.0.0")
    project.note("eeeee")
    project.tag("1.0.1")
    project.git("checkout", "-q", "main")
    project.note("ccc")
    assert [(name, notes) for name, _, notes in project.releases()][1:] == [("1.0.0", (one,))]


def test_tags_alone(project):
    (project.folder / "file").write_text("x", encoding="utf-8")
    project.git("add", ".")
    project.git("commit", "-q", "-m", "x")
    project.tag("v1.0")
    assert project.releases() == [("v1.0", 0, ())]


def test_where_git_knows_nothing(tmp_path):
    assert read_releases(tmp_path) == ()
    empty = tmp_path / "empty"
    empty.mkdir()
    Project(empty)
    assert read_releases(empty) == ()


def test_a_shallow_clone(project, tmp_path_factory):
    project.note("a")
    project.tag("1.0.0")
    project.note("bb")
    clone = tmp_path_factory.mktemp("clone")
    url = project.folder.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", url, str(clone)], check=True)
    assert read_releases(clone) == ()


def test_the_number_of_git_calls_does_not_grow(project, monkeypatch):
    calls: list[str] = []
    run = running.subprocess.run

    def counted(command, *arguments, **options):
        calls.append(command[0])
        return run(command, *arguments, **options)

    project.note("a")
    project.tag("1.0.0")
    monkeypatch.setattr(running.subprocess, "run", counted)
    read_releases(project.folder)
    few, calls[:] = len(calls), []
    for number in range(2, 6):
        monkeypatch.setattr(running.subprocess, "run", run)
        project.note("x" * number)
        project.tag(f"{number}.0.0")
    monkeypatch.setattr(running.subprocess, "run", counted)
    assert len(read_releases(project.folder)) == 5
    assert len(calls) == few


def test_only_where_a_spec_claims_something(project):
    project.note("a")
    project.tag("1.0.0")
    request = Request(trees=(project.folder,))
    claim = Claim("adds-driver", "a:b", Location("specs/a.rst", 3))
    with_claim = {"specs": (SpecFiles("specs", (Spec("specs/a.rst", "a", claims=(claim,)),)),)}
    without = {"specs": (SpecFiles("specs", (Spec("specs/a.rst", "a"),)),)}
    assert [release.version for release in source.read(request, with_claim).items] == ["1.0.0"]
    assert source.read(request, without).items == ()
    (note,) = note_texts.read(request, with_claim).items
    assert note.sections[0][1][0].text == "Of a."
    assert note_texts.read(request, without).items == ()


def test_texts_that_are_kept_are_read_anew_after_a_change(project, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(cache, "_SETTLED_NS", -(10**12))
    path = project.folder / project.note("a")
    request = Request(trees=(project.folder,), cache=tmp_path_factory.mktemp("cache"))
    claim = Claim("adds-driver", "a:b", Location("specs/a.rst", 3))
    parts = {"specs": (SpecFiles("specs", (Spec("specs/a.rst", "a", claims=(claim,)),)),)}

    def texts() -> list[str]:
        notes = note_texts.read(request, parts).items
        return [item.text for note in notes for _, items in note.sections for item in items]

    assert texts() == texts() == ["Of a."]
    assert request.cache
    assert list(request.cache.iterdir())
    path.write_text("---\nfeatures:\n  - Changed.\n", encoding="utf-8")
    assert texts() == ["Changed."]
    project.note("bb")
    assert sorted(texts()) == ["Changed.", "Of bb."]
