# SPDX-License-Identifier: Apache-2.0
"""The tutorial: what its page shows is what the commands answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WHARFINGER = Path(sys.executable).with_name("wharfinger")
EXAMPLE = "doc/source/tutorial/example"
# The answers of the page, in its order: does depot have its policy file by then?
ANSWERS = {
    "drivers.txt": ("wharfinger -C . drivers", False),
    "matrix-derived.txt": ("wharfinger -C . matrix depot.stores", False),
    "matrix.txt": ("wharfinger -C . matrix depot.stores", True),
    "deprecations.txt": ("wharfinger -C . deprecations", True),
    "check.txt": ("wharfinger -C . check", True),
}


@pytest.fixture
def depot(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the tutorial's project, outside of any other project."""
    return Path(shutil.copytree(root / EXAMPLE, tmp_path / "depot"))


def answer(command: str, depot: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the tutorial shows it."""
    _, *arguments = command.split()
    return subprocess.run(
        [WHARFINGER, *arguments],
        cwd=depot,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_those_of_the_page(root: Path, depot: Path, name: str) -> None:
    command, governed = ANSWERS[name]
    if not governed:
        (depot / "driver-policy.yaml").unlink()
    done = answer(command, depot)
    assert (done.returncode, done.stderr) == (0, "")
    page = root / EXAMPLE / "output" / name
    shown = f"$ {command}\n{done.stdout}"
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        page.write_text(shown, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == shown


def test_the_page_shows_every_answer(root: Path) -> None:
    text = (root / "doc/source/tutorial/first-matrix.rst").read_text(encoding="utf-8")
    assert {path.name for path in (root / EXAMPLE / "output").iterdir()} == set(ANSWERS)
    assert all(f"example/output/{name}" in text for name in ANSWERS)


def test_a_store_without_get_fails_the_check(depot: Path) -> None:
    """The page says what happens then."""
    store = depot / "depot/stores/memory.py"
    text = store.read_text(encoding="utf-8")
    start, end = text.index("    def get("), text.index("    def delete(")
    store.write_text(text[:start] + text[end:], encoding="utf-8")
    done = answer("wharfinger -C . check", depot)
    assert done.returncode == 1
    assert "depot/stores/memory.py:" in done.stdout


@pytest.mark.filterwarnings("default")
def test_the_site_builds_without_warnings(depot: Path) -> None:
    pytest.importorskip("sphinx")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "doc", "doc/build"],
        cwd=depot,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (depot / "doc/build/index.html").read_text(encoding="utf-8")
    assert "Forgetting parcels" in page
    assert "tapes are no longer made" in page
