# SPDX-License-Identifier: Apache-2.0
"""The manager: what it validates, how it limits, and its pages."""

from __future__ import annotations

import pytest
from refstore.errors import (
    ConflictError,
    InvalidFilterError,
    InvalidLimitError,
    InvalidMarkerError,
    InvalidRecordError,
    NotFoundError,
)
from refstore.hints import Comparator, Filter
from refstore.records import Changes


def ids(page):
    return [record.id for record in page.items]


def test_a_record_lives_from_create_to_delete(store):
    made = store.create("lab", "web", {"size": 3})
    assert (made.revision, made.scope, made.name, made.attributes) == (1, "lab", "web", {"size": 3})
    assert store.get(made.id) == store.get_by_name("lab", "web") == made
    changed = store.update(made.id, Changes(name="www"), revision=1)
    assert (changed.revision, changed.name, changed.attributes) == (2, "www", {"size": 3})
    assert store.list_records("lab").items == (changed,)
    assert store.list_scopes() == ("lab",)
    store.delete(made.id)
    with pytest.raises(NotFoundError):
        store.get(made.id)


def test_an_id_can_be_given_or_is_random(store):
    assert store.create("lab", "a", record_id="mine").id == "mine"
    assert store.create("lab", "b").id != store.create("lab", "c").id


def test_names_and_text_are_in_nfc_everywhere(store):
    made = store.create("lab", "Cafe\u0301", {"o\u0308": "u\u0308"})
    assert (made.name, dict(made.attributes)) == ("Caf\u00e9", {"\u00f6": "\u00fc"})
    assert store.get_by_name("lab", "Cafe\u0301") == made
    assert store.update(made.id, Changes(name="e\u0301")).name == "\u00e9"
    with pytest.raises(ConflictError):
        store.create("lab", "\u00e9")
    for wanted in (Filter("name", "e\u0301"), Filter("attributes.o\u0308", "u\u0308")):
        assert ids(store.list_records("lab", [wanted])) == [made.id]


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.create("lab", "nul\0"),
        lambda store: store.create("lab", ""),
        lambda store: store.create("../lab", "a"),
        lambda store: store.create("lab", "a", record_id="a/b"),
        lambda store: store.create("lab", "a", {"a": [1]}),
        lambda store: store.get("a b"),
        lambda store: store.get("x" * 65),
        lambda store: store.get_by_name("lab", "\ud800"),
        lambda store: store.update("", Changes(name="a")),
        lambda store: store.update("a", Changes(attributes={"a": float("nan")})),
        lambda store: store.delete("a\0"),
        lambda store: store.list_records("a/b"),
        lambda store: store.purge(""),
    ],
)
def test_what_is_not_valid_reaches_no_driver(store, drivers, call):
    with pytest.raises(InvalidRecordError):
        call(store)
    assert not [driver for driver in drivers if driver.records or driver.calls]


def test_limits_and_markers_are_examined(store):
    for limit in (0, -1, True, 1.5):
        with pytest.raises(InvalidLimitError):
            store.list_records("lab", limit=limit)
    with pytest.raises(InvalidMarkerError):
        store.list_records("lab", marker="")
    with pytest.raises(InvalidFilterError):
        store.list_records("lab", [Filter("name", 3, Comparator.CONTAINS)])


@pytest.mark.parametrize(
    ("caller", "own", "everywhere", "expected"),
    [
        (None, 0, 0, 9),
        (None, 0, 4, 4),
        (None, 3, 4, 3),
        (None, 3, 0, 3),
        (2, 3, 4, 2),
        (7, 3, 4, 3),
        (7, 6, 4, 4),
        (9, 0, 0, 9),
        (20, 0, 0, 9),
    ],
)
def test_the_smallest_limit_counts(opened, dict_name, caller, own, everywhere, expected):
    store = opened(f"list_limit = {everywhere}\n[{dict_name}]\nlist_limit = {own}\n")
    for at in range(9):
        store.create("lab", f"n{at}", record_id=f"id{at}")
    page = store.list_records("lab", limit=caller)
    assert ids(page) == [f"id{at}" for at in range(expected)]
    assert page.truncated == (expected < 9)
    assert (page.next_marker is not None) == page.truncated


def test_pages_go_on_after_their_marker_even_if_its_record_is_gone(opened):
    for store in (opened(), opened(lab="")):
        for at in range(7):
            store.create("lab", f"n{at}")
        found, marker = [], None
        while True:
            page = store.list_records("lab", limit=2, marker=marker)
            found += page.items
            for record in page.items:
                store.delete(record.id)
            if not page.truncated:
                break
            marker = page.next_marker
        assert sorted(record.name for record in found) == [f"n{at}" for at in range(7)]


def test_a_marker_is_for_its_own_list(store):
    for at in range(3):
        store.create("lab", f"n{at}")
    marker = store.list_records("lab", limit=1).next_marker
    for scope, filters in (("other", ()), ("lab", (Filter("name", "n1"),))):
        with pytest.raises(InvalidMarkerError):
            store.list_records(scope, filters, marker=marker)


def test_purge_empties_a_scope_and_the_cache(opened):
    store = opened("[cache]\nenabled = true\n")
    made = [store.create("lab", f"n{at}") for at in range(5)]
    other = store.create("other", "n")
    assert [store.get(record.id) for record in made] == made
    assert store.purge("lab") == 5
    assert store.list_scopes() == ("other",)
    for record in made:
        with pytest.raises(NotFoundError):
            store.get(record.id)
    assert store.get(other.id) == other
