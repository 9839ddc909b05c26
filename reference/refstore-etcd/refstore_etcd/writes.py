# SPDX-License-Identifier: Apache-2.0
"""The transactions that change records. Each keeps a record, its id and its name together.

Where the comparisons fail, the transaction fetches what tells why.
"""

from __future__ import annotations

from collections.abc import Sequence

from refstore.records import Record

from refstore_etcd.keys import Keys
from refstore_etcd.stored import Stored, Written
from refstore_etcd.transactions import (
    OPERATIONS,
    Part,
    absent,
    delete,
    fetch,
    put,
    transaction,
    unmodified,
)

DELETIONS = OPERATIONS // 3
"""How many records, of three keys each, one transaction can delete."""


def create(keys: Keys, new: Written) -> Part:
    """Create a record, unless its id or its name is taken, or this creation is fenced off."""
    record = new.record
    id_key, name_key = keys.id(record.id), keys.name(record.scope, record.name)
    return transaction(
        [absent(id_key), absent(name_key), absent(keys.fence(new.token))],
        [
            put(keys.record(record.scope, record.id), new.value),
            put(id_key, record.scope.encode()),
            put(name_key, record.id.encode()),
        ],
        [fetch(id_key), fetch(name_key)],
    )


def fence_off(keys: Keys, new: Written, lease: int) -> Part:
    """Forbid a write whose answer was lost, and fetch the record that it may have written."""
    found = fetch(keys.record(new.record.scope, new.record.id))
    return transaction([], [put(keys.fence(new.token), b"", lease), found])


def replace(keys: Keys, old: Stored, new: Written) -> Part:
    """Replace a record that nobody has modified, and claim its new name if it has one."""
    key = old.entry.key
    compare, success, failure = [unmodified(old.entry)], [put(key, new.value)], [fetch(key)]
    if new.record.name != old.record.name:
        name_key = _name(keys, new.record)
        # That nobody has the name can come back, so this too must be possible to forbid.
        compare += [absent(name_key), absent(keys.fence(new.token))]
        success += [delete(_name(keys, old.record)), put(name_key, new.record.id.encode())]
    return transaction(compare, success, failure)


def delete_all(keys: Keys, found: Sequence[Stored]) -> Part:
    """Delete records, all or none, if nobody has modified any of them."""
    return transaction(
        [unmodified(each.entry) for each in found],
        [delete(key) for each in found for key in _keys(keys, each)],
        [fetch(each.entry.key) for each in found],
    )


def _keys(keys: Keys, found: Stored) -> tuple[bytes, bytes, bytes]:
    return found.entry.key, keys.id(found.record.id), _name(keys, found.record)


def _name(keys: Keys, record: Record) -> bytes:
    return keys.name(record.scope, record.name)
