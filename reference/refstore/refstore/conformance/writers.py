# SPDX-License-Identifier: Apache-2.0
"""Threads that write without pause, while a test makes an engine fail."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from refstore.conformance.history import History
from refstore.driver import StoreDriverV9
from refstore.records import Changes, Record

SCOPE = "faults"


@contextmanager
def writers(driver: StoreDriverV9, history: History, threads: int = 4) -> Iterator[None]:
    """Write records all the while, once in a store. Raises what a writer did not expect."""
    stop = threading.Event()
    numbers = itertools.count()

    def write() -> None:
        while not stop.is_set():
            live(driver, history, next(numbers))

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(write) for _ in range(threads)]
        try:
            yield
        finally:
            stop.set()
    for each in running:
        each.result()


def live(driver: StoreDriverV9, history: History, number: int) -> None:
    """Create a record, rename it, and delete every third; stop where an outcome is not known."""
    born = Record(f"r{number:06}", f"first name of {number}", SCOPE, {"number": number})
    with history.writing(born.id, born):
        driver.create(born)
    if history.states(born.id) != (born,):
        return
    changes = Changes(name=f"second name of {number}", attributes={"number": -number})
    with history.writing(born.id, born.changed(changes)):
        driver.update(born.id, changes, born.revision)
    if number % 3 == 0 and history.is_sure(born.id):
        with history.writing(born.id, None):
            driver.delete(born.id)
