# SPDX-License-Identifier: Apache-2.0
"""The tests of the driver interface: one class of tests, many drivers."""

from __future__ import annotations

import pytest

from refstore.conformance.lists import ListTests
from refstore.conformance.opening import Opening
from refstore.conformance.random_calls import RandomCallTests
from refstore.conformance.requirements import checks
from refstore.conformance.single_records import SingleRecordTests
from refstore.conformance.values import VALUES, record
from refstore.driver import Capability, StoreDriverV9
from refstore.errors import NotFoundError, NotSupportedError


class StoreDriverV9Tests(SingleRecordTests, ListTests, RandomCallTests):
    """What every driver has to do. A subclass has the fixture ``opening``: an empty store."""

    @checks("store.scopes.listed")
    def test_scopes_are_listed_or_it_refuses(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", scope="two"))
        driver.create(record("b", scope="one"))
        driver.create(record("c", scope="two"))
        try:
            assert driver.list_scopes() == ("one", "two")
        except NotSupportedError as refusal:
            assert str(refusal) == "this driver cannot list scopes"

    @checks("store.purge.scope")
    def test_purging_empties_one_scope(self, driver: StoreDriverV9) -> None:
        self.fill(driver, 5)
        driver.create(record("other", scope="two"))
        assert driver.purge("one") == 5
        assert driver.purge("one") == 0
        assert driver.get("other").scope == "two"
        with pytest.raises(NotFoundError):
            driver.get_by_name("one", "name of id00")

    @checks("store.engine.healthy")
    def test_a_healthy_engine_has_nothing_wrong(self, driver: StoreDriverV9) -> None:
        assert driver.check_engine() == ()

    @checks("store.persistent")
    def test_records_outlive_the_driver(self, opening: Opening) -> None:
        first = opening.open()
        try:
            first.create(record("a", attributes=VALUES))
            lasting = Capability.PERSISTENT in first.CAPABILITIES
        finally:
            first.close()
        if not lasting:
            return
        second = opening.open()
        try:
            assert second.get("a") == record("a", attributes=VALUES)
            assert second.get_by_name("one", "name of a").id == "a"
        finally:
            second.close()
