# SPDX-License-Identifier: Apache-2.0
"""The scaffolder: what it makes works as it is, and nothing is overwritten."""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("check", "view", "source", "reporter")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """Return a copy of what the scaffolder needs of the project."""
    root = tmp_path / "project"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("wharfinger", "templates/plugins"):
        shutil.copytree(ROOT / name, root / name, ignore=ignore)
    for name in ("setup.cfg", "pyproject.toml", "tools/new"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True
    )


def new(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(root, "tools/new", *arguments)


def made(root: Path, name: str) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob(f"*{name}*") if path.is_file())


def test_what_is_made_passes_its_test_and_the_tools(skeleton: Path) -> None:
    for kind in KINDS:
        done = new(skeleton, kind, f"brand-new-{kind}")
        assert done.returncode == 0, done.stderr
    files = [*skeleton.rglob("brand_new_*.py"), *skeleton.rglob("brand_new_*/*.py")]
    assert len(files) == len(KINDS)
    code = [str(path.relative_to(skeleton)) for path in files]
    tests = [str(path.relative_to(skeleton)) for path in skeleton.rglob("test_brand_new_*.py")]
    assert len(tests) == len(KINDS)
    done = run(skeleton, "-m", "pytest", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout
    mypy = ("-m", "mypy", "--follow-imports=silent", "--cache-dir", str(skeleton / ".mypy"))
    done = run(skeleton, *mypy, *code)
    assert done.returncode == 0, done.stdout
    if importlib.util.find_spec("ruff"):
        for command in (["check"], ["format", "--check"]):
            done = run(skeleton, "-m", "ruff", *command, "--no-cache", *code, *tests)
            assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_the_line_in_setup_cfg_is_in_order(kind: str, skeleton: Path) -> None:
    before = (skeleton / "setup.cfg").read_text().splitlines()
    new(skeleton, kind, "brand-new")
    after = (skeleton / "setup.cfg").read_text().splitlines()
    assert sorted([*before, f"    brand_new = wharfinger.{kind}s.brand_new:{kind}"]) == sorted(
        after
    )
    start = after.index(f"wharfinger.{kind}s =") + 1
    block = list(itertools.takewhile(lambda line: line.startswith(" "), after[start:]))
    assert block == sorted(block)
    assert any("brand_new" in line for line in block)


def test_a_check_has_the_next_code_a_page_and_a_note(skeleton: Path) -> None:
    sources = (skeleton / "wharfinger/checks").glob("**/*.py")
    codes = {c for path in sources for c in re.findall(r'code="(DRV\d{3})"', path.read_text())}
    assert new(skeleton, "check", "brand-new").returncode == 0
    page = (skeleton / "wharfinger/checks/brand_new/page.rst").read_text()
    title, line, *_ = page.splitlines()
    assert title == f"DRV{int(max(codes)[3:]) + 1:03}: brand-new"
    assert line == "=" * len(title)
    (note,) = (skeleton / "releasenotes/notes").iterdir()
    assert re.fullmatch(r"brand-new-[0-9a-f]{16}\.yaml", note.name)
    assert list(yaml.safe_load(note.read_text())) == ["features"]


def test_a_code_can_be_asked_for(skeleton: Path) -> None:
    assert new(skeleton, "check", "brand_new", "--code", "POL007").returncode == 0
    assert 'code="POL007"' in (skeleton / "wharfinger/checks/brand_new/__init__.py").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "missing-target"], "exists"),
        (["check", "brand-new", "--code", "DRV001"], "is taken"),
        (["check", "brand-new", "--code", "DRV1"], "is not a code"),
        (["view", "brand-new", "--code", "DRV099"], "has no code"),
        (["check", "../brand-new"], "is not a name"),
        (["source", "import"], "is not a name"),
        (["source", "installed"], "exists"),
    ],
)
def test_refusals_leave_everything_as_it_was(
    arguments: list[str], message: str, skeleton: Path
) -> None:
    before = {path: path.read_bytes() for path in skeleton.rglob("*") if path.is_file()}
    done = new(skeleton, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert {path: path.read_bytes() for path in skeleton.rglob("*") if path.is_file()} == before


def test_a_second_run_overwrites_nothing(skeleton: Path) -> None:
    assert new(skeleton, "view", "brand-new").returncode == 0
    files = made(skeleton, "brand")
    assert new(skeleton, "view", "brand-new").returncode == 2
    assert made(skeleton, "brand") == files
