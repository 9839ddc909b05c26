# SPDX-License-Identifier: Apache-2.0
"""Reading keys. Each read goes through the majority, so it never sees an old state."""

from __future__ import annotations

from typing import Any

from etcd3gw import Etcd3Client

from refstore_etcd.cluster import Call
from refstore_etcd.keys import Keys, end_of
from refstore_etcd.transactions import Entry, entry


def single(key: bytes) -> Call[Entry | None]:
    """Return a read of one key; None if nobody has it."""

    def read(client: Etcd3Client) -> Entry | None:
        found = _get(client, key)
        return found[0] if found else None

    return read


def between(low: bytes, high: bytes, limit: int) -> Call[list[Entry]]:
    """Return a read of the first entries, in order of their keys, from low on and before high."""
    return lambda client: _get(client, low, range_end=_text(high), limit=limit)


def scope_behind(keys: Keys, scope: str | None) -> Call[str | None]:
    """Return a read of the scope that follows another, in order of keys; None for the first.

    It skips the records between them, so scopes are found without reading all keys.
    """
    low = keys.scopes() if scope is None else end_of(keys.scope(scope))
    high = _text(end_of(keys.scopes()))

    def read(client: Etcd3Client) -> str | None:
        found = _get(client, low, range_end=high, limit=1, keys_only=True)
        return keys.scope_of(found[0].key) if found else None

    return read


def _get(client: Etcd3Client, key: bytes, **arguments: Any) -> list[Entry]:
    found = client.get(key, metadata=True, **arguments)
    return [entry(metadata["key"], value, metadata) for value, metadata in found]


def _text(key: bytes) -> str:
    # etcd3gw wants the end of a range as text, which it turns into bytes in this way.
    return key.decode("latin-1")
