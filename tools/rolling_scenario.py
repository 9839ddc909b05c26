# SPDX-License-Identifier: Apache-2.0
"""A rolling upgrade from refstore 8, with writers of both releases at work."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from refstore.database import engine_for, reading, writing
from refstore.drivers.sql import SQLDriver
from refstore.hints import Hints
from refstore.migrations import runner
from refstore.migrations.runner import Phase
from refstore.records import Record
from rolling_writers import KEPT, SCOPE, OldStore
from sqlalchemy import text

SHARED = ("shared-0", "shared-1")
"""Records that writers of both releases change. Each old writer has one of them."""

_INSERT = text("INSERT INTO records (id, scope, name, extra) VALUES (:id, :scope, :id, :extra)")
_BOTH_COLUMNS = text("SELECT id, extra, attributes FROM records")

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many writes each release had acknowledged, and what was wrong afterwards."""

    old: int
    new: int
    problems: tuple[str, ...]


class Writer:
    """A process of :mod:`rolling_writers`."""

    def __init__(self, *arguments: str) -> None:
        program = str(Path(__file__).with_name("rolling_writers.py"))
        self._process = subprocess.Popen(
            [sys.executable, program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_writing(self) -> None:
        """Wait for the first writes. Raises RuntimeError if the writer failed."""
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("a writer failed")

    def stop(self) -> Told:
        """Let the writer end and return what it tells. Raises RuntimeError if it failed."""
        output, _ = self._process.communicate(timeout=60)
        if self._process.returncode:
            raise RuntimeError("a writer failed")
        told: Told = json.loads(output)
        return told

    def kill(self) -> None:
        """End the process, if it runs."""
        self._process.kill()
        self._process.communicate()


class Upgrade:
    """The upgrade, in an empty database; ``say`` is told of each step."""

    def __init__(self, url: str, say: Callable[[str], object], seconds: float) -> None:
        self._url, self._say, self._seconds = url, say, seconds
        self._engine = engine_for(url)
        self._driver = SQLDriver(SimpleNamespace(connection=url))
        self._writers: list[Writer] = []

    def run(self) -> Outcome:
        """Do all the steps and compare what is in the database with what was acknowledged."""
        try:
            return self._run()
        finally:
            for writer in self._writers:
                writer.kill()
            self._driver.close()

    def _run(self) -> Outcome:
        self._make_old_database()
        old = self._start("old", [[one] for one in SHARED])
        self._sync(Phase.EXPAND)
        before = {one: self._driver.get(one) for one in SHARED}
        new = self._start("new", [SHARED, SHARED])
        self._sync(Phase.MIGRATE)
        time.sleep(self._seconds)
        told_by_old = self._stop("old", old)
        problems = [*self._columns_out_of_step()]
        self._sync(Phase.CONTRACT)
        time.sleep(self._seconds)
        told_by_new = self._stop("new", new)
        problems += self._differences([*told_by_old, *told_by_new], before)
        return Outcome(_writes(told_by_old), _writes(told_by_new), tuple(problems))

    def _make_old_database(self) -> None:
        for phase in Phase:
            runner.sync(self._engine, phase, 1)
        store = OldStore(self._url)
        for shared_id in SHARED:
            store.create(shared_id, f"{shared_id}-0", {"counter": 0})
        rows = [
            {"id": f"kept-{number}", "scope": SCOPE, "extra": json.dumps({"number": number})}
            for number in range(KEPT)
        ]
        with writing(self._engine) as connection:
            connection.execute(_INSERT, rows)
        self._say(f"a database of refstore 8 with {KEPT + len(SHARED)} records")

    def _start(self, kind: str, shared: Sequence[Sequence[str]]) -> list[Writer]:
        writers = [
            Writer(kind, self._url, f"{kind}{number}", *ids) for number, ids in enumerate(shared)
        ]
        self._writers += writers
        for writer in writers:
            writer.wait_until_writing()
        self._say(f"{len(writers)} {kind} writers are at work")
        return writers

    def _stop(self, kind: str, writers: list[Writer]) -> list[Told]:
        told = [writer.stop() for writer in writers]
        self._say(f"the {kind} writers are stopped; {_writes(told)} writes were acknowledged")
        return told

    def _sync(self, phase: Phase) -> None:
        began = time.monotonic()
        runner.sync(self._engine, phase)
        self._say(f"db_sync --{phase} took {time.monotonic() - began:.2f} seconds")

    def _columns_out_of_step(self) -> Iterator[str]:
        with reading(self._engine) as connection:
            for record_id, extra, attributes in connection.execute(_BOTH_COLUMNS):
                if json.loads(extra) != json.loads(attributes):
                    yield f"{record_id}: old code sees {extra}, new code {attributes}"

    def _differences(self, told: list[Told], before: Mapping[str, Record]) -> Iterator[str]:
        found = {one.id: one for one in self._driver.list_records(SCOPE, Hints()).items}
        wanted = {
            f"kept-{number}": (f"kept-{number}", {"number": number}) for number in range(KEPT)
        }
        for one in told:
            wanted |= {key: (name, value) for key, (name, value) in one["owned"].items()}
        for shared_id, old in before.items():
            raised, renamed = (_total(told, what, shared_id) for what in ("raised", "renamed"))
            wanted[shared_id] = f"{shared_id}-{renamed}", {"counter": raised}
            renamed_since = renamed - int(old.name.rpartition("-")[2])
            if found[shared_id].revision != old.revision + renamed_since + raised:
                yield f"{shared_id} has revision {found[shared_id].revision}"
        seen = {key: (one.name, dict(one.attributes)) for key, one in found.items()}
        for key in sorted(wanted.keys() | seen.keys()):
            if wanted.get(key) != seen.get(key):
                yield f"{key} is {seen.get(key)} instead of {wanted.get(key)}"


def _total(told: list[Told], what: str, record_id: str) -> int:
    return sum(one[what].get(record_id, 0) for one in told)


def _writes(told: list[Told]) -> int:
    totals = (one[what].values() for one in told for what in ("renamed", "raised"))
    return sum(map(sum, totals)) + sum(len(one["owned"]) for one in told)
