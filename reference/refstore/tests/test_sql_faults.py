# SPDX-License-Identifier: Apache-2.0
"""Databases and writers are killed in mid-write: what was acknowledged is there, and whole."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from refstore.database import engine_for
from refstore.drivers.sql import SQLDriver
from refstore.errors import OutcomeUnknownError, StoreUnavailableError
from refstore.hints import Hints
from refstore.migrations import runner
from refstore.records import Changes, Record

WRITERS = 8


@contextmanager
def opened(url: str) -> Iterator[SQLDriver]:
    for phase in runner.Phase:
        runner.sync(engine_for(url), phase)
    driver = SQLDriver(SimpleNamespace(connection=url))
    yield driver
    driver.close()


def write(driver: SQLDriver, writer: int) -> Iterator[tuple[str, int]]:
    """Create records and change each once; yield what is acknowledged: id and revision."""
    for number in itertools.count():
        record_id = f"{writer}-{number}"
        driver.create(Record(record_id, record_id, "one", {"revision": 1}))
        yield record_id, 1
        driver.update(record_id, Changes(attributes={"revision": 2}), 1)
        yield record_id, 2


def assert_kept(driver: SQLDriver, acknowledged: dict[str, int], unknown: set[str]) -> None:
    found = {record.id: record for record in driver.list_records("one", Hints()).items}
    assert all(record.attributes == {"revision": record.revision} for record in found.values())
    for record_id in found.keys() | acknowledged.keys():
        revision = found[record_id].revision if record_id in found else 0
        excess = revision - acknowledged.get(record_id, 0)
        assert excess in ({0, 1} if record_id in unknown else {0})


@pytest.mark.engines
def test_a_server_killed_in_mid_write(private_engine: Callable[[str], Any]) -> None:
    server = private_engine("postgresql")
    acknowledged: dict[str, int] = {}
    unknown: set[str] = set()
    enough = threading.Event()

    def run(driver: SQLDriver, writer: int) -> None:
        writes = write(driver, writer)
        last: tuple[str, int] = (f"{writer}-0", 0)
        try:
            for last in writes:
                acknowledged[last[0]] = last[1]
                if len(acknowledged) > 20 * WRITERS:
                    enough.set()
        except StoreUnavailableError as error:
            if isinstance(error, OutcomeUnknownError):
                unknown.update({last[0], _next(last)})

    with opened(server.url) as driver:
        with ThreadPoolExecutor(WRITERS) as pool:
            running = [pool.submit(run, driver, writer) for writer in range(WRITERS)]
            assert enough.wait(30)
            server.kill()
            for one in running:
                one.result()
        server.restart()
        assert_kept(driver, acknowledged, unknown)


def _next(last: tuple[str, int]) -> str:
    writer, number = last[0].split("-")
    return f"{writer}-{int(number) + 1}"


def test_a_writer_killed_in_mid_write(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'store.db'}") as driver:
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            for record_id, revision in write(driver, 0):
                os.write(writer, f"{record_id} {revision}\n".encode())
        time.sleep(0.3)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            lines = [line.split() for line in pipe]
        acknowledged = {record_id: int(revision) for record_id, revision in lines}
        assert len(acknowledged) > 5
        last = (lines[-1][0], int(lines[-1][1]))
        assert_kept(driver, acknowledged, {last[0], _next(last)})
