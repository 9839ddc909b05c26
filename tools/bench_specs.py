# SPDX-License-Identifier: Apache-2.0
"""What it costs to lint a repository of specs, beside the title test that it has of its own."""

from __future__ import annotations

import argparse
import functools
import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

from bench_measure import WHARFINGER, Cost, Result, Target, cost, medians

CLONE = "nova-specs"
OWN_TEST = ("-m", "testtools.run", "tests.test_titles")
SPECS = 800
COLD, WARM, PATCH = 5, 50, 0.5
FINDINGS = (0, 1)
SETTLING = 3

# What title tests do: docutils reads each file, and its sections are compared with a list.
TITLE_TEST = """\
import glob, docutils.core
for name in glob.glob("specs/*/*.rst"):
    tree = docutils.core.publish_doctree(open(name).read())
    titles = [node.next_node().astext() for node in tree if node.tagname == "section"]
    assert titles[0] == "Problem Description", name
"""
SECTIONS = ("Problem Description", "Proposed Change", "References")
WORDS = ("driver", "store", "record", "scope", "interface", "caller", "page", "value", "answer")


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure ``wharfinger spec lint`` cold, warm and of a patch, and the other test."""
    clone = arguments.clones / CLONE if arguments.clones else None
    tree = scratch / "specs"
    if clone and clone.is_dir():
        git(scratch, "clone", "-q", "--no-hardlinks", str(clone), str(tree))
        own, what = (sys.executable, *OWN_TEST), f"{CLONE}'s own title test"
    else:
        make(tree)
        own, what = (sys.executable, "-c", TITLE_TEST), "a test of titles"
    edit_one(tree)
    os.environ["XDG_CACHE_HOME"] = str(scratch / "cache")
    taken = measured(tree, own, arguments.repeat)
    return result(taken, what, len(list(tree.glob("specs/**/*.rst"))), arguments.repeat)


def measured(tree: Path, own: Sequence[str], repeat: int) -> dict[str, Cost]:
    lint = (WHARFINGER, "-C", str(tree), "spec", "lint")
    commands = {
        "own": own,
        "cold": (WHARFINGER, "--no-cache", *lint[1:]),
        "warm": lint,
        "patch": (*lint, "--base", "HEAD^"),
        "patch, cold": (WHARFINGER, "--no-cache", *lint[1:], "--base", "HEAD^"),
    }
    # What was written a moment ago is not kept: its time stamp would not tell the next change.
    time.sleep(SETTLING)
    for name in ("warm", "patch"):
        cost(commands[name], allowed=FINDINGS)
    runs = {
        name: functools.partial(cost, command, cwd=tree, allowed=FINDINGS)
        for name, command in commands.items()
    }
    return medians(runs, repeat)


def result(taken: dict[str, Cost], what: str, count: int, repeat: int) -> Result:
    own = taken["own"].processor
    cold, warm = (own / taken[name].processor for name in ("cold", "warm"))
    patch = taken["patch"].seconds
    names = {
        "own": what,
        "cold": "wharfinger spec lint --no-cache",
        "warm": "wharfinger spec lint",
        "patch": "a patch of one spec",
        "patch, cold": "a patch of one spec, --no-cache",
    }
    return Result(
        f"A repository with {count} files of specs and templates, median of {repeat}",
        ("", "processor time", "less by", "time", "peak memory"),
        [
            (
                title,
                f"{taken[name].processor:.2f} s",
                f"{own / taken[name].processor:.1f}",
                f"{taken[name].seconds:.2f} s",
                f"{taken[name].mebibytes:.0f} MiB",
            )
            for name, title in names.items()
        ],
        [
            Target(f"cold, {cold:.1f} times less processor time; {COLD} are asked", cold >= COLD),
            Target(f"warm, {warm:.0f} times less; {WARM} are asked", warm >= WARM),
            Target(f"a patch of one spec in {patch:.2f} s; {PATCH} are asked", patch < PATCH),
        ],
    )


def edit_one(tree: Path) -> None:
    """Commit a change of one spec, as a patch under review."""
    spec = min(path for path in tree.glob("specs/**/*.rst") if not path.is_symlink())
    with spec.open("a", encoding="utf-8") as stream:
        stream.write("\nOne more sentence.\n")
    commit(tree)


def make(tree: Path) -> None:
    """Write specs of some 300 lines each, with paragraphs, lists, literals and links."""
    source = random.Random(0)
    for number in range(SPECS):
        file = tree / "specs" / f"{2000 + number // 40}.1" / f"spec-{number}.rst"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(spec_text(source, number), encoding="utf-8")
    git(tree, "init", "-q")
    commit(tree)


def spec_text(source: random.Random, number: int) -> str:
    title = f"Spec {number}"
    lines = ["=" * len(title), title, "=" * len(title), "", prose(source), ""]
    for section in SECTIONS:
        lines += [section, "=" * len(section), ""]
        for _ in range(12):
            lines += [prose(source), "", *(f"* {source.choice(WORDS)} ``x``" for _ in range(4)), ""]
            lines += ["Like this::", "", "    $ command --option", "", "`A link <page.html>`_.", ""]
    return "\n".join(lines)


def prose(source: random.Random) -> str:
    return textwrap.fill(" ".join(source.choices(WORDS, k=60)).capitalize() + ".", 79)


def commit(tree: Path) -> None:
    git(tree, "add", "-A")
    author = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org")
    git(tree, *author, "commit", "-q", "-m", "Change one spec")


def git(folder: Path, *arguments: str) -> None:
    folder.mkdir(exist_ok=True)
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)
