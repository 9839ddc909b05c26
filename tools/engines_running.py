# SPDX-License-Identifier: Apache-2.0
"""Engines that run: start one in a folder, kill and restart its members, stop it."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import engines_process
from engines_errors import EngineError, EngineFailed, EngineMissing, UnknownEngine
from engines_folder import PROCESSES, clear, private_folder, remember
from engines_names import RECIPES
from engines_plan import Kind, Plan, Planned
from engines_process import Process, alive, spawn

__all__ = [
    "CACHE",
    "Engine",
    "EngineError",
    "EngineFailed",
    "EngineMissing",
    "Member",
    "UnknownEngine",
    "start",
]

CACHE = Path(__file__).parents[1] / ".tox" / "engines"
"""Where engines that no Debian package has are installed, once."""

PATIENCE = 60.0
"""Seconds that an engine may take until it answers."""

ATTEMPTS = 2


class Member:
    """One process of an engine. It keeps its port and data over its deaths."""

    def __init__(self, folder: Path, plan: Plan, planned: Planned) -> None:
        self.endpoint = planned.endpoint
        self.log = planned.launch.log
        self._folder = folder
        self._plan = plan
        self._planned = planned
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The id of the process; of the last one where it is dead."""
        return self.process.pid

    @property
    def process(self) -> Process:
        """The process, or the last one where it is dead."""
        if self._process is None:
            raise EngineFailed(f"the member at {self.endpoint} was never started")
        return self._process

    @property
    def alive(self) -> bool:
        """Whether the process is there, running or paused."""
        return self._process is not None and alive(self._process)

    def spawn(self) -> None:
        """Start the process unless it is there, and return before it answers."""
        if not self.alive:
            self._process = spawn(self._planned.launch)
            remember(self._folder, PROCESSES, self._process)

    def start(self) -> None:
        """Start the process unless it is there, and wait until it answers.

        Raises EngineFailed where it does not. Of two dead members of etcd neither may answer
        before the other is started too: that is what :meth:`Engine.restart` is for.
        """
        self.spawn()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = PATIENCE) -> None:
        """Wait until the member answers. Raises EngineFailed where it dies or takes too long."""
        deadline = time.monotonic() + seconds
        while not self._answers():
            if not self.alive:
                raise EngineFailed(f"the member at {self.endpoint} ended:\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise EngineFailed(
                    f"the member at {self.endpoint} did not answer within {seconds:g} seconds:\n"
                    f"{self._last_words()}"
                )
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill the process as ``kill -9`` does, and wait until it is gone."""
        engines_process.kill((self.process,))

    def pause(self) -> None:
        """Let the process do nothing, while its connections stay open."""
        engines_process.send(self.process, signal.SIGSTOP)

    def resume(self) -> None:
        """Let the process go on after a pause."""
        engines_process.send(self.process, signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return self._plan.ready(self._planned.host, self._planned.port) and self.alive
        except (OSError, ValueError):
            return False

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-15:])


class Engine:
    """An engine with all its members.

    ``url`` is what its clients are given, the value of the variable that ``tools/engines env``
    prints. ``kind`` is "real", or "emulator" for somebody's imitation of the real one. A
    ``durable`` engine keeps what it acknowledged when it is killed.
    """

    def __init__(self, name: str, folder: Path, plan: Plan, members: tuple[Member, ...]) -> None:
        self.name = name
        self.kind: Kind = plan.kind
        self.version = plan.version
        self.url = plan.url
        self.durable = plan.durable
        self.members = members
        self._folder = folder

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Host and port of each member."""
        return tuple(member.endpoint for member in self.members)

    def kill(self) -> None:
        """Kill all members as ``kill -9`` does, at once."""
        engines_process.kill(member.process for member in self.members)

    def restart(self) -> None:
        """Start the members that are dead, on their ports and data, and wait for all of them.

        Raises EngineFailed where one does not answer.
        """
        for member in self.members:
            member.spawn()
        for member in self.members:
            member.wait_until_ready()

    def stop(self) -> None:
        """End all processes and remove the data; a second call does nothing."""
        clear(self._folder)


def start(name: str, folder: Path, cache: Path = CACHE) -> Engine:
    """Start an engine with its data in a folder, which must not exist, and wait until it answers.

    Engines that no Debian package has are installed in ``cache`` first. Raises UnknownEngine for
    a name that is none, EngineMissing where something is to be installed, EngineFailed where the
    engine does not start; then nothing of it is left.
    """
    if name not in RECIPES:
        raise UnknownEngine(f"there is no engine {name!r}; there are {', '.join(RECIPES)}")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _start_once(name, folder, cache)
        except EngineFailed as error:
            # Somebody took the free port that was found; the next is another.
            if attempt == ATTEMPTS or "in use" not in str(error):
                raise
    raise AssertionError


def _start_once(name: str, folder: Path, cache: Path) -> Engine:
    private_folder(folder)
    try:
        plan = RECIPES[name].plan(folder, cache)
        members = tuple(Member(folder, plan, planned) for planned in plan.members)
        engine = Engine(name, folder, plan, members)
        engine.restart()
    except BaseException:
        clear(folder)
        raise
    return engine
