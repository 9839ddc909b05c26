# SPDX-License-Identifier: Apache-2.0
"""Engines for one run of tests, which outlive it under no circumstances.

Each session has a folder of its own and a guard: a process that waits until the session ends,
normally or by any signal, and then ends what the session left behind and removes the folder.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from engines_errors import EngineMissing
from engines_folder import clear
from engines_running import Engine, start

GUARD = Path(__file__).with_name("engines_guard.py")

Started = TypeVar("Started", bound=Engine)


class Session:
    """Engines that are started when they are first asked for, and stopped by :meth:`close`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="engines-"))
        # PostgreSQL, under its own user, passes through it.
        self.folder.chmod(0o711)
        self._guard = subprocess.Popen(
            (sys.executable, str(GUARD), str(self.folder)),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._numbers = itertools.count(1)
        self._shared: dict[str, Engine] = {}
        self._missing: dict[str, str] = {}

    def shared(self, name: str) -> Engine:
        """Return the session's engine of a name; raise what ``engines_running.start`` does."""
        if name not in self._shared:
            self._shared[name] = self.private(name)
        return self._shared[name]

    def private(self, name: str) -> Engine:
        """Start another engine, for a test that kills it; raise as ``engines_running.start``.

        What is missing once is not looked for again, which may take a while without a network.
        """
        if name in self._missing:
            raise EngineMissing(self._missing[name])
        try:
            return self.run(lambda folder: start(name, folder))
        except EngineMissing as error:
            self._missing[name] = str(error)
            raise

    def run(self, starter: Callable[[Path], Started]) -> Started:
        """Let something start an engine in a new folder, which is cleared with the session."""
        return starter(self.folder / str(next(self._numbers)))

    def close(self) -> None:
        """Stop all engines and remove the folder."""
        for folder in self.folder.iterdir():
            clear(folder)
        self._guard.communicate()
