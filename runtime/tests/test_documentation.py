# SPDX-License-Identifier: Apache-2.0
"""The examples of the README and of the how-to guide do what is shown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "doc/source/howto/load-drivers"
OUTPUT = EXAMPLE / "output"

ENTRY_POINTS = {
    "depot": "memory = depot.memory:Memory",
    "depot-extras": "shelf = depot_extras.shelf:Shelf\ndrum = depot_extras.drum:Drum\n"
    "cloud = depot_extras.cloud:Cloud [cloud]",
}
# Prints what the session answers, each example below the other.
SESSION = """
import doctest, sys, warnings
warnings.simplefilter("ignore")
names = {}
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    test = doctest.DocTestParser().get_doctest(text, names, path, path, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, clear_globs=False)
    names = test.globs
    if runner.failures:
        sys.exit(1)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder in which the example's two distributions are installed."""
    site = Path(shutil.copytree(EXAMPLE, tmp_path / "site"))
    for name, lines in ENTRY_POINTS.items():
        folder = site / f"{name.replace('-', '_')}-2.0.0.dist-info"
        folder.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.0.0\n"
        (folder / "METADATA").write_text(metadata)
        (folder / "entry_points.txt").write_text(f"[depot.stores]\n{lines}\n")
    return site


def run(site: Path, *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


GUIDE = [OUTPUT / name for name in ("load.pycon", "adapted.pycon", "errors.pycon")]


@pytest.mark.parametrize("pages", [GUIDE, [ROOT / "runtime/README.rst"]])
def test_sessions(site: Path, pages: list[Path]) -> None:
    done = run(site, "-c", SESSION, *pages)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_warnings(site: Path) -> None:
    done = run(site, "-W", "default", "serve.py")
    shown = f"$ python -W default serve.py\n{done.stderr.replace(f'{site}/', '')}"
    page = OUTPUT / "serve.out"
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        page.write_text(shown, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == shown
