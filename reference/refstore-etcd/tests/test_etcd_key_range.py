# SPDX-License-Identifier: Apache-2.0
"""A range of keys has exactly the ids that the filters let through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from refstore.hints import TEXT_COMPARATORS, Comparator, Filter, Hints
from refstore.records import Record
from refstore_etcd.key_range import IdRange, ids_of

IDS = st.text("09AZ_az-", min_size=1, max_size=3)
TEXTS = IDS | st.text(max_size=3) | st.just("\ud800")
FILTERS = st.builds(
    Filter,
    st.sampled_from(["id", "name"]),
    TEXTS,
    st.sampled_from(Comparator),
    st.booleans(),
)


def has(ids: IdRange, record_id: str) -> bool:
    key = record_id.encode()
    return ids.low <= key and (ids.high is None or key < ids.high)


@given(st.lists(FILTERS, max_size=3), st.none() | IDS, IDS)
def test_the_range_is_exact(filters: list[Filter], after: str | None, record_id: str) -> None:
    ids, unsatisfied = ids_of(Hints(tuple(filters), after=after))
    record = Record(record_id, "", "s")
    satisfied = [each for each in filters if each not in unsatisfied]
    wanted = (after is None or record_id > after) and all(f.matches(record) for f in satisfied)
    assert has(ids, record_id) == wanted
    assert not (ids.empty and wanted)


def test_what_is_left_to_the_manager() -> None:
    left = (
        Filter("name", "a"),
        Filter("id", "a", ignore_case=True),
        Filter("id", 3),
        *(Filter("id", "a", each) for each in TEXT_COMPARATORS - {Comparator.STARTS_WITH}),
    )
    satisfied = Filter("id", "a", Comparator.STARTS_WITH)
    assert ids_of(Hints((satisfied, *left))) == (IdRange(b"a", b"b"), left)
