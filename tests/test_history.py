# SPDX-License-Identifier: Apache-2.0
"""A history that is read step by step says of each commit what a reading of it alone says."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger import comparing, pipeline
from wharfinger.model import Outcome, Request

Tree = dict[str, str]
Edit = Callable[[Tree], None]

START: Mapping[str, str] = {
    "setup.cfg": """\
[metadata]
name = host

[entry_points]
host.stores =
    disk = host.disk:Disk
    net = host.net:Net
host.clocks =
    wall = host.clocks:Wall
""",
    "driver-policy.yaml": "groups:\n  host.stores:\n    interface: host.base.Store\n",
    "host/__init__.py": "",
    "host/limits.py": "LIMIT = 60\nclass Slow(Exception):\n    pass\n",
    "host/root.py": "class Root:\n    def close(self):\n        pass\n",
    "host/base.py": """\
import abc
from host.limits import *
from host.root import Root


class Store(Root, abc.ABC):
    limit = LIMIT

    @abc.abstractmethod
    def get(self, key):
        raise Slow()

    def put(self, key, value=LIMIT):
        raise NotImplementedError()
""",
    "host/disk.py": """\
from host.base import Store


class Disk(Store):
    def get(self, key):
        return key
""",
    "host/net.py": """\
from host import base


class Net(base.Store):
    def get(self, key):
        return key

    def put(self, key, value=1):
        return value
""",
    "host/clocks.py": "class Wall:\n    def now(self):\n        return 1\n",
    "host/manager.py": """\
from stevedore import driver


class Manager:
    def __init__(self):
        manager = driver.DriverManager("host.stores", "disk", invoke_on_load=True)
        self.store = manager.driver

    def run(self):
        return self.store.get(1)
""",
}


def replaced(path: str, old: str, new: str) -> Edit:
    """Return the edit that replaces a text by another, or that one by the first."""

    def edit(tree: Tree) -> None:
        text = tree.get(path)
        if text is not None:
            tree[path] = text.replace(old, new) if old in text else text.replace(new, old)

    return edit


def toggled(path: str, text: str) -> Edit:
    """Return the edit that adds a file, or deletes it if it is there."""

    def edit(tree: Tree) -> None:
        if tree.pop(path, None) is None:
            tree[path] = text

    return edit


def moved(old: str, new: str) -> Edit:
    """Return the edit that renames a file, there or back."""

    def edit(tree: Tree) -> None:
        if old in tree:
            tree[new] = tree.pop(old)
        elif new in tree:
            tree[old] = tree.pop(new)

    return edit


EDITS: Mapping[str, Edit] = {
    "parameter": replaced("host/base.py", "def get(self, key):", "def get(self, key, wait):"),
    "renamed parameter": replaced("host/base.py", "def put(self, key,", "def put(self, name,"),
    "driver": replaced("host/disk.py", "def get(self, key):", "def get(self, key, fast):"),
    "override": replaced("host/net.py", "def put(self", "def putt(self"),
    "broken driver": replaced("host/net.py", "class Net(", "class Net(("),
    "broken interface": replaced("host/base.py", "class Store(", "class Store(("),
    "base class": replaced("host/root.py", "def close(self):", "def close(self, now):"),
    "value elsewhere": replaced("host/limits.py", "LIMIT = 60", "LIMIT = 61"),
    "gone from star": replaced("host/limits.py", "class Slow(", "class Fast("),
    "all of star": replaced("host/limits.py", "LIMIT =", "__all__ = ['LIMIT']\nLIMIT ="),
    "import": replaced("host/disk.py", "from host.base import Store", "from host import Store"),
    "re-export": replaced("host/disk.py", "host.base import", "host.other import"),
    "other": toggled("host/other.py", "from host.base import Store\n"),
    "other package": toggled("host/other/__init__.py", "class Store:\n    pass\n"),
    "hides": toggled("host/root/__init__.py", "class Root:\n    def shut(self):\n        pass\n"),
    "module": moved("host/disk.py", "host/disks.py"),
    "target": replaced("setup.cfg", "host.disk:Disk", "host.disks:Disk"),
    "entry point": replaced("setup.cfg", "    net = host.net:Net\n", ""),
    "group": replaced("setup.cfg", "host.clocks =", "host.watches ="),
    "policy": replaced("driver-policy.yaml", "host.base.Store", "host.root.Root"),
    "policy file": toggled("driver-policy.yaml", START["driver-policy.yaml"]),
    "call": replaced("host/manager.py", "self.store.get(1)", "self.store.get(1, wait=2)"),
    "optional call": replaced("host/manager.py", "store.get(1)", "store.put(1)"),
    "callers": toggled("host/more.py", START["host/manager.py"]),
    "nothing": toggled("README", "Nothing.\n"),
    "note": toggled("releasenotes/notes/get-0123456789abcdef.yaml", "upgrade:\n  - A ``get``.\n"),
}


def commits(trees: list[Tree]) -> bytes:
    """Return a series of commits as git imports them."""
    lines: list[bytes] = []
    for number, tree in enumerate(trees):
        message = f"Change {number}".encode()
        lines += [b"commit refs/heads/main", b"committer A <a@example.org> %d +0000" % number]
        lines += [b"data %d" % len(message), message, b"deleteall"]
        for path, text in tree.items():
            data = text.encode()
            lines += [b"M 100644 inline " + path.encode(), b"data %d" % len(data), data]
    return b"\n".join(lines) + b"\n"


@contextmanager
def repository(trees: list[Tree]) -> Iterator[Path]:
    """Make a bare repository in a folder of its own."""
    folder = Path(tempfile.mkdtemp())
    quiet = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(folder)}
    try:
        start = ["git", "-C", str(folder), "init", "--quiet", "--bare", "--initial-branch=main"]
        subprocess.run([*start, "host"], check=True, env=quiet)
        load = ["git", "-C", str(folder / "host"), "fast-import", "--quiet"]
        subprocess.run(load, check=True, env=quiet, input=commits(trees))
        yield (folder / "host").resolve()
    finally:
        shutil.rmtree(folder)


def said(outcome: Outcome) -> tuple[object, ...]:
    """Return what an outcome says of a patch."""
    comparison = outcome.catalog.comparison
    assert comparison is not None
    catalog = outcome.catalog
    calls = catalog.host_calls
    return comparison.changes, comparison.driver_changes, outcome.findings, catalog.groups, calls


def alone(request: Request) -> Outcome:
    """Check a commit without remembering anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "remembering", nullcontext)
        return pipeline.check(request)


def states(edits: list[str]) -> list[Tree]:
    """Return the states of a project, each but the first with one more edit."""
    found = [dict(START)]
    for edit in edits:
        tree = dict(found[-1])
        EDITS[edit](tree)
        found.append(tree)
    return found


def agree(edits: list[str]) -> None:
    """Compare what the whole history says with what its commits say alone."""
    trees = states(edits)
    with repository(trees) as folder:
        request = Request(trees=(folder,), base=f"HEAD~{len(trees) - 1}")
        for outcome in pipeline.check_each(request):
            comparison = outcome.catalog.comparison
            assert comparison is not None
            assert comparison.patch is not None
            patch = comparison.patch
            expected = alone(Request(trees=(folder,), base=patch.base, head=patch.head))
            assert said(outcome) == said(expected), patch.commits


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_edit_and_its_reversal(edit: str) -> None:
    agree([edit, "nothing", edit])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=9))
def test_random_edits(edits: list[str]) -> None:
    agree(edits)
