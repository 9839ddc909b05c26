# SPDX-License-Identifier: Apache-2.0
"""The tests of lists: order, limits, pages, filters."""

from __future__ import annotations

import pytest

from refstore.conformance.base import DriverTests, ids_of, made_ids, whole_page
from refstore.conformance.requirements import checks
from refstore.conformance.values import FILTERS, VALUES, record
from refstore.driver import StoreDriverV9
from refstore.hints import Filter, Hints


class ListTests(DriverTests):
    """What a driver does with many records."""

    @checks("store.list.order")
    def test_lists_are_in_order_of_ids(self, driver: StoreDriverV9) -> None:
        ids = ["a", "B", "b-", "b", "b_", "1", "10", "2", "Z", "z" * 64, "_", "-"]
        for record_id in ids:
            driver.create(record(record_id))
        self.lists(driver, "one", sorted(ids))

    @checks("store.list.limit", "store.list.truncation", "store.list.exact_limit")
    @pytest.mark.parametrize("limit", [1, 2, 4, 5, 6, 100])
    def test_a_limit_bounds_the_page(self, driver: StoreDriverV9, limit: int) -> None:
        self.fill(driver, 5)
        page = driver.list_records("one", Hints(limit=limit))
        assert len(page.items) <= limit
        assert page.truncated == (page.next_marker is not None)
        assert [r.id for r in whole_page(driver, Hints(limit=limit)).items] == made_ids(
            min(limit, 5)
        )
        assert whole_page(driver, Hints(limit=limit)).truncated == (limit < 5)

    @checks("store.list.walk", "store.list.truncation")
    @pytest.mark.parametrize("limit", [1, 3, 7])
    def test_walking_finds_each_record_once(self, driver: StoreDriverV9, limit: int) -> None:
        self.fill(driver, 14)
        found, after = [], None
        for _ in range(1000):
            page = driver.list_records("one", Hints(limit=limit, after=after))
            found += [item.id for item in page.items]
            if not page.truncated:
                break
            assert after is None or (page.next_marker or "") > after
            after = page.next_marker
        assert found == made_ids(14)

    @checks("store.list.after")
    def test_a_list_goes_on_behind_an_id_that_is_gone(self, driver: StoreDriverV9) -> None:
        self.fill(driver, 4)
        driver.delete("id01")
        self.eventually(driver, lambda: len(ids_of(driver, "one")) == 3)
        assert ids_of(driver, "one", Hints(after="id01")) == ["id02", "id03"]
        assert ids_of(driver, "one", Hints(after="id015")) == ["id02", "id03"]
        assert ids_of(driver, "one", Hints(after="id03")) == []
        assert ids_of(driver, "one", Hints(after="0")) == ["id00", "id02", "id03"]

    @checks("store.list.filters", "store.list.filters_and_limit")
    @pytest.mark.parametrize("condition", FILTERS, ids=ascii)
    def test_a_filter_is_satisfied_or_left(self, driver: StoreDriverV9, condition: Filter) -> None:
        records = [
            record(f"id{number:02}", name=name, attributes=VALUES if number % 2 else {"size": 7})
            for number, name in enumerate(["apple", "Apple", "app%le", "le_app", "\u00c4pfel"])
        ]
        for each in records:
            driver.create(each)
        self.eventually(driver, lambda: len(ids_of(driver, "one")) == len(records))
        wanted = [each.id for each in records if condition.matches(each)]
        assert ids_of(driver, "one", Hints((condition,))) == wanted
        for limit in (1, 2):
            page = whole_page(driver, Hints((condition,), limit))
            assert [item.id for item in page.items] == wanted[:limit]
            assert set(page.unsatisfied) <= {condition}

    @checks("store.consistent_lists")
    def test_lists_have_what_was_written(self, driver: StoreDriverV9) -> None:
        for number in range(5):
            driver.create(record(f"id{number:02}"))
            self.lists(driver, "one", made_ids(number + 1))
