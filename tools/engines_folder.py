# SPDX-License-Identifier: Apache-2.0
"""The folder of an engine: its data, its logs, and a list of all processes it ever had.

The list is written before anybody waits for an engine, so that whoever comes later can end what
an interrupted start left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engines_errors import EngineFailed
from engines_process import Process, stop

PROCESSES = "processes"
"""The list of processes."""

NETWORK = "network"
"""The list of what to tell ``ip`` so that it takes down a network."""


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can list or change.

    An engine under another user may still pass through it. Raises EngineFailed where somebody
    else made it first, as may happen in a folder that all users share.
    """
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise EngineFailed(f"{folder} is not a folder of yours; name another with --state")
    folder.chmod(0o711)
    return folder


def default_state() -> Path:
    """Return the folder for the engines of this user where no other is named."""
    return Path(tempfile.gettempdir()) / f"wharfinger-engines-{os.getuid()}"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from starting or stopping engines in a folder meanwhile."""
    with (folder / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remember(folder: Path, name: str, line: object) -> None:
    """Add a line to a list that :func:`clear` will read."""
    with (folder / name).open("a", encoding="ascii") as lines:
        lines.write(f"{line}\n")


def remembered(folder: Path, name: str) -> tuple[str, ...]:
    """Return the lines of a list; none where there is no list."""
    try:
        return tuple((folder / name).read_text(encoding="ascii").splitlines())
    except FileNotFoundError:
        return ()


def processes(folder: Path) -> tuple[Process, ...]:
    """Return the processes that an engine had; a line that was cut short names none."""
    found = []
    for line in remembered(folder, PROCESSES):
        with contextlib.suppress(ValueError):
            found.append(Process.parse(line))
    return tuple(found)


def clear(folder: Path) -> None:
    """End the processes of an engine and remove its folder."""
    stop(processes(folder))
    for line in remembered(folder, NETWORK):
        subprocess.run(("ip", *line.split()), check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
