# SPDX-License-Identifier: Apache-2.0
"""Records, names, values and filters that the tests use."""

from __future__ import annotations

from collections.abc import Mapping

from refstore.hints import Comparator, Filter
from refstore.records import Record, Value

VALUES: dict[str, Value] = {
    "bool": True,
    "empty": "",
    "float": 0.1,
    "integer": -(2**53),
    "key with \u00e4 and ' \" $ . %": "x",
    "none": None,
    "size": 3,
    "text": "line\nline \u00e4 \u20ac \U0001f600",
    "zero": 0.0,
}

NAMES = (
    "a'b\"c",
    "50% of _all",
    "back\\slash",
    "a/b",
    "../up",
    "line\nline",
    " space ",
    "#hash:colon;$",
    "\u00e4\u20ac",
    "\U0001f600" * 255,
    "e\u0323\u0301 with combining marks",
    "\u05e9\u05dc\u05d5\u05dd",
    "null",
    "[]*?",
)

_C = Comparator

FILTERS = (
    Filter("name", "apple"),
    Filter("name", "APPLE", ignore_case=True),
    Filter("name", "\u00e4PFEL", ignore_case=True),
    Filter("name", "app", _C.STARTS_WITH),
    Filter("name", "app%", _C.STARTS_WITH),
    Filter("name", "le", _C.ENDS_WITH),
    Filter("name", "_", _C.CONTAINS),
    Filter("name", "APP", _C.CONTAINS),
    Filter("name", "APP", _C.CONTAINS, ignore_case=True),
    Filter("name", "", _C.CONTAINS),
    Filter("name", "a", _C.LESS),
    Filter("name", "apple", _C.GREATER_OR_EQUAL),
    Filter("name", 3),
    Filter("id", "id02"),
    Filter("id", "id02", _C.GREATER),
    Filter("id", "id03", _C.LESS_OR_EQUAL),
    Filter("id", "id0", _C.STARTS_WITH),
    Filter("id", "ID0", _C.STARTS_WITH, ignore_case=True),
    Filter("scope", "one"),
    Filter("scope", "two"),
    Filter("revision", 1),
    Filter("revision", "1"),
    Filter("revision", True),
    Filter("revision", 1.0),
    Filter("revision", 1, _C.GREATER),
    Filter("revision", 0.5, _C.GREATER),
    Filter("attributes.size", 3),
    Filter("attributes.size", 3.0),
    Filter("attributes.size", "3"),
    Filter("attributes.size", 4, _C.LESS),
    Filter("attributes.bool", True),
    Filter("attributes.bool", 1),
    Filter("attributes.none", None),
    Filter("attributes.text", "\u20ac", _C.CONTAINS),
    Filter("attributes.missing", None),
    Filter("attributes.key with \u00e4 and ' \" $ . %", "x"),
)


def record(
    record_id: str,
    name: str | None = None,
    scope: str = "one",
    attributes: Mapping[str, Value] | None = None,
) -> Record:
    """Return a new record, with a name made of its id unless one is given."""
    return Record(
        record_id, f"name of {record_id}" if name is None else name, scope, attributes or {}
    )
