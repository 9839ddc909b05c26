# SPDX-License-Identifier: Apache-2.0
"""Time the first, a middle and the last page of a long list.

usage: bench_lists_probe.py ENGINE URL FOLDER ROUNDS [RECORDS]

Prints the number of records and, for each round, the seconds of the three pages. The records are
written past the driver, as it would write them, but many at once.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench_opened import DYNAMODB, dynamodb_client, managed, sql_url
from refstore import paging
from refstore.manager import StoreManager
from refstore.records import Record

SCOPE, PAGE, WARM_UP = "bench", 100, 3
RECORDS = {"ministack": 2_000, "dynalite": 10_000}
"""How many records the emulators of DynamoDB get, which are slow with many."""

DEFAULT = 100_000
ATTRIBUTES = {"email": "somebody@example.org", "enabled": True, "quota": 1_000}
Part = Sequence[Record]


def main(name: str, url: str, folder: str, rounds: str, records: str = "") -> None:
    """Fill the store, measure, and print what was taken as JSON."""
    place = Path(folder)
    count = int(records or RECORDS.get(name, DEFAULT))
    with closing(managed(name, url, place)) as manager:
        load = loader(name, url, place)
        for part in parts(count, 25 if name in DYNAMODB else 100):
            load(part)
        settle(name, url)
        markers = [None, *(marker_behind(each) for each in (count // 2, count - PAGE))]
        taken = [one_round(manager, markers) for _ in range(WARM_UP + int(rounds))]
    print(json.dumps({"records": count, "seconds": taken[WARM_UP:]}))


def loader(name: str, url: str, folder: Path) -> Callable[[Part], object]:
    """Return what writes some records at once."""
    if name in DYNAMODB:
        return _dynamodb(url)
    if name == "etcd":
        return _etcd(url)
    return _sql(sql_url(url, folder, "refstore"))


def settle(name: str, url: str) -> None:
    """Let PostgreSQL gather statistics, as it does by itself within a minute."""
    if name == "postgresql":
        from refstore.database import engine_for, writing

        with writing(engine_for(url)) as connection:
            connection.exec_driver_sql("ANALYZE records")


def parts(count: int, size: int) -> Iterator[list[Record]]:
    """Give records in parts."""
    for start in range(0, count, size):
        numbers = range(start, min(start + size, count))
        yield [Record(_id(n), f"service {n}", SCOPE, ATTRIBUTES) for n in numbers]


def marker_behind(count: int) -> str:
    """Return the marker of the page behind so many records, as the page before gives it."""
    marker: str = paging.marker_at(_id(count - 1), SCOPE, ())
    return marker


def one_round(manager: StoreManager, markers: Sequence[str | None]) -> list[float]:
    """Return the seconds of each page."""
    taken = []
    for marker in markers:
        start = time.perf_counter()
        page = manager.list_records(SCOPE, limit=PAGE, marker=marker)
        taken.append(time.perf_counter() - start)
        if len(page.items) != PAGE:
            sys.exit(f"a page has {len(page.items)} records, not {PAGE}")
    return taken


def _sql(url: str) -> Callable[[Part], object]:
    from refstore.database import engine_for, writing
    from refstore.tables import RECORDS as TABLE
    from sqlalchemy import insert

    def load(part: Part) -> None:
        text = json.dumps(ATTRIBUTES)
        rows = [
            {"id": r.id, "name": r.name, "scope": r.scope, "attributes": text, "revision": 1}
            for r in part
        ]
        with writing(engine_for(url)) as connection:
            connection.execute(insert(TABLE), rows)

    return load


def _dynamodb(url: str) -> Callable[[Part], object]:
    from refstore_dynamodb.items import Stored, new_token, written

    client = dynamodb_client(url)

    def load(part: Part) -> None:
        token = new_token()
        items = [written(Stored(record.id, token, record, token)) for record in part]
        left: dict[str, Any] = {"refstore": [{"PutRequest": {"Item": item}} for item in items]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]

    return load


def _etcd(url: str) -> Callable[[Part], object]:
    from etcd3gw import Etcd3Client
    from refstore_etcd.keys import Keys
    from refstore_etcd.stored import written
    from refstore_etcd.transactions import put, transaction

    host, _, port = url.split(",", maxsplit=1)[0].rpartition(":")
    client, keys = Etcd3Client(host, int(port), api_path="/v3/"), Keys("/refstore")

    def load(part: Part) -> None:
        # Lists read records alone: not the keys of their ids and names.
        puts = [put(keys.record(r.scope, r.id), written(r).value) for r in part]
        client.transaction(transaction([], puts))

    return load


def _id(number: int) -> str:
    return f"{number:032x}"


if __name__ == "__main__":
    main(*sys.argv[1:])
