# SPDX-License-Identifier: Apache-2.0
"""The pages that run the reference store: what they show is what the commands answer."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from engines_running import Engine

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
BLOCK = re.compile(
    r"^\.\. code-block:: (?P<language>\w+)\n(?P<options>(?:   :.*\n)*)\n"
    r"(?P<body>(?:(?:   .*)?\n)+)",
    re.MULTILINE,
)
NOT_SHOWN = shutil.ignore_patterns("tests", "*.egg-info", "__pycache__")
# What differs from machine to machine is no part of the answer.
CHANGING = (
    (re.compile(r"^examined: .*$", re.MULTILINE), "examined: ..."),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:5432"),
    (re.compile(r"\d+ free\b"), "76000000000 free"),
)


def test_the_tutorial(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "reference", tmp_path / "reference", ignore=NOT_SHOWN)
    follow(ROOT / "doc/source/tutorial/reference-store.rst", tmp_path, {})


@pytest.mark.engines
def test_the_page_about_engines(
    tmp_path: Path,
    private_engine: Callable[[str], Engine],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engines = ("postgresql", "etcd", "ministack", "dynalite")
    places = {name: private_engine(name).url for name in engines}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    follow(ROOT / "doc/source/reference-driver/engines.rst", tmp_path, places)


def follow(page: Path, folder: Path, places: Mapping[str, str]) -> None:
    """Do what a page says, and hold its answers against the real ones, or renew them."""
    text = page.read_text(encoding="utf-8")
    followed = BLOCK.sub(lambda block: _done(block, folder, places), text)
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        page.write_text(followed, encoding="utf-8")
    assert followed == page.read_text(encoding="utf-8")


def _done(block: re.Match[str], folder: Path, places: Mapping[str, str]) -> str:
    body = textwrap.dedent(block["body"]).strip("\n")
    if caption := re.search(r":caption: (\S+)", block["options"]):
        for name, place in places.items():
            body = body.replace(f"<{name}>", place)
        file = folder / caption[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{body}\n", encoding="utf-8")
    if block["language"] != "console" or ":class: setup" in block["options"]:
        return block[0]
    answers = "\n".join(_answers(body, folder))
    shown = textwrap.indent(answers, "   ", lambda line: bool(line.strip()))
    return f".. code-block:: console\n{block['options']}\n{shown}\n\n"


def _answers(body: str, folder: Path) -> Iterator[str]:
    for line in body.splitlines():
        if not line.startswith("$ "):
            continue
        yield line
        program, *arguments = shlex.split(line[2:])
        done = subprocess.run(
            [BIN / program, *arguments],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stdout
        answer = done.stdout.replace(str(folder), "/srv")
        for pattern, plain in CHANGING:
            answer = pattern.sub(plain, answer)
        yield from (shown.rstrip() for shown in answer.splitlines())
