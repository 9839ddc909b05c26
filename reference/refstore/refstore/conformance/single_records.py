# SPDX-License-Identifier: Apache-2.0
"""The tests of one record: creating, getting, updating, deleting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refstore.conformance.base import DriverTests, ids_of
from refstore.conformance.requirements import checks
from refstore.conformance.values import NAMES, VALUES, record
from refstore.driver import StoreDriverV9
from refstore.errors import ConflictError, NotFoundError, RevisionMismatchError
from refstore.records import Changes, Record


class SingleRecordTests(DriverTests):
    """What a driver does with one record."""

    @checks("store.create.revision", "store.get.whole")
    def test_a_new_record_comes_back(self, driver: StoreDriverV9) -> None:
        new = record("a", attributes=VALUES)
        assert driver.create(new) == new
        assert driver.get("a") == new
        assert driver.get_by_name("one", "name of a") == new

    @checks("store.create.revision")
    def test_a_new_record_is_revision_1_whatever_it_came_with(self, driver: StoreDriverV9) -> None:
        assert driver.create(replace(record("a"), revision=7)) == record("a")
        assert driver.get("a") == record("a")

    @checks("store.get.whole")
    def test_values_keep_their_types(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", attributes=VALUES))
        found = driver.get("a").attributes
        assert {key: type(value) for key, value in found.items()} == {
            key: type(value) for key, value in VALUES.items()
        }

    @checks("store.create.id_taken", "store.create.atomic")
    def test_an_id_is_taken_once(self, driver: StoreDriverV9) -> None:
        driver.create(record("a"))
        with pytest.raises(ConflictError) as caught:
            driver.create(record("a", name="other"))
        assert (caught.value.what, caught.value.key) == ("id", "a")
        assert driver.get("a") == record("a")
        with pytest.raises(NotFoundError):
            driver.get_by_name("one", "other")

    @checks("store.create.name_taken", "store.create.atomic")
    def test_a_name_is_taken_once_in_a_scope(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", name="same"))
        with pytest.raises(ConflictError) as caught:
            driver.create(record("b", name="same"))
        assert (caught.value.what, caught.value.key) == ("name", "same")
        with pytest.raises(NotFoundError):
            driver.get("b")
        self.lists(driver, "one", ["a"])

    @checks("store.create.scopes_apart", "store.list.scope")
    def test_scopes_are_apart(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", name="same", scope="one"))
        driver.create(record("b", name="same", scope="two"))
        assert driver.get_by_name("one", "same").id == "a"
        assert driver.get_by_name("two", "same").id == "b"
        self.lists(driver, "one", ["a"])
        self.lists(driver, "two", ["b"])
        assert ids_of(driver, "three") == []

    @checks("store.get.unknown")
    def test_what_is_not_there_is_not_found(self, driver: StoreDriverV9) -> None:
        driver.create(record("a"))
        with pytest.raises(NotFoundError) as caught:
            driver.get("b")
        assert (caught.value.what, caught.value.key) == ("id", "b")
        with pytest.raises(NotFoundError) as caught:
            driver.get_by_name("two", "name of a")
        assert (caught.value.what, caught.value.key) == ("name", "name of a")

    @checks("store.names.exact")
    @pytest.mark.parametrize("name", NAMES, ids=ascii)
    def test_a_name_is_kept_exactly(self, driver: StoreDriverV9, name: str) -> None:
        driver.create(record("a", name=name))
        assert driver.get("a").name == name
        assert driver.get_by_name("one", name).id == "a"

    @checks("store.names.exact")
    def test_names_that_look_alike_are_told_apart(self, driver: StoreDriverV9) -> None:
        names = [
            "name",
            "Name",
            "NAME",
            "name ",
            "n\u00e4me",
            "n\u0430me",
            "stra\u00dfe",
            "strasse",
        ]
        for number, name in enumerate(names):
            driver.create(record(f"id{number}", name=name))
        assert [driver.get_by_name("one", name).name for name in names] == names

    @checks("store.size.plain")
    def test_a_record_of_64_kib_is_kept(self, driver: StoreDriverV9) -> None:
        large = record("a", attributes={"text": "\u00e4" * 32768})
        driver.create(large)
        assert driver.get("a") == large

    @checks("store.update.parts", "store.update.revision")
    def test_an_update_changes_what_it_names(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", attributes={"size": 1, "kind": "x"}))
        new = driver.update("a", Changes(attributes={"size": 2}))
        assert new == Record("a", "name of a", "one", {"size": 2}, 2)
        new = driver.update("a", Changes(name="new"))
        assert new == driver.get("a") == Record("a", "new", "one", {"size": 2}, 3)
        assert driver.update("a", Changes(), 3).revision == 4

    @checks("store.update.compare_and_set")
    @pytest.mark.parametrize("stale", [1, 3, 99])
    def test_an_update_of_another_revision_is_refused(
        self, driver: StoreDriverV9, stale: int
    ) -> None:
        driver.create(record("a"))
        kept = driver.update("a", Changes(attributes={"size": 1}), 1)
        with pytest.raises(RevisionMismatchError) as caught:
            driver.update("a", Changes(name="new", attributes={}), stale)
        assert (caught.value.record_id, caught.value.expected) == ("a", stale)
        assert driver.get("a") == kept
        with pytest.raises(NotFoundError):
            driver.get_by_name("one", "new")

    @checks("store.update.name_taken")
    def test_renaming_to_a_taken_name_is_refused(self, driver: StoreDriverV9) -> None:
        driver.create(record("a"))
        driver.create(record("b"))
        with pytest.raises(ConflictError) as caught:
            driver.update("a", Changes(name="name of b", attributes={"size": 1}))
        assert (caught.value.what, caught.value.key) == ("name", "name of b")
        assert driver.get("a") == driver.get_by_name("one", "name of a") == record("a")
        assert driver.get_by_name("one", "name of b").id == "b"

    @checks("store.update.rename")
    def test_a_rename_frees_the_old_name(self, driver: StoreDriverV9) -> None:
        driver.create(record("a", name="old"))
        driver.update("a", Changes(name="new"))
        assert driver.get_by_name("one", "new").id == "a"
        with pytest.raises(NotFoundError):
            driver.get_by_name("one", "old")
        driver.create(record("b", name="old"))
        assert driver.update("a", Changes(name="new")).name == "new"

    @checks("store.update.unknown")
    def test_an_unknown_record_is_not_updated(self, driver: StoreDriverV9) -> None:
        for revision in (None, 1):
            with pytest.raises(NotFoundError):
                driver.update("a", Changes(name="new"), revision)
        with pytest.raises(NotFoundError):
            driver.get("a")

    @checks("store.delete.gone")
    def test_what_is_deleted_is_gone(self, driver: StoreDriverV9) -> None:
        driver.create(record("a"))
        driver.create(record("b"))
        driver.delete("a")
        with pytest.raises(NotFoundError):
            driver.get("a")
        with pytest.raises(NotFoundError):
            driver.get_by_name("one", "name of a")
        self.lists(driver, "one", ["b"])
        assert driver.create(record("a")).revision == 1

    @checks("store.delete.compare_and_set")
    def test_a_deletion_of_another_revision_is_refused(self, driver: StoreDriverV9) -> None:
        driver.create(record("a"))
        kept = driver.update("a", Changes(attributes={"size": 1}))
        with pytest.raises(RevisionMismatchError):
            driver.delete("a", 1)
        assert driver.get("a") == driver.get_by_name("one", "name of a") == kept
        driver.delete("a", 2)
        with pytest.raises(NotFoundError):
            driver.get("a")

    @checks("store.delete.unknown")
    def test_an_unknown_record_is_not_deleted(self, driver: StoreDriverV9) -> None:
        for revision in (None, 1):
            with pytest.raises(NotFoundError):
                driver.delete("a", revision)
