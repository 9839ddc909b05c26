# SPDX-License-Identifier: Apache-2.0
"""rioxarray 0.19.0 between xarray 0.21.1 and 2026.9.0: what the page for its author shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

WHARFINGER = Path(sys.executable).with_name("wharfinger")
OUTPUT = "doc/source/howto/upgrade-a-driver"
OLD, NEW = "0.21.1", "2026.9.0"
COMMAND = (
    f"wharfinger diff xarray-{OLD}-py3-none-any.whl xarray-{NEW}-py3-none-any.whl "
    "--driver rioxarray --env .venv"
)


def parts(site: Path, name: str) -> list[Path]:
    return [site / name, *site.glob(f"{name}-*.dist-info")]


def wheel(site: Path, version: str, folder: Path) -> None:
    """Pack what is installed as the wheel that it came from."""
    with zipfile.ZipFile(folder / f"xarray-{version}-py3-none-any.whl", "w") as packed:
        for file in (file for part in parts(site, "xarray") for file in sorted(part.rglob("*"))):
            if "__pycache__" not in file.parts:
                packed.write(file, file.relative_to(site))


@pytest.fixture
def author(before: Path, origins: Path, tmp_path: Path) -> Path:
    """Return a folder with two wheels of the host, and an environment with the driver."""
    wheel(before, OLD, tmp_path)
    wheel(origins, NEW, tmp_path)
    for part in parts(origins, "rioxarray"):
        shutil.copytree(part, tmp_path / ".venv" / part.name)
    return tmp_path


def ask(command: str, folder: Path) -> str:
    done = subprocess.run(
        [WHARFINGER, *command.split()[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_the_page_shows(root: Path, author: Path) -> None:
    file = root / OUTPUT / "diff.out"
    shown = f"$ {COMMAND}\n{ask(COMMAND, author)}"
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        file.write_text(shown, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == shown


def test_only_what_reaches_the_driver_is_shown(author: Path) -> None:
    """Both wheels and the driver are all that is looked at."""
    told = ask(COMMAND, author)
    assert told.count("\n  affects: xarray.backends:rasterio (rioxarray/xarray_plugin.py:") == 6
    assert "examined: 2 distributions, 2 entry points" in told
