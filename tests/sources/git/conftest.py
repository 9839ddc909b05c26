# SPDX-License-Identifier: Apache-2.0
"""Real repositories, deaf to the configuration of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


class Work:
    """A repository with a work tree, and what a person does in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._clock = 1_500_000_000
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, given: bytes = b"") -> str:
        self._clock += 60
        date = f"{self._clock} +0000"
        env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, env=env)
        assert done.returncode == 0, done.stderr.decode()
        return os.fsdecode(done.stdout).strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, files: dict[str, str | bytes | None], message: str = "Change") -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _own_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("GIT_", "GERRIT_", "ZUUL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    file = tmp_path / "gitconfig"
    file.write_text(
        '[user]\nname = A Tester\nemail = tester@example.org\n[protocol "file"]\nallow = always\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def make_work(tmp_path: Path) -> Callable[[str], Work]:
    return lambda name: Work(tmp_path / name)


@pytest.fixture
def work(make_work: Callable[[str], Work]) -> Work:
    return make_work("project")
