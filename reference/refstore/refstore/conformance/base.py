# SPDX-License-Identifier: Apache-2.0
"""What all tests of a driver share: an opened, empty store, and ways to ask it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from refstore.conformance.opening import Opening
from refstore.conformance.values import record
from refstore.driver import Capability, StoreDriverV9
from refstore.hints import Hints, Page
from refstore.records import Record

_PATIENCE = 10.0
"""How many seconds a list may lag behind writes if the driver says that it may."""


class DriverTests:
    """Tests of a driver. A subclass has the fixture ``opening``: an empty store."""

    @pytest.fixture
    def opening(self) -> Opening:
        """Return how to open an empty store; every subclass has its own."""
        raise NotImplementedError

    @pytest.fixture
    def driver(self, opening: Opening) -> Iterator[StoreDriverV9]:
        """Give an opened driver, closed afterwards."""
        driver = opening.open()
        yield driver
        driver.close()

    def fill(self, driver: StoreDriverV9, count: int) -> None:
        """Create so many records in the scope ``one``, and wait until a list has them."""
        for record_id in made_ids(count):
            driver.create(record(record_id))
        self.eventually(driver, lambda: len(ids_of(driver, "one")) == count)

    def lists(self, driver: StoreDriverV9, scope: str, ids: list[str]) -> None:
        """Demand that a list has these ids, as soon as the driver says that it has."""
        self.eventually(driver, lambda: ids_of(driver, scope) == ids)

    @staticmethod
    def eventually(driver: StoreDriverV9, holds: Callable[[], bool]) -> None:
        """Demand that something holds: at once, if the driver claims consistent lists."""
        end = time.monotonic() + _PATIENCE
        if Capability.CONSISTENT_LISTS not in driver.CAPABILITIES:
            while not holds() and time.monotonic() < end:
                time.sleep(0.05)
        assert holds()


def made_ids(count: int) -> list[str]:
    """Return the ids that :meth:`DriverTests.fill` makes."""
    return [f"id{number:02}" for number in range(count)]


def whole_page(driver: StoreDriverV9, hints: Hints, scope: str = "one") -> Page:
    """Return what a manager would make of the driver's pages."""
    found: list[Record] = []
    after, truncated = hints.after, True
    while truncated and (hints.limit is None or len(found) < hints.limit):
        page = driver.list_records(scope, Hints(hints.filters, hints.limit, after))
        found += [r for r in page.items if all(f.matches(r) for f in page.unsatisfied)]
        after, truncated = page.next_marker, page.truncated
    kept = tuple(found if hints.limit is None else found[: hints.limit])
    return Page(kept, after, truncated or len(kept) < len(found), page.unsatisfied)


def ids_of(driver: StoreDriverV9, scope: str, hints: Hints | None = None) -> list[str]:
    """Return the ids that a manager would find."""
    return [item.id for item in whole_page(driver, hints or Hints(), scope).items]
