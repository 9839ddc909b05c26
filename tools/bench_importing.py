# SPDX-License-Identifier: Apache-2.0
"""Reading drivers beside importing them."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from bench_measure import HEADER, WHARFINGER, Cost, Result, Target, cost, medians, row

# With every extra that installs without a compiler, so that importing gets its chance.
PACKAGES = (
    "tooz[etcd3gw,kubernetes,memcached,mysql,redis,zookeeper]==9.1.0",
    "oslo.messaging[kafka]==18.3.1",
    "keystone==30.0.0",
)
SCRIPTS = {"console_scripts", "gui_scripts"}
TIMES_FASTER, TIMES_SMALLER = 15, 3
LIST_ENTRY_POINTS = """
import importlib.metadata, json
found = {(e.group, e.name) for d in importlib.metadata.distributions() for e in d.entry_points}
print(json.dumps(sorted(found)))
"""


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure ``wharfinger drivers`` beside stevedore's directive for the same groups."""
    env = arguments.env or _environment()
    python = str(env / "bin/python")
    announced = {
        (g, n) for g, n in _answer([python, "-I", "-c", LIST_ENTRY_POINTS]) if g not in SCRIPTS
    }
    groups = sorted({group for group, _ in announced})
    ours = [WHARFINGER, "drivers", "--env", str(env)]
    listed, empty = _pages(scratch / "listed", groups), _pages(scratch / "empty", [])
    taken = medians(
        {
            "``wharfinger drivers``": lambda: cost(ours, scratch),
            "``wharfinger drivers --no-cache``": lambda: cost([*ours, "--no-cache"], scratch),
            "Sphinx with ``list-plugins``": lambda: _build(python, listed),
            "Sphinx with an empty page": lambda: _build(python, empty),
        },
        arguments.repeat,
    )
    mine, theirs = taken["``wharfinger drivers``"], taken["Sphinx with ``list-plugins``"]
    found = {
        (driver["group"], driver["name"].partition("@")[0])
        for driver in _answer([*ours, "--format", "json"])["drivers"]
    }
    shown = _shown(listed)
    faster, smaller = theirs.seconds / mine.seconds, theirs.mebibytes / mine.mebibytes
    return Result(
        f"{len(announced)} entry points in {len(groups)} groups, median of {arguments.repeat}",
        (*HEADER, "drivers"),
        [
            (*row(name, taken[name], theirs), count)
            for name, count in zip(taken, (*2 * (str(len(found)),), str(shown), ""), strict=True)
        ],
        [
            Target(
                f"{faster:.1f} times faster; {TIMES_FASTER} are demanded", faster >= TIMES_FASTER
            ),
            Target(
                f"{smaller:.1f} times less memory; {TIMES_SMALLER} are demanded",
                smaller >= TIMES_SMALLER,
            ),
            Target(f"{len(announced - found)} drivers lost; none is allowed", announced <= found),
        ],
    )


def _environment() -> Path:
    """Return an environment with the packages and all that they need, made on first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    env = cache / "wharfinger" / "bench"
    ready = env / "ready"
    if not ready.exists():
        print(f"making an environment in {env}", file=sys.stderr)
        shutil.rmtree(env, ignore_errors=True)
        venv.create(env, with_pip=True)
        pip = [str(env / "bin/python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PACKAGES, "Sphinx", "stevedore"], check=True)
        ready.touch()
    return env


def _answer(command: list[str]) -> Any:
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def _pages(project: Path, groups: list[str]) -> Path:
    project.mkdir()
    (project / "conf.py").write_text('extensions = ["stevedore.sphinxext"]\n', encoding="utf-8")
    sections = [f"{name}\n{'-' * len(name)}\n\n.. list-plugins:: {name}\n" for name in groups]
    (project / "index.rst").write_text(
        "\n".join(["Plugins\n=======\n", *sections]), encoding="utf-8"
    )
    return project


def _build(python: str, project: Path) -> Cost:
    shutil.rmtree(project / "build", ignore_errors=True)
    return cost([python, "-m", "sphinx", "-q", "-b", "text", ".", "build"], project)


def _shown(project: Path) -> int:
    text = (project / "build/index.txt").read_text(encoding="utf-8")
    return len(re.findall(r"^\* \S+", text, re.MULTILINE))
