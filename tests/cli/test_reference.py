# SPDX-License-Identifier: Apache-2.0
"""The reference page of the command line: its examples run, and its options exist.

Run as a program with the folders of the gallery and of the releases before it, this file renews
the output on the page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple

import pytest

from wharfinger.cli import main
from wharfinger.cli.commands import SUMMARIES
from wharfinger.testing import project

ROOT = Path(__file__).parents[2]
FILE = ROOT / "doc/source/reference/cli.rst"
PAGE = FILE.read_text(encoding="utf-8")
TUTORIAL = ROOT / "doc/source/tutorial"
BLOCK = re.compile(
    r"\.\. code-block:: console\n   :class: runnable(?: exit-(\d))?\n\n((?:   .*\n|\n)+)"
)


class Example(NamedTuple):
    """A command with the status and the output that the page claims for it."""

    command: str
    status: int
    output: str

    def __str__(self) -> str:
        return self.command


def examples() -> Iterator[Example]:
    for status, text in BLOCK.findall(PAGE):
        prompt, _, output = dedent(text).partition("\n")
        yield Example(prompt.removeprefix("$ wharfinger "), int(status or 0), output.strip("\n"))


EXAMPLES = list(examples())


def test_every_command_has_an_example():
    assert {example.command.split()[0] for example in EXAMPLES} == set(SUMMARIES)


def installed(name: str, groups: str, site: Path) -> None:
    project(
        {
            f"{name}-1.0.dist-info/METADATA": f"Name: {name}\nVersion: 1.0\n",
            f"{name}-1.0.dist-info/entry_points.txt": groups,
        },
        site,
    )


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular, at a fixed time, deaf to the user's settings."""
    setting = {f"GIT_CONFIG_{name}": os.devnull for name in ("GLOBAL", "SYSTEM")}
    for role in ("AUTHOR", "COMMITTER"):
        setting |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@example.org"}
        setting |= {f"GIT_{role}_DATE": "2026-05-01T12:00:00Z"}
    command = ["git", "-C", folder, *arguments]
    subprocess.run(command, env={**os.environ, **setting}, check=True, capture_output=True)


def trees(folder: Path) -> None:
    """Make the projects of the examples: the tutorial's with its patch, and one with versions."""
    shutil.copytree(ROOT / "doc/source/howto/interface-versions", folder / "vault")
    depot = Path(shutil.copytree(TUTORIAL / "example", folder / "depot"))
    notes = depot / "releasenotes/notes"
    notes.mkdir(parents=True)
    shutil.copy(next((TUTORIAL / "patch").glob("first-release-*.yaml")), notes)
    git(depot, "init", "-q", "-b", "main")
    git(depot, "add", ".")
    git(depot, "commit", "-q", "-m", "Depot 2.1.0")
    git(depot, "apply", str(TUTORIAL / "patch/add-keys.diff"))
    git(depot, "commit", "-q", "-a", "-m", "List the keys of parcels")
    specs = Path(shutil.copytree(depot, folder / "planned")) / "specs/2.1"
    specs.mkdir(parents=True)
    shutil.copy(ROOT / "doc/source/howto/specs/tape-store.txt", specs / "tape-store.rst")
    shutil.copytree(TUTORIAL / "example", folder / "fresh")
    (folder / "fresh/driver-policy.yaml").unlink()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the groups that the page names, and next to nothing in them."""
    names = ("file", "ipc", "kazoo", "redis", "zookeeper")
    lines = "\n".join(f"{name} = tooz.drivers:{name.title()}" for name in names)
    installed("tooz", f"[tooz.backends]\n{lines}\n", tmp_path / "site")
    others = "[keystone.policy]\nsql = tooz.drivers:Gone\n[keystone.unified_limit]\nsql = k:L\n"
    installed("keystone", others, tmp_path / "site")
    classes = "\n\n".join(
        f"class {name.title()}(Base):\n    def send(self): raise NotImplementedError"
        for name in names
    )
    base = "import abc\nclass Base(abc.ABC):\n    @abc.abstractmethod\n    def send(self): ...\n"
    project({"tooz/__init__.py": "", "tooz/drivers.py": f"{base}\n{classes}\n"}, tmp_path / "site")
    installed("tooz", "[tooz.backends]\nold = tooz:Old\n", tmp_path / "before")
    trees(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def really(command: str, gallery: Path | str, before: Path | str) -> str:
    """Return the command of an example with the folders of the real packages."""
    command = re.sub(r"(?<=--env )site\b", lambda _: shlex.quote(str(gallery)), command)
    command = re.sub(r"(?<=diff )before site\b", lambda _: f"{before} {gallery}", command)
    return f"{command} --no-cache"


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
@pytest.mark.usefixtures("site")
def test_examples_run(example, capsys):
    assert main(shlex.split(example.command)) == example.status
    assert capsys.readouterr().err == ""


@pytest.mark.gallery
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_examples_say_what_the_page_says(example, gallery, before, tmp_path, monkeypatch, capsys):
    trees(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(really(example.command, gallery, before))) == example.status
    pattern = re.escape(example.output).replace(re.escape("\n..."), r"(?:\n.*)*?")
    assert re.fullmatch(pattern, capsys.readouterr().out.strip("\n"))


@pytest.mark.parametrize("name", [name for name in SUMMARIES if name != "view"])
def test_every_option_is_on_the_page(name, capsys):
    assert main([name, "--help"]) == 0
    options = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out)) - {"--help"}
    assert {option for option in options if f"``{option}" not in PAGE} == set()


def renewed(block: re.Match[str], gallery: str, before: str) -> str:
    """Return an example with the output that it has now; what is left out stays so."""
    old = dedent(block[2]).strip("\n").split("\n")
    shown = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        trees(Path(folder))
        command = really(old[0].removeprefix("$ wharfinger "), gallery, before)
        with contextlib.redirect_stdout(shown):
            status = main(shlex.split(command))
    new = [old[0], *shown.getvalue().strip("\n").split("\n")]
    if "..." in old:
        start, end = old.index("..."), len(old) - old.index("...") - 1
        new = [*new[:start], "...", *new[len(new) - end :]]
    head = f".. code-block:: console\n   :class: runnable{f' exit-{status}' if status else ''}\n\n"
    return head + indent("\n".join(new), "   ") + "\n\n"


if __name__ == "__main__":
    text = BLOCK.sub(lambda block: renewed(block, *map(os.path.abspath, sys.argv[1:3])), PAGE)
    FILE.write_text(text, encoding="utf-8")
