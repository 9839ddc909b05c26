# SPDX-License-Identifier: Apache-2.0
"""Bringing the index to what this release needs, in the three phases of a rolling upgrade.

An index cannot be changed, so a release that needs another one gives it a new name. *Expand* adds
it while the old release is at work; *migrate* waits until DynamoDB has filled it, and then the
new release may start; *contract* drops the indexes that only the old release needed. Each phase
can be repeated, and goes on where it was interrupted.
"""

from __future__ import annotations

from typing import Any

from refstore.errors import StoreUnavailableError

from refstore_dynamodb.lists import INDEX
from refstore_dynamodb.schema import (
    ATTRIBUTES,
    BY_SCOPE,
    READY_WITHIN,
    describe,
    index_state,
    wait,
)
from refstore_dynamodb.table import ENGINE, Table, missing


def expand(table: Table) -> str:
    """Add the index if it is not there, and return what was done. DynamoDB then fills it."""
    if index_state(_described(table)) is not None:
        return f"the index {INDEX!r} is there already"
    _update(table, {"Create": BY_SCOPE}, AttributeDefinitions=list(ATTRIBUTES))
    return f"added the index {INDEX!r}"


def migrate(table: Table, ready_within: float = READY_WITHIN) -> str:
    """Wait until the index has all records, and return what was done.

    Raises StoreUnavailableError if there is no index, or if it takes longer.
    """
    if index_state(_described(table)) is None:
        raise StoreUnavailableError(ENGINE, f"no index {INDEX!r}: run `refstore-dynamodb expand`")
    wait(table, ready_within)
    return f"the index {INDEX!r} has all records"


def contract(table: Table, ready_within: float = READY_WITHIN) -> str:
    """Drop the indexes that this release does not use, and return what was done.

    Raises StoreUnavailableError if the one that it uses is not ready.
    """
    migrate(table, ready_within)
    old = [name for name in _indexes(_described(table)) if name != INDEX]
    for name in old:
        # DynamoDB drops one index at a time.
        _update(table, {"Delete": {"IndexName": name}})
        wait(table, ready_within)
    return f"dropped {', '.join(map(repr, old))}" if old else "there is no other index"


def _described(table: Table) -> dict[str, Any]:
    described = describe(table)
    if described is None:
        raise StoreUnavailableError(ENGINE, missing(table.name))
    return described


def _indexes(described: dict[str, Any]) -> list[str]:
    return [index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ())]


def _update(table: Table, change: dict[str, Any], **more: Any) -> None:
    table.call("update_table", TableName=table.name, GlobalSecondaryIndexUpdates=[change], **more)
