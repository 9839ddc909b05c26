# SPDX-License-Identifier: Apache-2.0
"""The engines that ``tools/engines up`` has started: one folder each, with a description.

Several runs may use one state folder at once: whoever starts or stops engines holds its lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from engines_folder import clear, locked, private_folder, processes
from engines_names import RECIPES
from engines_process import alive
from engines_running import Engine, start

DESCRIPTION = "engine.json"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of an engine: that of :class:`engines_running.Engine`, and what still runs."""

    name: str
    kind: str
    version: str
    url: str
    endpoints: tuple[str, ...]
    pids: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether each member runs."""
        return len(self.pids) == len(self.endpoints)

    @property
    def variable(self) -> str:
        """The variable by which tests and the reference store find the engine."""
        return RECIPES[self.name].variable


def up(state: Path, name: str, cache: Path) -> Status:
    """Start an engine, unless all of it runs already; raise what ``engines_running.start`` does."""
    private_folder(state)
    with locked(state):
        known = _read(state, name)
        if known is not None and known.complete:
            return known
        clear(state / name)
        _write(state / name, start(name, state / name, cache))
        found = _read(state, name)
    assert found is not None
    return found


def down(state: Path, name: str) -> bool:
    """End what an engine has left, processes and data; return whether there was anything."""
    folder = state / name
    if not folder.is_dir():
        return False
    private_folder(state)
    with locked(state):
        clear(folder)
    return True


def statuses(state: Path) -> Iterator[Status]:
    """Return all engines that were started and not stopped."""
    for name in RECIPES:
        if (found := _read(state, name)) is not None:
            yield found


def _write(folder: Path, engine: Engine) -> None:
    status = Status(
        name=engine.name,
        kind=engine.kind,
        version=engine.version,
        url=engine.url,
        endpoints=engine.endpoints,
        pids=(),
    )
    path = folder / DESCRIPTION
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(status)), encoding="utf-8")


def _read(state: Path, name: str) -> Status | None:
    folder = state / name
    try:
        fields = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    pids = tuple(process.pid for process in processes(folder) if alive(process))
    return Status(**fields | {"endpoints": tuple(fields["endpoints"]), "pids": pids})
