# SPDX-License-Identifier: Apache-2.0
"""What the tests on real packages share: the folder that they are in, and asking about it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wharfinger.cli import main

VARIABLE = "WHARFINGER_REAL_PACKAGES"

Ask = Callable[..., dict[str, Any]]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"real: reads the pinned released packages in the folder {VARIABLE} names"
    )


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder that holds the packages of packages.txt, without dependencies.

    Where nobody prepared one the tests are skipped, but not where tox or a CI system runs
    them: a gate that examined nothing must not pass.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return _prepared(Path(named))
    reason = f"{VARIABLE} names no folder with the packages of tests/real/packages.txt"
    if os.environ.get("CI") or os.environ.get("TOX_ENV_NAME"):
        pytest.fail(reason)
    pytest.skip(reason)


def _prepared(folder: Path) -> Path:
    lines = Path(__file__).with_name("packages.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, _, version = line.partition("==")
        if version and not any(folder.glob(f"{name.replace('.', '[._]')}-{version}.dist-info")):
            pytest.fail(f"{VARIABLE} names {folder}, which lacks {line}")
    return folder


@pytest.fixture(scope="session")
def ask(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return a function that asks the command line and returns its JSON.

    ``ask("matrix", "tooz.backends", policy="groups: …", below=folder)``; each question is
    answered once.
    """
    answers: dict[tuple[object, ...], dict[str, Any]] = {}

    def answer(*words: str, policy: str = "", below: Path = site) -> dict[str, Any]:
        question = (*words, policy, below)
        if question not in answers:
            call = ["--no-cache", *words, "--env", str(below), "--format", "json"]
            if policy:
                file = tmp_path_factory.mktemp("policy") / "driver-policy.yaml"
                file.write_text(policy, encoding="utf-8")
                call += ["--policy", str(file)]
            answers[question] = json.loads(_output_of(call))
        return answers[question]

    return answer


def _output_of(call: list[str]) -> str:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(call)
    assert (status, err.getvalue()) == (0, ""), call
    return out.getvalue()


@pytest.fixture(scope="session")
def alone(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives a folder with one package, and without its entry points."""

    left_out = shutil.ignore_patterns("tests", "entry_points.txt")

    def copy(name: str) -> Path:
        folder = tmp_path_factory.mktemp("alone")
        for path in site.glob(f"{name}*"):
            shutil.copytree(path, folder / path.name, ignore=left_out)
        return folder

    return copy
