# SPDX-License-Identifier: Apache-2.0
"""Where `check` finds no base: what may pass, and what must not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from wharfinger import testing
from wharfinger.cli import main

FILES = {
    "setup.cfg": """
        [metadata]
        name = demo

        [options.entry_points]
        demo.drivers =
            one = demo:One
        """,
    "demo.py": """
        import abc


        class Base(abc.ABC):
            @abc.abstractmethod
            def get(self): ...


        class One(Base):
            def get(self):
                return 1
        """,
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone that has the last of two commits alone."""
    files = {f"{side}/{name}": text for side in ("base", "head") for name, text in FILES.items()}
    testing.patch({**files, "head/more.py": ""}, tmp_path / "origin")
    target = tmp_path / "clone"
    command = ("git", "clone", "--quiet", "--depth=1", f"file://{tmp_path / 'origin'}", str(target))
    subprocess.run(command, check=True)
    return target


def test_a_shallow_clone_is_refused(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(clone), "check"]) == 2
    assert "this clone is shallow: fetch more with git fetch" in capsys.readouterr().err


def test_a_folder_without_git_is_judged_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    testing.project(FILES, tmp_path)
    assert main(["-C", str(tmp_path), "check"]) == 0
    assert f"because {tmp_path.name} is in no git repository" in capsys.readouterr().out


def test_a_first_commit_has_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    testing.project(FILES, tmp_path)
    testing._git(tmp_path, "init", "--quiet")
    assert main(["-C", str(tmp_path), "check"]) == 0
    testing._git(tmp_path, "add", "--all")
    testing._git(tmp_path, "commit", "--quiet", "--message=Begin")
    assert main(["-C", str(tmp_path), "check"]) == 0
    assert "is the first commit: nothing lies before it" in capsys.readouterr().out
