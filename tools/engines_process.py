# SPDX-License-Identifier: Apache-2.0
"""Processes of engines: started, signalled and stopped by an id that is sure to be theirs."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 5.0
"""Seconds that a process may take to stop before it is killed."""

BOOT = Path("/proc/sys/kernel/random/boot_id")

# A child must be waited for by whoever started it, whichever object asks for its end.
_CHILDREN: dict[Process, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Launch:
    """How one process of an engine is started, again and again, on the same port and data.

    It is stopped only when its data is not needed any more, so by default it is killed.
    """

    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGKILL

    @property
    def log(self) -> Path:
        """The file that takes what the process prints."""
        return self.folder.with_name(f"{self.folder.name}.log")


@dataclass(frozen=True, slots=True)
class Process:
    """A process as the kernel knows it: an id is used again, an id and its birth are not."""

    pid: int
    born: str
    stop_signal: signal.Signals

    def __str__(self) -> str:
        return f"{self.pid} {self.born} {self.stop_signal.name}"

    @classmethod
    def parse(cls, line: str) -> Process:
        """Read what ``str`` wrote.

        Raises ValueError where the line is not such a one.
        """
        pid, born, name = line.split()
        if name not in signal.Signals.__members__:
            raise ValueError(line)
        return cls(int(pid), born, signal.Signals[name])


def born(pid: int) -> str | None:
    """Return when a process started, unique over restarts of the machine; None for a dead one."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, start = words[0], words[19]
    return None if state in "ZX" else f"{BOOT.read_text(encoding='ascii').strip()}:{start}"


def spawn(launch: Launch) -> Process:
    """Start a process in a session of its own, so that Ctrl-C reaches only who started it."""
    home = str(launch.folder)
    # Nothing else of our environment, which may hold settings of the engine or credentials.
    environment = {"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}
    environment.update(launch.environment)
    with launch.log.open("ab") as log:
        child = subprocess.Popen(
            launch.command,
            cwd=launch.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=launch.user,
            group=launch.user,
            extra_groups=[] if launch.user else None,
        )
    # The child is not waited for yet, so its id is not given to another even if it is dead.
    process = Process(child.pid, born(child.pid) or "dead", launch.stop_signal)
    _CHILDREN[process] = child
    return process


def alive(process: Process) -> bool:
    """Tell whether a process runs (or is paused), and is the one that was started."""
    if born(process.pid) == process.born:
        return True
    if child := _CHILDREN.pop(process, None):
        child.wait()
    return False


def send(process: Process, number: signal.Signals) -> None:
    """Send a signal to a process, and never to another that got its id."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(process.pid)
        try:
            if alive(process):
                signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)


def kill(processes: Iterable[Process]) -> None:
    """Kill processes and their children with SIGKILL, and wait until they are gone."""
    families = [_family(process) for process in processes]
    everybody = tuple(itertools.chain.from_iterable(families))
    for process in everybody:
        send(process, signal.SIGKILL)
    _wait_for_end(everybody, PATIENCE)


def _family(process: Process) -> tuple[Process, ...]:
    """Return a process and its children: those of PostgreSQL would outlive it by a query."""
    if not alive(process):
        return ()
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        children = listed.read_text(encoding="ascii").split()
    except OSError:
        children = []
    births = ((int(child), born(int(child))) for child in children)
    return (process, *(Process(pid, birth, process.stop_signal) for pid, birth in births if birth))


def stop(processes: Iterable[Process]) -> None:
    """Ask processes to stop, paused ones too; kill those that do not, and wait for their end."""
    processes = tuple(processes)
    for process in processes:
        send(process, process.stop_signal)
        send(process, signal.SIGCONT)
    kill(_wait_for_end(processes, PATIENCE))


def _wait_for_end(processes: Iterable[Process], seconds: float) -> tuple[Process, ...]:
    deadline = time.monotonic() + seconds
    while (left := tuple(filter(alive, processes))) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left
