# SPDX-License-Identifier: Apache-2.0
"""Interfaces that one side of a comparison does not yield: no patch hides its own change."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from wharfinger import comparing, pipeline, testing
from wharfinger.model import Request, Verdict

SETUP = """\
[metadata]
name = proj
[options.entry_points]
proj.drivers =
    a = proj.a:A
    b = proj.b:B
"""
BASE = "import abc\nclass Base(abc.ABC):\n    @abc.abstractmethod\n    def get(self, key): ...\n"
FOREIGN = "import abc\nfrom lib import Root\nclass Base(Root):\n    hook = 1\n"
PLAIN = "class Base:\n    def get(self, key):\n        return None\n"
PUT = "    @abc.abstractmethod\n    def put(self): ...\n"
POLICY = "project: proj\ngroups:\n  proj.drivers:\n    interface: proj.api:Base\n"


def driver(name: str, module: str = "proj.base") -> str:
    return f"from {module} import Base\nclass {name}(Base):\n    def get(self, key): ...\n"


START = {
    "setup.cfg": SETUP,
    "proj/__init__.py": "",
    "proj/base.py": BASE,
    "proj/a.py": driver("A"),
    "proj/b.py": driver("B"),
}
FACADE = {
    "proj/__init__.py": "from proj.base import Base\n",
    "proj/a.py": driver("A", "proj"),
    "proj/b.py": driver("B", "proj"),
}
API = {"driver-policy.yaml": POLICY, "proj/api.py": "from proj.base import *\n"}
Files = Mapping[str, str]
# What the base has besides, what the patch makes of it, and what is told.
CASES: dict[str, tuple[Files, Files, set[str]]] = {
    "renamed": ({}, {"proj/base.py": BASE.replace("Base", "Root")}, {"class-removed"}),
    "faulty at the head": (
        {},
        {"proj/base.py": BASE + "    def (:\n"},
        {"class-unreadable", "file-unreadable"},
    ),
    "faulty at the base": (
        {"proj/base.py": BASE + "    def (:\n"},
        {"proj/base.py": BASE},
        {"file-unreadable"},
    ),
    "no text at the head": (
        {},
        {"proj/base.py": BASE + "\0"},
        {"class-unreadable", "file-unreadable"},
    ),
    "a driver that does not inherit": (
        {},
        {
            "proj/base.py": BASE + PUT,
            "setup.cfg": SETUP + "    c = proj.c:C\n",
            "proj/c.py": "class C: ...\n",
        },
        {"abstract-method-added"},
    ),
    "drivers stop inheriting": (
        {},
        {
            "proj/base.py": BASE + PUT,
            "proj/a.py": "class A: ...\n",
            "proj/b.py": "class B: ...\n",
        },
        {"abstract-method-added"},
    ),
    "nothing abstract is left": (
        {},
        {"proj/base.py": PLAIN.replace("key", "key, extra")},
        {"method-made-concrete", "required-parameter-added"},
    ),
    "nothing was abstract": (
        {"proj/base.py": PLAIN},
        {"proj/base.py": "import abc\n" + PLAIN.replace(":", "(abc.ABC):", 1) + PUT},
        {"abstract-method-added"},
    ),
    "a base that is not in view": (
        {"proj/base.py": FOREIGN},
        {"proj/base.py": FOREIGN + PUT},
        {"abstract-method-added"},
    ),
    "no longer where the package had it": (FACADE, {"proj/__init__.py": ""}, {"class-moved"}),
    "no longer where the policy has it": (
        API,
        {"proj/base.py": "__all__ = []\n" + BASE},
        {"class-moved"},
    ),
    "a base of the standard library": (
        {},
        {"proj/base.py": "import collections.abc as c\n" + BASE.replace("abc.ABC", "c.Sized")},
        {"base-added"},
    ),
    "a base of the standard library that typing calls otherwise": (
        {},
        {"proj/base.py": "import typing\n" + BASE.replace("abc.ABC", "typing.Sized, abc.ABC")},
        {"base-added"},
    ),
    "a base whose methods are there": (
        {},
        {
            "proj/base.py": "import collections.abc as c\n"
            + BASE.replace("abc.ABC", "c.Sized")
            + "    def __len__(self): return 0\n"
        },
        {"method-added"},
    ),
    "objects are made from more": (
        {},
        {"proj/base.py": BASE + "    def __new__(cls, url): return object.__new__(cls)\n"},
        {"constructor-changed"},
    ),
    "objects are made from anything": (
        {},
        {"proj/base.py": BASE + "    def __new__(cls, *args, **kwargs): return object()\n"},
        set(),
    ),
    "made from what they had": (
        {"proj/base.py": BASE + "    def __init__(self, url): ...\n"},
        {
            "proj/base.py": BASE
            + "    def __init__(self, url): ...\n    def __new__(cls, url): return object()\n"
        },
        set(),
    ),
}


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "A"), ("EMAIL", "a@example.org"))
    }
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", folder, *arguments]
    subprocess.run(command, env={**os.environ, **who, **alone}, check=True, capture_output=True)


def commit(folder: Path, files: Files) -> None:
    """Write files and commit them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "change")


@pytest.mark.parametrize(("more", "patch", "expected"), CASES.values(), ids=CASES)
def test_what_is_told(more: Files, patch: Files, expected: set[str], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {**START, **more})
    commit(tmp_path, patch)
    with comparing.opened(Request(trees=(tmp_path,), base="HEAD^"), ()) as reading:
        comparison = reading.catalog.comparison
    assert comparison
    assert {change.rule for change in comparison.changes} == expected


def test_the_same_without_git(tmp_path: Path) -> None:
    sides = {"old": START, "new": {**START, "proj/base.py": BASE.replace("Base", "Root")}}
    for side, files in sides.items():
        testing.project(files, tmp_path / side)
    request = Request(base=str(tmp_path / "old"), head=str(tmp_path / "new"))
    with comparing.opened(request, ()) as reading:
        comparison = reading.catalog.comparison
    assert comparison
    assert {change.rule for change in comparison.changes} == {"class-removed"}


def test_a_file_that_no_side_can_read_is_told_if_the_patch_touches_it(tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[metadata]\nname = demo\n\n[options.entry_points]\ndemo.drivers =\n"
        "    one = demo.drivers:One\n",
        "driver-policy.yaml": "groups:\n  demo.drivers: {interface: 'demo.base:Base'}\n",
        "demo/__init__.py": "",
        "demo/drivers.py": "from demo import base\n\n\nclass One(base.Base):\n    pass\n",
    }
    sides = {f"{side}/{name}": text for side in ("base", "head") for name, text in files.items()}
    old = {"base/demo/base.py": "class Base:\n    def get(self, async=1): pass\n"}
    new = {"head/demo/base.py": "class Base:\n    def get(self, async=2): pass\n"}
    catalog = pipeline.diff(testing.patch({**sides, **old, **new}, tmp_path))
    assert catalog.comparison is not None
    (change,) = catalog.comparison.changes
    assert (change.rule, change.caller) == ("file-unreadable", Verdict.UNKNOWN)
    assert "on both sides" in change.detail
