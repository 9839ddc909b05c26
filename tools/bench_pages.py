# SPDX-License-Identifier: Apache-2.0
"""How long Sphinx takes for a large matrix."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bench_measure import HEADER, Cost, Result, Target, cost, medians, row

FEATURES, DRIVERS = 1_000, 40
LIMIT = 3
CONF = 'project = "bench"\nextensions = {extensions!r}\n'
TITLE = "Bench\n=====\n\n"


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure a page with a matrix beside one with a plain table of its size."""
    plain = _plain(scratch / "plain")
    matrix = _matrix(scratch / "matrix")
    taken = medians(
        {"list-table": lambda: _build(plain), "driver-matrix": lambda: _build(matrix)},
        arguments.repeat,
    )
    rewritten = _rewritten(matrix) - _rewritten(plain)
    ratio = taken["driver-matrix"].seconds / taken["list-table"].seconds
    return Result(
        f"A page with {FEATURES:,} by {DRIVERS} cells, median of {arguments.repeat}",
        HEADER,
        [row(f"``{name}``", taken[name], taken["list-table"]) for name in taken],
        [
            Target(f"{ratio:.2f} times the time; at most {LIMIT} are allowed", ratio <= LIMIT),
            Target(
                f"a second build writes {len(rewritten)} files that it does not write for the "
                "plain page; none is allowed",
                not rewritten,
            ),
        ],
    )


def _build(project: Path, *, fresh: bool = True) -> Cost:
    if fresh:
        shutil.rmtree(project / "build", ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "doc", "build"]
    return cost(command, project)


def _rewritten(project: Path) -> set[str]:
    """Return the files that a build without changes writes: Sphinx always renews some."""
    before = _files(project)
    _build(project, fresh=False)
    after = _files(project)
    return {name for name, stamp in after.items() if before.get(name) != stamp}


def _files(project: Path) -> dict[str, int]:
    build = project / "build"
    return {
        path.relative_to(build).as_posix(): path.stat().st_mtime_ns
        for path in build.rglob("*")
        if path.is_file()
    }


def _plain(project: Path) -> Path:
    words = ("yes", "no", "default", "partial")
    lines = [TITLE, ".. list-table::", "   :header-rows: 1", "", "   * - feature"]
    lines += [f"     - driver{driver}" for driver in range(DRIVERS)]
    for feature in range(FEATURES):
        lines.append(f"   * - ``feature{feature}``")
        lines += [f"     - {words[(feature + driver) % 4]}" for driver in range(DRIVERS)]
    _documents(project, [], "\n".join(lines))
    return project


def _matrix(project: Path) -> Path:
    _documents(project, ["wharfinger.sphinxext"], f"{TITLE}.. driver-matrix:: bench.drivers\n")
    package = project / "bench"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "base.py").write_text(_class("Base", "", _refusing))
    for driver in range(DRIVERS):
        text = f"from bench.base import Base\n\n\n{_class('Driver', '(Base)', _body_of(driver))}"
        (package / f"d{driver}.py").write_text(text)
    lines = [f"    driver{n} = bench.d{n}:Driver\n" for n in range(DRIVERS)]
    (project / "setup.cfg").write_text(
        "[metadata]\nname = bench\nversion = 1.0\n\n[options.entry_points]\nbench.drivers =\n"
        + "".join(lines)
    )
    return project


def _documents(project: Path, extensions: list[str], page: str) -> None:
    (project / "doc").mkdir(parents=True)
    (project / "doc/conf.py").write_text(CONF.format(extensions=extensions))
    (project / "doc/index.rst").write_text(page)


def _refusing(_: int) -> str:
    return "raise NotImplementedError"


def _body_of(driver: int) -> Callable[[int], str]:
    return lambda feature: _refusing(feature) if (feature + driver) % 4 == 1 else "return 0"


def _class(name: str, bases: str, body: Callable[[int], str]) -> str:
    methods = "".join(f"\n    def feature{n}(self):\n        {body(n)}\n" for n in range(FEATURES))
    return f'class {name}{bases}:\n    """One class."""\n{methods}'
