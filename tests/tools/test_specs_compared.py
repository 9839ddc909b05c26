# SPDX-License-Identifier: Apache-2.0
"""The comparison with the tests of repositories of specs: what differs has to be explained."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from specs_own_tests import Verdict, verdicts

ROOT = Path(__file__).resolve().parents[2]

TEST = """\
import glob
import unittest

import docutils.core


class TestTitles(unittest.TestCase):
    def _get_titles(self, tree):
        return {node[0].astext() for node in tree if node.tagname == "section"}

    def _check(self, titles):
        self.assertIn("Problem", titles)

    def test_specs(self):
        for name in glob.glob("specs/PATTERN/*"):
            with open(name) as stream:
                tree = docutils.core.publish_doctree(stream.read())
            self._check(self._get_titles(tree))
"""
SPEC = """\
=====
Title
=====

{}
=======

Something.

Change
======

Something else.
"""
GENRE = "sections: [Problem, {title: Change, optional: true}]\n"
POLICY = 'specs: {genre_files: [short.yaml], genres: [{path: "**", genre: short}]}\n'


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def clone(folder: Path, pattern: str) -> None:
    """Make a repository with a right spec and a wrong one, and a test for those of a folder."""
    specs = {
        "specs/template.rst": SPEC.format("Problem"),
        "specs/a/right.rst": SPEC.format("Problem"),
        "specs/a/wrong.rst": SPEC.format("Trouble"),
    }
    written(folder, {"tests/test_titles.py": TEST.replace("PATTERN", pattern), **specs})
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "All")):
        subprocess.run(("git", *command), cwd=folder, check=True)


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    """Return a folder with two clones: one whose test works, and one whose test sees nothing."""
    clone(tmp_path / "clones/working", "a")
    clone(tmp_path / "clones/idle", "b")
    know(tmp_path, "working", "")
    know(tmp_path, "idle", "call: _check\n")
    return tmp_path / "clones"


def know(top: Path, name: str, more: str) -> None:
    known = {
        f"{name}.yaml": f"test: tests/test_titles.py\ncodes: [SPC104]\n{more}",
        f"{name}/driver-policy.yaml": POLICY,
        f"{name}/short.yaml": GENRE,
    }
    written(top / "known", known)


def compared(clones: Path) -> tuple[int, list[str]]:
    command = [sys.executable, str(ROOT / "tools/specs_compared"), str(clones)]
    environment = os.environ | {"XDG_CACHE_HOME": str(clones.parent / "cache")}
    done = subprocess.run(
        [*command, "--known", str(clones.parent / "known")],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert not done.stderr
    return done.returncode, [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_a_test_is_run_for_each_file_by_itself(clones: Path) -> None:
    found = verdicts(
        clones / "working", "tests/test_titles.py", ["specs/a/right.rst", "specs/a/wrong.rst"]
    )
    assert found["specs/a/right.rst"] == Verdict()
    assert "'Problem' not found" in str(found["specs/a/wrong.rst"])


def test_one_that_sees_nothing_is_asked(clones: Path) -> None:
    idle, paths = clones / "idle", ["specs/a/right.rst", "specs/a/wrong.rst"]
    assert verdicts(idle, "tests/test_titles.py", paths) == {}
    found = verdicts(idle, "tests/test_titles.py", paths, "_check", paths)
    assert [(bool(each.faults), each.asked) for each in found.values()] == [
        (False, True),
        (True, True),
    ]


def test_same_verdicts_are_counted(clones: Path) -> None:
    code, lines = compared(clones)
    assert code == 0
    assert [line.split()[0:1] + line.split()[2:] for line in lines[1:3]] == [
        ["idle", "2", "0", "2", "2", "0"],
        ["working", "2", "2", "0", "2", "0"],
    ]


def test_a_difference_without_a_reason_is_told(clones: Path) -> None:
    written(clones.parent / "known/working", {"short.yaml": "sections: [Change]\n"})
    code, lines = compared(clones)
    assert code == 1
    assert [line[:49] for line in lines if line.startswith("working: ")] == [
        "working: specs/a/wrong.rst: its own test: Asserti"
    ]


def test_a_difference_with_a_reason_is_none(clones: Path) -> None:
    reason = 'differences: [{files: ["specs/*"], says: "not found", why: So it is.}]\n'
    know(clones.parent, "working", reason)
    written(clones.parent / "known/working", {"short.yaml": "sections: [Change]\n"})
    assert compared(clones)[0] == 0


def test_a_reason_without_a_difference_is_told(clones: Path) -> None:
    know(clones.parent, "working", 'differences: [{files: ["specs/*"], why: So it is.}]\n')
    code, lines = compared(clones)
    assert code == 1
    assert lines[-1] == "working: explains no difference: ['specs/*']"
