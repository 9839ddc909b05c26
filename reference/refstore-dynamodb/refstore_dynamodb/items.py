# SPDX-License-Identifier: Apache-2.0
"""What is in the table: items of records, items of names, and how large an item is.

=================  ========================================================================
record             ``id``, ``scope``, ``name``, ``revision``, ``attributes`` (one JSON text,
                   so that 1, 1.0 and true stay what they are), ``token``, ``claim``
place              ``id``, ``token``: kept for a record that is being created
name               ``id`` (``name#SCOPE#HASH``), ``owner`` (a record's id), ``token``
=================  ========================================================================

Each write gives an item a token of its own, and is done only if the item has the token that the
writer read. ``claim`` is the token of the name's item that the record holds. Only records have a
``scope``, and so only they are in the index.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from refstore.errors import RecordTooLargeError
from refstore.records import Record

Item = dict[str, dict[str, Any]]
"""An item as the client takes it: each value in a dictionary that names its type."""

ITEM_LIMIT = 400 * 1024
"""The largest item of DynamoDB, in bytes: names and values of all its attributes."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept under a record's id: the record, or None while only its place is kept."""

    id: str
    token: str
    record: Record | None = None
    claim: str = ""

    def holds(self, key: str) -> bool:
        """Tell whether this is a record that has the name of a name's item."""
        return self.record is not None and name_key(self.record.scope, self.record.name) == key

    def with_token(self, token: str) -> Stored:
        """Return the same with another token."""
        return replace(self, token=token)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is kept under a name: whose it is."""

    key: str
    owner: str
    token: str


def new_token() -> str:
    """Return a token that no other write has."""
    return uuid.uuid4().hex


def name_key(scope: str, name: str) -> str:
    """Return the key of a name's item. No record has it as its id, and no scope has a ``#``.

    The name is in it as a hash: the index too sorts by ``id``, and it takes keys of 1,024 bytes.
    """
    return f"name#{scope}#{hashlib.sha256(name.encode()).hexdigest()}"


def claim_of(record: Record, token: str) -> Claim:
    """Return the claim of a record to its name."""
    return Claim(name_key(record.scope, record.name), record.id, token)


def written(stored: Stored) -> Item:
    """Return the item of a record or of its place."""
    item: Item = {"id": {"S": stored.id}, "token": {"S": stored.token}}
    if stored.record is not None:
        attributes = json.dumps(
            dict(stored.record.attributes), ensure_ascii=False, separators=(",", ":")
        )
        item |= {
            "scope": {"S": stored.record.scope},
            "name": {"S": stored.record.name},
            "revision": {"N": str(stored.record.revision)},
            "attributes": {"S": attributes},
            "claim": {"S": stored.claim},
        }
    return item


def written_claim(claim: Claim) -> Item:
    """Return the item of a name."""
    return {"id": {"S": claim.key}, "owner": {"S": claim.owner}, "token": {"S": claim.token}}


def read(item: Item) -> Stored:
    """Return what :func:`written` wrote."""
    record_id, token = item["id"]["S"], item["token"]["S"]
    if "scope" not in item:
        return Stored(record_id, token)
    return Stored(record_id, token, record_of(item), item["claim"]["S"])


def record_of(item: Item) -> Record:
    """Return the record of an item that has one."""
    return Record(
        item["id"]["S"],
        item["name"]["S"],
        item["scope"]["S"],
        MappingProxyType(json.loads(item["attributes"]["S"])),
        int(item["revision"]["N"]),
    )


def read_claim(item: Item) -> Claim:
    """Return what :func:`written_claim` wrote."""
    return Claim(item["id"]["S"], item["owner"]["S"], item["token"]["S"])


def fitting(record: Record) -> Record:
    """Return the record, or raise RecordTooLargeError if no item can have it."""
    token = new_token()
    size = item_size(written(Stored(record.id, token, record, token)))
    if size > ITEM_LIMIT:
        raise RecordTooLargeError(record.id, size, ITEM_LIMIT)
    return record


def item_size(item: Mapping[str, Mapping[str, str]]) -> int:
    """Return the size of an item of texts and whole numbers in bytes, as DynamoDB counts.

    A text has the bytes of its UTF-8. A number has a byte, and one for each two digits without
    the zeros at its end.
    """
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, str]) -> int:
    if "N" in value:
        return 1 + (len(value["N"].rstrip("0")) + 1) // 2
    return len(value["S"].encode())
