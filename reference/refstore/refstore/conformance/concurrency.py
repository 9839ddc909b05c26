# SPDX-License-Identifier: Apache-2.0
"""The tests with many writers: threads of one driver, and processes of one store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from refstore.conformance.incrementing import COUNTER, increment
from refstore.conformance.opening import Opening
from refstore.conformance.requirements import checks
from refstore.conformance.values import record
from refstore.driver import Capability, StoreDriverV9
from refstore.errors import ConflictError

Result = TypeVar("Result")

THREADS = 16
PROCESSES = 4
INCREMENTS = 10
"""How often each writer raises the counter."""


class ConcurrencyTests:
    """What a driver has to keep when many write. Mixed into StoreDriverV9Tests' subclasses."""

    @checks("store.threads")
    def test_threads_lose_no_increment(self, driver: StoreDriverV9) -> None:
        driver.create(record("counter", attributes={COUNTER: 0}))
        _in_threads(lambda _: increment(driver, "counter", INCREMENTS))
        found = driver.get("counter")
        assert found.attributes[COUNTER] == THREADS * INCREMENTS
        assert found.revision == THREADS * INCREMENTS + 1

    @checks("store.threads.one_name")
    def test_one_thread_gets_the_name(self, driver: StoreDriverV9) -> None:
        def create(number: int) -> str:
            try:
                return driver.create(record(f"id{number:02}", name="wanted")).id
            except ConflictError as error:
                assert error.what == "name"
                return ""

        made = [record_id for record_id in _in_threads(create) if record_id]
        assert made == [driver.get_by_name("one", "wanted").id]

    @checks("store.processes")
    def test_processes_lose_no_increment(self, opening: Opening, driver: StoreDriverV9) -> None:
        demanded = {Capability.SHARED, Capability.COMPARE_AND_SET}
        if not demanded <= driver.CAPABILITIES:
            pytest.skip("the driver does not claim SHARED and COMPARE_AND_SET")
        driver.create(record("counter", attributes={COUNTER: 0}))
        command = [sys.executable, "-m", "refstore.conformance.incrementing"]
        arguments = [opening.to_json(), "counter", str(INCREMENTS)]
        writers = [
            subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, text=True)
            for _ in range(PROCESSES)
        ]
        errors = [writer.communicate(timeout=120)[1] for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * PROCESSES, errors
        assert driver.get("counter").attributes[COUNTER] == PROCESSES * INCREMENTS


def _in_threads(call: Callable[[int], Result]) -> list[Result]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(call, range(THREADS)))
