# SPDX-License-Identifier: Apache-2.0
"""What a recipe of an engine says: which processes to start, and how to know that they answer."""

from __future__ import annotations

import random
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engines_errors import EngineMissing
from engines_process import Launch

HOST = "127.0.0.1"
Kind = Literal["real", "emulator"]

# Below the ports that the kernel gives to outgoing connections (on Linux from 32768): an engine
# that was killed finds its port free when it comes back.
PORTS = range(15000, 32000)


@dataclass(frozen=True, slots=True)
class Planned:
    """One process to start, and where it will answer."""

    launch: Launch
    port: int
    host: str = HOST

    @property
    def endpoint(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Plan:
    """An engine that is ready to be started.

    ``url`` is what a client is given, the value of the engine's ``REFSTORE_…`` variable. A
    *durable* engine keeps what it acknowledged when it is killed.
    """

    kind: Kind
    version: str
    url: str
    durable: bool
    members: tuple[Planned, ...]
    ready: Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Recipe:
    """An engine that can be asked for: its name, its variable, and how to plan its start.

    ``plan`` gets an empty folder for the data and the folder where downloads are kept; it raises
    EngineMissing where something is not installed.
    """

    name: str
    variable: str
    plan: Callable[[Path, Path], Plan]


def free_port() -> int:
    """Return a port of the loopback that nobody listens on at the moment."""
    chooser = random.SystemRandom()
    while True:
        port = chooser.choice(PORTS)
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((HOST, port))
            except OSError:
                continue
            return port


def find(command: str, package: str, folders: tuple[Path, ...] = ()) -> str:
    """Return the path of a command, or raise EngineMissing naming what to install."""
    for folder in folders:
        if found := shutil.which(command, path=folder):
            return found
    if found := shutil.which(command):
        return found
    raise EngineMissing(f"found no {command}: install {package}")


def version_of(*command: str) -> str:
    """Return the first number with dots that a command prints about its version."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found.group() if found else "unknown"


def data_folder(folder: Path, name: str = "data") -> Path:
    """Make a folder for the data of one process, closed to other users."""
    made = folder / name
    made.mkdir(mode=0o700)
    return made
