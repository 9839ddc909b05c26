# SPDX-License-Identifier: Apache-2.0
"""Transactions of etcd as its JSON gateway takes them, and what they answer.

The gateway writes keys and values in base64 and 64-bit numbers as text.
Its fields: https://etcd.io/docs/v3.4/dev-guide/api_reference_v3/.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OPERATIONS = 128
"""How many comparisons or operations a transaction may have, unless a member is told otherwise."""

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value, with the cluster's revisions that created and modified it last.

    ``version`` counts the writes of the key since it was created.
    """

    key: bytes
    value: bytes
    created: int
    modified: int
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether all comparisons held, and the entries that were fetched, by their keys."""

    succeeded: bool
    entries: Mapping[bytes, Entry]


def transaction(
    compare: Sequence[Part], success: Sequence[Part], failure: Sequence[Part] = ()
) -> Part:
    """Return a transaction: all of ``success`` where all comparisons hold, else ``failure``."""
    return {"compare": list(compare), "success": list(success), "failure": list(failure)}


def absent(key: bytes) -> Part:
    """Compare: nobody has the key."""
    return _compare(key, "CREATE", "create_revision", 0)


def unmodified(entry: Entry) -> Part:
    """Compare: nobody has written the key since the entry was read, nor ever will have."""
    return _compare(entry.key, "MOD", "mod_revision", entry.modified)


def put(key: bytes, value: bytes, lease: int = 0) -> Part:
    """Write a key; with a lease, it goes when that ends."""
    return {"request_put": {"key": _text(key), "value": _text(value), "lease": str(lease)}}


def delete(key: bytes) -> Part:
    """Delete a key."""
    return {"request_delete_range": {"key": _text(key)}}


def fetch(key: bytes) -> Part:
    """Read a key."""
    return {"request_range": {"key": _text(key)}}


def answer(response: Mapping[str, Any]) -> Answer:
    """Read the gateway's answer to a transaction. It leaves out what is false, zero or empty."""
    found = [
        entry(b64decode(each["key"]), b64decode(each.get("value", "")), each)
        for part in response.get("responses", ())
        for each in part.get("response_range", {}).get("kvs", ())
    ]
    return Answer(response.get("succeeded", False), {each.key: each for each in found})


def entry(key: bytes, value: bytes, metadata: Mapping[str, Any]) -> Entry:
    """Return an entry with the numbers that the gateway wrote."""
    created, modified, version = (
        int(metadata[name]) for name in ("create_revision", "mod_revision", "version")
    )
    return Entry(key, value, created, modified, version)


def _compare(key: bytes, target: str, field: str, number: int) -> Part:
    return {"key": _text(key), "result": "EQUAL", "target": target, field: str(number)}


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
