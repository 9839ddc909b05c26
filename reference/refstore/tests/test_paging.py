# SPDX-License-Identifier: Apache-2.0
"""Markers: only those that were given out for a list are taken."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.errors import InvalidMarkerError
from refstore.hints import Comparator, Filter
from refstore.paging import marker_at, position_of

positions = st.from_regex(r"[0-9A-Za-z_-]{1,64}", fullmatch=True)
scopes = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,8}", fullmatch=True)
values = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
filters = st.lists(
    st.builds(
        Filter,
        st.sampled_from(["id", "name", "attributes.a", "attributes.b"]),
        values,
        st.sampled_from([Comparator.EQUALS, Comparator.LESS]),
        st.booleans(),
    ),
    max_size=3,
)


@given(positions, scopes, filters)
def test_a_marker_is_text_for_urls_that_leads_back(position, scope, filters):
    marker = marker_at(position, scope, filters)
    assert set(marker) <= set("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert position_of(marker, scope, filters) == position
    assert position_of(marker, scope, filters[::-1]) == position


@given(positions, scopes, filters, scopes, filters)
def test_a_marker_of_another_list_is_refused(position, scope, filters, other, others):
    if (scope, sorted(map(repr, filters))) == (other, sorted(map(repr, others))):
        return
    marker = marker_at(position, scope, filters)
    with pytest.raises(InvalidMarkerError):
        position_of(marker, other, others)


@given(positions, st.data())
def test_a_changed_marker_is_refused(position, data):
    marker = marker_at(position, "one", ())
    at = data.draw(st.integers(0, len(marker) - 1))
    change = data.draw(st.sampled_from(["", "A", "_", "=", "\n", " ", "é", "\0"]))
    changed = marker[:at] + change + marker[at + 1 :]
    if changed != marker:
        with pytest.raises(InvalidMarkerError):
            position_of(changed, "one", ())


@given(st.text() | st.recursive(st.text() | st.integers(), st.lists).map(json.dumps))
def test_anything_else_is_refused(text):
    for marker in (text, base64.urlsafe_b64encode(text.encode(errors="replace")).decode()):
        with pytest.raises(InvalidMarkerError):
            position_of(marker, "one", ())


@pytest.mark.parametrize("marker", ["", "A" * 100_000, base64.b64encode(b"[" * 300).decode()])
def test_what_would_be_hard_to_read_is_refused(marker):
    with pytest.raises(InvalidMarkerError):
        position_of(marker, "one", ())


@given(positions, positions)
def test_a_position_put_into_another_marker_is_refused(position, other):
    marker = marker_at(position, "one", ())
    data = json.loads(base64.urlsafe_b64decode(marker + "=="))
    forged = json.dumps([data[0], other, data[2]], separators=(",", ":")).encode()
    forged_marker = base64.urlsafe_b64encode(forged).decode().rstrip("=")
    if other == position:
        assert forged_marker == marker
    else:
        with pytest.raises(InvalidMarkerError):
            position_of(forged_marker, "one", ())


@pytest.mark.parametrize(
    "other",
    [
        Filter("attributes.a", "1"),
        Filter("name", "2"),
        Filter("name", 1),
        Filter("name", "1", Comparator.CONTAINS),
        Filter("name", "1", ignore_case=True),
    ],
)
def test_each_part_of_a_filter_counts(other):
    marker = marker_at("id", "one", [Filter("name", "1")])
    with pytest.raises(InvalidMarkerError):
        position_of(marker, "one", [other])
