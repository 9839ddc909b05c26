# SPDX-License-Identifier: Apache-2.0
"""The tutorial's second part: a patch goes through the gate as its page says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WHARFINGER = Path(sys.executable).with_name("wharfinger")
PARTS = "doc/source/tutorial/patch"
NOTES = "releasenotes/notes"
# The answers of the page by the state of the patch that they are about, with the exit status.
ANSWERS = {
    "diff.out": ("wharfinger -C . diff HEAD^", "abstract", 0),
    "diff-cloud.out": ("wharfinger -C . -C ../depot-cloud diff HEAD^", "abstract", 0),
    "check.out": ("wharfinger -C . check", "abstract", 1),
    "draft.out": ("wharfinger -C . notes draft", "abstract", 0),
    "check-draft.out": ("wharfinger -C . check --select REL", "drafted", 1),
    "check-default.out": ("wharfinger -C . check", "default", 0),
}


def git(depot: Path, *arguments: str) -> None:
    """Run git as nobody in particular, at a fixed time."""
    date = "2026-05-01T12:00:00Z"
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "A"), ("EMAIL", "a@example.org"), ("DATE", date))
    }
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", depot, *arguments]
    subprocess.run(command, env={**os.environ, **who, **alone}, check=True, capture_output=True)


def wharfinger(command: str, depot: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the page shows it."""
    _, *arguments = command.split()
    return subprocess.run(
        [WHARFINGER, *arguments],
        cwd=depot,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def depot(root: Path, tmp_path: Path) -> Path:
    """Return the tutorial's project in git, with one release note, before the patch."""
    parts = root / PARTS
    depot = Path(shutil.copytree(root / "doc/source/tutorial/example", tmp_path / "depot"))
    for folder in ("doc", "output"):
        shutil.rmtree(depot / folder)
    shutil.copytree(parts / "cloud", tmp_path / "depot-cloud")
    (depot / NOTES).mkdir(parents=True)
    shutil.copy(next(parts.glob("first-release-*.yaml")), depot / NOTES)
    git(depot, "init", "-q", "-b", "main")
    git(depot, "add", ".")
    git(depot, "commit", "-q", "-m", "Depot 2.1.0")
    return depot


def bring(root: Path, depot: Path, state: str) -> None:
    """Commit the patch in one of its states."""
    git(depot, "apply", str(root / PARTS / "add-keys.diff"))
    git(depot, "commit", "-q", "-a", "-m", "List the keys of parcels")
    if state == "abstract":
        return
    assert wharfinger("wharfinger -C . notes draft", depot).returncode == 0
    if state == "default":
        (note,) = (depot / NOTES).glob("interface-*.yaml")
        shutil.copy(root / PARTS / "keys-edited.yaml", note)
        git(depot, "apply", str(root / PARTS / "give-default.diff"))
    git(depot, "add", ".")
    git(depot, "commit", "-q", "--amend", "--no-edit")


def same(page: Path, shown: str) -> bool:
    """Tell whether a file of the page says that, after renewing it if that is asked for."""
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        page.parent.mkdir(exist_ok=True)
        page.write_text(shown, encoding="utf-8")
    return page.read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_those_of_the_page(root: Path, depot: Path, name: str) -> None:
    command, state, status = ANSWERS[name]
    bring(root, depot, state)
    done = wharfinger(command, depot)
    assert (done.returncode, done.stderr) == (status, "")
    told = f"$ echo $?\n{status}\n" if "check" in command else ""
    assert same(root / PARTS / "output" / name, f"$ {command}\n{done.stdout}{told}")


def test_the_draft_is_that_of_the_page(root: Path, depot: Path) -> None:
    bring(root, depot, "drafted")
    (note,) = (depot / NOTES).glob("interface-*.yaml")
    assert same(root / PARTS / "output/draft.yaml", note.read_text(encoding="utf-8"))


def test_the_page_shows_every_file(root: Path) -> None:
    text = (root / "doc/source/tutorial/first-patch.rst").read_text(encoding="utf-8")
    files = (path for path in (root / PARTS).rglob("*.*") if "cache" not in str(path))
    assert [str(p) for p in files if f":: patch/{p.relative_to(root / PARTS)}\n" not in text] == []
    assert all((root / PARTS / "output" / name).is_file() for name in ANSWERS)


def test_the_readme_shows_what_the_gate_says(root: Path) -> None:
    told = (root / PARTS / "output/check.out").read_text(encoding="utf-8").splitlines()[1:5]
    readme = (root / "README.rst").read_text(encoding="utf-8")
    assert "".join(f"   {line}\n" for line in told) in readme
