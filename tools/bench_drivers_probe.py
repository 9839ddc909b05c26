# SPDX-License-Identifier: Apache-2.0
"""Time operations through the manager and a driver, and those of a bare client, in turn.

usage: bench_drivers_probe.py ENGINE URL FOLDER ROUNDS COUNT

Prints, for each operation and round, the seconds that the bare client and the driver took for
COUNT of them. Each call of the one is followed by the same call of the other, so that what else
the machine does meets both.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench_bare import Bare, Row
from bench_opened import bare, managed
from refstore.manager import StoreManager
from refstore.records import Changes

SCOPE = "bench"
PAGE = 100
KEPT = 3 * PAGE
BEFORE_ALL = " "
"""What all ids come behind. A key of DynamoDB cannot be compared with an empty text."""

WARM_UP = 2
ATTRIBUTES = {
    "description": "A record of the length that records of services and users have.",
    "email": "somebody@example.org",
    "enabled": True,
    "quota": 1_000,
}
CHANGED = {**ATTRIBUTES, "enabled": False}
Call = Callable[[Row], Any]


def main(name: str, url: str, folder: str, rounds: str, count: str) -> None:
    """Measure, and print what was taken as JSON."""
    place = Path(folder)
    with closing(managed(name, url, place)) as manager, closing(bare(name, url, place)) as client:
        calls = operations(client, manager)
        for row in rows(KEPT):
            for create in calls["create"]:
                create(row)
        compare(client, manager)
        taken = [one_round(calls, int(count)) for _ in range(WARM_UP + int(rounds))]
    print(json.dumps({each: [found[each] for found in taken[WARM_UP:]] for each in calls}))


def operations(client: Bare, manager: StoreManager) -> dict[str, tuple[Call, Call]]:
    """Return each operation in both ways, in an order in which a record lives."""
    position: list[str] = []

    def page(_: Row) -> object:
        if not position:
            first = manager.list_records(SCOPE, limit=PAGE)
            position.extend((first.items[-1].id, str(first.next_marker)))
        return manager.list_records(SCOPE, limit=PAGE, marker=position[1])

    def bare_page(_: Row) -> object:
        return client.page(SCOPE, position[0], PAGE) if position else None

    return {
        "create": (
            client.create,
            lambda row: manager.create(SCOPE, row[1], row[3], record_id=row[0]),
        ),
        "get": (lambda row: client.get(row[0]), lambda row: manager.get(row[0])),
        "get_by_name": (
            lambda row: client.get_by_name(SCOPE, row[1]),
            lambda row: manager.get_by_name(SCOPE, row[1]),
        ),
        "update": (
            lambda row: client.update(row[0], CHANGED, 1),
            lambda row: manager.update(row[0], Changes(attributes=CHANGED), 1),
        ),
        "list": (bare_page, page),
        "delete": (lambda row: client.delete(row[0]), lambda row: manager.delete(row[0])),
    }


def compare(client: Bare, manager: StoreManager) -> None:
    """Fail if the bare client returns other records than the driver."""
    theirs, more = client.page(SCOPE, BEFORE_ALL, PAGE)
    page = manager.list_records(SCOPE, limit=PAGE)
    first = theirs[0]
    ours = [manager.get(first[0]), manager.get_by_name(SCOPE, first[1]), *page.items]
    found = [client.get(first[0]), client.get_by_name(SCOPE, first[1]), *theirs]
    plain = [(r.id, r.name, r.scope, dict(r.attributes), r.revision) for r in ours]
    if (found, more) != (plain, page.truncated):
        sys.exit(f"the bare client returns {found[0]!r}, the driver {plain[0]!r}")


def one_round(calls: dict[str, tuple[Call, Call]], count: int) -> dict[str, list[float]]:
    """Do each operation with so many records, in both ways in turn; return the seconds of each."""
    found = {}
    records = rows(count)
    for name, ways in calls.items():
        taken = [0.0, 0.0]
        for number, row in enumerate(records):
            for way in (0, 1) if number % 2 else (1, 0):
                start = time.perf_counter()
                ways[way](row)
                taken[way] += time.perf_counter() - start
        found[name] = taken
    return found


def rows(count: int) -> list[Row]:
    """Return new records."""
    ids = [uuid.uuid4().hex for _ in range(count)]
    return [(each, f"service {each}", SCOPE, ATTRIBUTES, 1) for each in ids]


if __name__ == "__main__":
    main(*sys.argv[1:])
