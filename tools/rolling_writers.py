# SPDX-License-Identifier: Apache-2.0
"""Writers for a rolling upgrade of refstore: one as refstore 8 wrote, one of this release.

.. code-block:: console

   $ python tools/rolling_writers.py old|new URL NAME SHARED_ID…

Each prints a line when it has written, and goes on until its standard input ends; then it prints
as JSON what was acknowledged:

- ``owned``: of the records that it made, by id: name and attributes;
- ``renamed``: by id, how often an old writer gave a shared record another name;
- ``raised``: by id, how often a new writer raised the counter of a shared record.
"""

from __future__ import annotations

import itertools
import json
import sys
import threading
from abc import ABC, abstractmethod
from collections import Counter
from types import SimpleNamespace
from typing import Any

from refstore.database import engine_for, writing
from refstore.drivers.sql import SQLDriver
from refstore.errors import RevisionMismatchError
from refstore.records import Changes, Record
from sqlalchemy import text

SCOPE = "rolling"
KEPT = 1200
"""Records that are there before: more than one batch of the migration."""

PAUSE = 0.002
"""Seconds between writes: enough for others to have their turn."""

_INSERT = text("INSERT INTO records (id, scope, name, extra) VALUES (:id, :scope, :name, :extra)")
_CHANGE = text("UPDATE records SET extra = :extra WHERE id = :id")
_RENAME = text("UPDATE records SET name = :name WHERE id = :id")


class OldStore:
    """The table as refstore 8 knew it: no revision, and attributes in the column ``extra``."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)

    def create(self, record_id: str, name: str, attributes: dict[str, Any]) -> None:
        """Insert a row."""
        extra = json.dumps(attributes)
        self._write(_INSERT, id=record_id, scope=SCOPE, name=name, extra=extra)

    def change(self, record_id: str, attributes: dict[str, Any]) -> None:
        """Write other attributes."""
        self._write(_CHANGE, id=record_id, extra=json.dumps(attributes))

    def rename(self, record_id: str, name: str) -> None:
        """Write another name."""
        self._write(_RENAME, id=record_id, name=name)

    def _write(self, statement: Any, **values: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(statement, values)


class Writer(ABC):
    """What was acknowledged."""

    def __init__(self, name: str, shared: list[str]) -> None:
        self.name, self.shared = name, shared
        self.owned: dict[str, tuple[str, Any]] = {}
        self.renamed: Counter[str] = Counter()
        self.raised: Counter[str] = Counter()

    @abstractmethod
    def write(self, number: int) -> None:
        """Make one round of writes."""


class OldWriter(Writer):
    """Makes and changes records of its own, and renames a shared one."""

    def __init__(self, url: str, name: str, shared: list[str]) -> None:
        super().__init__(name, shared)
        self._store = OldStore(url)

    def write(self, number: int) -> None:
        """Make one round of writes."""
        record_id = name = f"{self.name}-{number}"
        attributes = {"number": number}
        self._store.create(record_id, name, attributes)
        if number % 2:
            attributes["changed"] = number
            self._store.change(record_id, attributes)
        self.owned[record_id] = name, attributes
        for shared_id in self.shared:
            self._store.rename(shared_id, f"{shared_id}-{self.renamed[shared_id] + 1}")
            self.renamed[shared_id] += 1


class NewWriter(Writer):
    """Makes and changes records of its own, and raises counters in shared ones."""

    def __init__(self, url: str, name: str, shared: list[str]) -> None:
        super().__init__(name, shared)
        self._driver = SQLDriver(SimpleNamespace(connection=url))

    def write(self, number: int) -> None:
        """Make one round of writes, and read a record that nobody changes."""
        record_id = name = f"{self.name}-{number}"
        attributes = {"number": number}
        self._driver.create(Record(record_id, name, SCOPE, attributes))
        if number % 2:
            attributes["changed"] = number
            self._driver.update(record_id, Changes(attributes=attributes), 1)
        self.owned[record_id] = name, attributes
        for shared_id in self.shared:
            self.raised[shared_id] += self._raise(shared_id)
        kept = number * 7 % KEPT
        if self._driver.get(f"kept-{kept}").attributes != {"number": kept}:
            raise RuntimeError(f"kept-{kept} was misread")

    def _raise(self, shared_id: str) -> bool:
        """Raise a counter if nobody else writes between; tell whether that was so."""
        found = self._driver.get(shared_id)
        counter = int(str(found.attributes["counter"])) + 1
        try:
            self._driver.update(shared_id, Changes(attributes={"counter": counter}), found.revision)
        except RevisionMismatchError:
            return False
        return True


def main() -> None:
    """Write until the standard input ends."""
    kind, url, name, *shared = sys.argv[1:]
    writer: Writer = {"old": OldWriter, "new": NewWriter}[kind](url, name, shared)
    stopped = _input_ended()
    for number in itertools.count():
        writer.write(number)
        if number == 0:
            print("writing", flush=True)
        if stopped.wait(PAUSE):
            break
    told = {"owned": writer.owned, "renamed": writer.renamed, "raised": writer.raised}
    print(json.dumps(told))


def _input_ended() -> threading.Event:
    ended = threading.Event()

    def read() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    return ended


if __name__ == "__main__":
    main()
