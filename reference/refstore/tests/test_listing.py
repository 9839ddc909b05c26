# SPDX-License-Identifier: Apache-2.0
"""Exact pages out of drivers of all kinds, against a plain list comprehension."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore import listing
from refstore.errors import RefstoreError
from refstore.hints import Comparator, Filter, Hints, Page
from refstore.records import Record


@dataclass
class Engine:
    """Looks at so many records a call, in turn, and applies the filters at some positions.

    One that is ``unsure`` says that more may follow when it has looked at the last record.
    """

    records: Sequence[Record]
    looks: Sequence[int] = (1_000_000,)
    satisfied: frozenset[int] = frozenset(range(9))
    unsure: bool = False
    asked: list[Hints] = field(default_factory=list)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return what was found among the records that were looked at."""
        look = self.looks[len(self.asked) % len(self.looks)]
        self.asked.append(hints)
        assert hints.limit is not None
        assert hints.limit <= listing.CHUNK
        own = [one for at, one in enumerate(hints.filters) if at in self.satisfied]
        items: list[Record] = []
        following = [r for r in self.records if hints.after is None or r.id > hints.after]
        seen = hints.after
        for record in following[:look]:
            if len(items) == hints.limit:
                break
            seen = record.id
            items += [record] if all(one.matches(record) for one in own) else []
        more = bool(following) and (seen != following[-1].id or self.unsure)
        left = tuple(one for one in hints.filters if one not in own)
        return Page(tuple(items), seen if more else None, more, left)


def stored(count: int, matching: frozenset[int] = frozenset()) -> list[Record]:
    return [
        Record(f"id{at:03}", "match" if at in matching else "other", "one") for at in range(count)
    ]


MATCHING = Filter("name", "match")
FILTERS = (
    MATCHING,
    Filter("id", "1", Comparator.CONTAINS),
    Filter("revision", 2, Comparator.LESS),
)

engines = st.builds(
    Engine,
    st.builds(stored, st.integers(0, 40), st.frozensets(st.integers(0, 40))),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.frozensets(st.integers(0, 2)),
    st.booleans(),
)
filters = st.lists(st.sampled_from(FILTERS), max_size=3, unique=True).map(tuple)


@given(engines, filters, st.none() | st.integers(1, 12))
def test_pages_are_exact_and_make_the_whole_list(engine, filters, limit):
    expected = [r for r in engine.records if all(one.matches(r) for one in filters)]
    found, after, more = [], None, True
    while more:
        page = listing.full_page(engine, "one", Hints(filters, limit, after))
        found += page.items
        more, after = page.truncated, page.next_marker
        assert more == (len(found) < len(expected))
        assert (after is not None) == more
        assert len(page.items) == limit or not more
        assert not page.unsatisfied
    assert found == expected


@given(st.integers(0, 30), st.integers(1, 30))
def test_without_filters_no_more_than_one_record_beyond_the_limit_is_loaded(count, limit):
    engine = Engine(stored(count))
    page = listing.full_page(engine, "one", Hints(limit=limit))
    assert [hints.limit for hints in engine.asked] == [limit + 1]
    assert page.truncated == (count > limit)


def test_the_limit_that_is_the_exact_count_truncates_nothing():
    engine = Engine(stored(5), unsure=True)
    page = listing.full_page(engine, "one", Hints(limit=5))
    assert (len(page.items), page.truncated, page.next_marker) == (5, False, None)


def test_few_matches_are_found_in_growing_steps_that_stay_small():
    many = stored(30_000, frozenset({29_998, 29_999}))
    records = sorted(many, key=lambda record: record.id)
    engine = Engine(records, satisfied=frozenset())
    page = listing.full_page(engine, "one", Hints((MATCHING,), limit=1))
    assert page.truncated
    assert len(page.items) == 1
    sizes = [hints.limit for hints in engine.asked]
    assert sizes[:4] == [2, 4, 8, 16]
    assert max(sizes) == listing.CHUNK
    assert len(sizes) < 45


def test_the_next_page_does_not_look_again_at_what_does_not_match():
    records = stored(900, frozenset({0, 899}))
    engine = Engine(records, satisfied=frozenset())
    first = listing.full_page(engine, "one", Hints((MATCHING,), limit=1))
    assert [record.id for record in first.items] == ["id000"]
    assert first.next_marker > "id400"
    engine.asked.clear()
    last = listing.full_page(engine, "one", Hints((MATCHING,), 1, first.next_marker))
    assert ([record.id for record in last.items], last.truncated) == (["id899"], False)


@pytest.mark.parametrize("marker", [None, "id000"])
def test_a_driver_that_does_not_get_on_is_no_endless_loop(marker):
    class Stuck:
        def list_records(self, scope, hints):
            return Page((), marker, truncated=True)

    with pytest.raises(RefstoreError, match="does not get beyond 'id000'"):
        listing.full_page(Stuck(), "one", Hints(after="id000"))


def test_the_limit_of_one_call_is_never_above_the_chunk():
    engine = Engine([Record(f"id{at:05}", "n", "one") for at in range(2500)])
    page = listing.full_page(engine, "one", Hints(limit=2400))
    assert (len(page.items), page.truncated) == (2400, True)
    assert list(itertools.islice((hints.limit for hints in engine.asked), 3)) == [1000, 1000, 401]
