# SPDX-License-Identifier: Apache-2.0
"""The gate beside griffe, on clones of large repositories.

Without --clones a repository is made: so many modules, drivers and commits as keystone has.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench_measure import HEADER, WHARFINGER, Cost, Result, Target, cost, medians, row

GRIFFE_RATIO = 50
READING_RATIO = 3
MEMORY = 100
COMMITS = 200
RATE = 20
PROBE = Path(__file__).with_name("bench_gate_probe.py")


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Compare one patch of each clone, and walk through the last commits of the first."""
    clones = list(work_trees(arguments.clones, scratch)) if arguments.clones else []
    clones = clones or [generated(scratch / "made")]
    rows: list[tuple[str, ...]] = []
    targets: list[Target] = []
    for clone in clones:
        more, held = one_patch(clone, arguments.repeat)
        rows += more
        targets += held
    return Result("The gate on one patch", HEADER, rows, (*targets, many_patches(clones[0])))


def one_patch(clone: Path, repeat: int) -> tuple[list[tuple[str, ...]], list[Target]]:
    name, package = clone.name, package_of(clone)
    gate = [WHARFINGER, "-C", str(clone), "--no-cache", "check", "--base", "HEAD~1"]
    griffe = [sys.executable, "-m", "griffe", "check", package, "--against", "HEAD~1"]
    taken = medians(
        {
            "griffe": lambda: lenient(griffe, clone),
            "gate": lambda: lenient(gate, clone),
        },
        repeat,
    )
    ratio = taken["griffe"].seconds / taken["gate"].seconds
    probe = probed(clone)
    reading = probe["work"] / probe["parse"]
    rows = [
        row(f"{name}: griffe check", taken["griffe"], taken["griffe"]),
        row(f"{name}: wharfinger check", taken["gate"], taken["griffe"]),
    ]
    return rows, [
        Target(
            f"{name}: {ratio:.0f} times quicker than griffe, at least {GRIFFE_RATIO}",
            ratio >= GRIFFE_RATIO,
        ),
        Target(
            f"{name}: {reading:.1f} times the reading and parsing of {probe['files']} files, "
            f"at most {READING_RATIO}",
            reading <= READING_RATIO,
        ),
        Target(
            f"{name}: {taken['gate'].mebibytes:.0f} MiB at most, under {MEMORY}",
            taken["gate"].mebibytes < MEMORY,
        ),
    ]


def probed(clone: Path) -> dict[str, float]:
    """Return the seconds of a run behind its imports, and those of parsing its files."""
    kept = clone.with_suffix(".probe")
    for mode in ("note", "time"):
        command = [sys.executable, str(PROBE), mode, str(clone), str(kept)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def many_patches(clone: Path) -> Target:
    """Walk through the newest commits in one run."""
    base, count = far_enough(clone)
    command = [WHARFINGER, "-C", str(clone), "--no-cache", "check", "--each"]
    taken = lenient([*command, "--base", base], clone)
    rate = count / taken.seconds
    text = f"{clone.name}: {count} commits at {rate:.0f} a second, at least {RATE}; "
    return Target(f"{text}{taken.mebibytes:.0f} MiB", rate >= RATE)


def far_enough(clone: Path) -> tuple[str, int]:
    """Return the closest ancestor with so many commits since, those of merged branches too."""
    count = 0
    for base in git(clone, "rev-list", "--first-parent", "HEAD~1").split():
        count = int(git(clone, "rev-list", "--count", f"{base}..HEAD"))
        if count >= COMMITS:
            return base, count
    return base, count


def lenient(command: list[str], folder: Path) -> Cost:
    """Run a command whose findings are no failure."""
    return cost(command, folder, allowed=(0, 1))


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def work_trees(clones: Path, scratch: Path) -> Iterator[Path]:
    """Check each clone out, sharing its objects: griffe needs the files."""
    for path in sorted(clones.iterdir()):
        repository = path / "repo" if (path / "repo").is_dir() else path
        if not (repository / "HEAD").exists() and not (repository / ".git").exists():
            continue
        target = scratch / path.name.rpartition("+")[2].removesuffix(".git")
        command = ["git", "clone", "--quiet", "--shared", str(repository), str(target)]
        subprocess.run(command, check=True)
        yield target


def package_of(clone: Path) -> str:
    return next(
        p.parent.name for p in sorted(clone.glob("*/__init__.py")) if p.parent.name != "tests"
    )


def generated(folder: Path, modules: int = 560, commits: int = COMMITS + 1) -> Path:
    """Make a repository with so many modules and drivers as keystone has, and a history."""
    package = folder / "demo"
    package.mkdir(parents=True)
    lines = ["[metadata]", "name = demo", "", "[options.entry_points]"]
    for group in range(20):
        lines.append(f"demo.group{group} =")
        lines += [f"    d{n} = demo.g{group}.d{n}:Driver" for n in range(3)]
        inner = package / f"g{group}"
        inner.mkdir()
        (inner / "__init__.py").touch()
        (inner / "base.py").write_text(interface(group, 12), encoding="utf-8")
        for number in range(3):
            (inner / f"d{number}.py").write_text(driver(group, 12), encoding="utf-8")
    (package / "__init__.py").touch()
    for number in range(modules - 100):
        (package / f"module{number}.py").write_text(helper(number), encoding="utf-8")
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
    git(folder.parent, "init", "--quiet", "--initial-branch=main", str(folder))
    commit(folder, "Begin")
    for number in range(commits):
        target = package / (f"g{number % 20}/d0.py" if number % 5 == 0 else f"module{number}.py")
        target.write_text(target.read_text(encoding="utf-8") + f"\n# {number}\n", encoding="utf-8")
        commit(folder, f"Change {number}")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    who = ("-c", "user.name=demo", "-c", "user.email=demo@example.org")
    git(folder, *who, "commit", "--quiet", "--message", message)


def interface(group: int, methods: int) -> str:
    lines = ["import abc", "", "", f"class Base{group}(abc.ABC):"]
    for number in range(methods):
        lines += [
            "    @abc.abstractmethod",
            f"    def method{number}(self, one, two=None):",
            f'        """Do number {number}."""',
            "",
        ]
    return "\n".join(lines) + "\n"


def driver(group: int, methods: int) -> str:
    lines = [f"from demo.g{group} import base", "", "", f"class Driver(base.Base{group}):"]
    for number in range(methods):
        lines += [f"    def method{number}(self, one, two=None):", *body(number), ""]
    return "\n".join(lines) + "\n"


def helper(number: int) -> str:
    functions = (
        f"def function{n}(one, two):\n" + "\n".join(line[4:] for line in body(n)) for n in range(8)
    )
    return f'"""Module {number}."""\n\n' + "\n\n\n".join(functions) + "\n"


def body(number: int) -> list[str]:
    return [
        f"        found = [item for item in range({number}) if item]",
        "        if not found:",
        "            return {'one': one, 'two': two}",
        "        return sorted(found)",
    ]
