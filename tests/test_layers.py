# SPDX-License-Identifier: Apache-2.0
"""The layers of the package, as import-linter sees them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({arguments}))"


def lint(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = LINT.format(arguments=", ".join(arguments))
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )


def test_contracts_are_kept(root: Path) -> None:
    done = lint(root, "no_cache=True")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_breach_is_seen(root: Path, tmp_path: Path) -> None:
    """The layers contract can fail: a copy in which the model imports the pipeline breaks it."""
    package = tmp_path / "wharfinger"
    for source in (root / "wharfinger").rglob("*.py"):
        copy = package / source.relative_to(root / "wharfinger")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    with (package / "model/location.py").open("a", encoding="utf-8") as file:
        file.write("\nimport wharfinger.pipeline\n")
    (tmp_path / "pyproject.toml").write_bytes((root / "pyproject.toml").read_bytes())
    done = lint(tmp_path, "no_cache=True", "limit_to_contracts=('layers',)")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "wharfinger.model is not allowed to import wharfinger.pipeline" in done.stdout
