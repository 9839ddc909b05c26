# SPDX-License-Identifier: Apache-2.0
"""Reading files of records that anybody may have written."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.actions import lines
from refstore.actions.errors import MOST, BadRecordsError
from refstore.actions.lines import records_in
from refstore.records import Record, encoded

GOOD = encoded(Record("id0", "good", "default")).encode()


def faults(*texts: bytes) -> tuple[str, ...]:
    with pytest.raises(BadRecordsError) as caught:
        list(records_in(io.BytesIO(b"\n".join(texts) + b"\n")))
    return caught.value.faults


def with_(**parts: object) -> bytes:
    return json.dumps({"id": "id1", "name": "n", "scope": "s", **parts}).encode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff", "is not in UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"id": ' + b"1" * 5000 + b"}", "is not JSON"),
        (b"[]", "is not an object"),
        (b'{"id": "a", "id": "b"}', "a key is there twice"),
        (b'{"id": "a", "name": "n"}', "'scope' is missing"),
        (with_(colour="red"), "'colour' is unknown"),
        (with_(id=3), "id: 3 is not text"),
        (with_(id="../x"), "id: '../x' is not"),
        (with_(name=""), "name: has 0 characters"),
        (with_(name="a\0"), "name: contains a NUL"),
        (with_(name="\ud800"), "name: contains half of a surrogate"),
        (with_(scope="a b"), "scope: 'a b'"),
        (with_(attributes=[]), "attributes: [] is not an object"),
        (with_(attributes={"a": {}}), "attributes.a: {}"),
        (with_(attributes={"a": float("nan")}), "attributes.a: nan"),
        (with_(attributes={"a": 2**60}), "attributes.a: 1152921504606846976"),
        (with_(revision="1"), "revision: '1' is not a whole number"),
        (with_(revision=True), "revision: True is not a whole number"),
        (with_(id="id0"), "another record has the id 'id0'"),
        (with_(name="good", scope="default"), "another record has the name 'good'"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line, told):
    found = faults(GOOD, line, b"{")
    assert found[0].startswith("line 2: ")
    assert told in found[0]
    assert found[1].startswith("line 3: ")


def test_a_line_may_have_only_so_many_bytes(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 100)
    found = faults(GOOD, with_(name="n" * 250), b"{")
    assert found[0] == "line 2: record: takes more than 100 bytes"
    assert found[1].startswith("line 3: ")


def test_records_end_at_the_first_bad_line():
    found = []
    with pytest.raises(BadRecordsError):
        found.extend(records_in(io.BytesIO(GOOD + b"\n{\n" + with_())))
    assert len(found) <= 1


def test_not_more_faults_are_told_than_anybody_reads():
    found = faults(*[b"{"] * (MOST + 5))
    assert (len(found), found[-1]) == (MOST + 1, "… and more")


def test_the_last_line_need_not_end_and_parts_may_be_left_out():
    text = b'{"name": "e\xcc\x81", "id": "a", "scope": "s"}'
    assert list(records_in(io.BytesIO(text))) == [Record("a", "\u00e9", "s")]


@given(st.binary(max_size=300))
def test_any_bytes_are_records_or_a_typed_error(data):
    try:
        list(records_in(io.BytesIO(data)))
    except BadRecordsError as error:
        assert error.faults
