# SPDX-License-Identifier: Apache-2.0
"""The table and its index: creating them, waiting for them, and what can be wrong with them."""

from __future__ import annotations

import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from refstore.errors import StoreUnavailableError

from refstore_dynamodb.lists import INDEX
from refstore_dynamodb.table import ENGINE, Table, code, missing

ATTRIBUTES = (
    {"AttributeName": "id", "AttributeType": "S"},
    {"AttributeName": "scope", "AttributeType": "S"},
)
BY_SCOPE = {
    "IndexName": INDEX,
    "KeySchema": [
        {"AttributeName": "scope", "KeyType": "HASH"},
        {"AttributeName": "id", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "ALL"},
}
"""The index of records by scope, in order of their ids."""

READY_WITHIN = 600.0
"""Seconds that a table or an index is given to become active."""

_PAUSE = 0.2


def create_table(client: Any, table: str, ready_within: float = READY_WITHIN) -> bool:
    """Create the table with its index, paid for by request, and wait until both are active.

    Return False if there was a table already. Raises StoreUnavailableError.
    """
    created = _created(client, table)
    wait(Table(client, table), ready_within)
    return created


def wait(table: Table, ready_within: float = READY_WITHIN) -> None:
    """Wait until nothing of the table is being made or dropped.

    Raises StoreUnavailableError if that takes longer.
    """
    until = time.monotonic() + ready_within
    while busy := _busy(describe(table) or {}):
        if time.monotonic() > until:
            raise StoreUnavailableError(ENGINE, f"not ready after {ready_within:g} s: {busy}")
        time.sleep(_PAUSE)


def problems(table: Table) -> tuple[str, ...]:
    """Return what is wrong with the table and its index. Raises StoreUnavailableError."""
    described = describe(table)
    if described is None:
        return (missing(table.name),)
    # A table that is UPDATING, such as by getting an index, answers all the same.
    if described["TableStatus"] not in ("ACTIVE", "UPDATING"):
        return (f"table {table.name!r} is {described['TableStatus']}, not ACTIVE",)
    state = index_state(described)
    if state is None:
        return (f"table {table.name!r} lacks index {INDEX!r}: run `refstore-dynamodb expand`",)
    if state != "ACTIVE":
        return (f"index not active: {INDEX!r} is {state}; lists are not whole until it is ACTIVE",)
    return ()


def describe(table: Table) -> dict[str, Any] | None:
    """Return what the engine tells about the table, None if there is none."""
    try:
        answer = table.call("describe_table", TableName=table.name)
    except StoreUnavailableError as error:
        if error.reason == missing(table.name):
            return None
        raise
    described: dict[str, Any] = answer["Table"]
    return described


def index_state(described: dict[str, Any]) -> str | None:
    """Return the state of the index, None if there is none."""
    for index in described.get("GlobalSecondaryIndexes", ()):
        if index["IndexName"] == INDEX:
            return str(index.get("IndexStatus", "ACTIVE"))
    return None


def _created(client: Any, table: str) -> bool:
    try:
        client.create_table(
            TableName=table,
            AttributeDefinitions=list(ATTRIBUTES),
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            GlobalSecondaryIndexes=[BY_SCOPE],
            BillingMode="PAY_PER_REQUEST",
        )
    except ClientError as error:
        if code(error) == "ResourceInUseException":
            return False
        raise StoreUnavailableError(ENGINE, error) from error
    except BotoCoreError as error:
        raise StoreUnavailableError(ENGINE, error) from error
    return True


def _busy(described: dict[str, Any]) -> str:
    """Return what of a table is not ready, and its state; an empty string if all is."""
    states = {
        f"index {index['IndexName']!r}": index.get("IndexStatus", "ACTIVE")
        for index in described.get("GlobalSecondaryIndexes", ())
    }
    states["the table"] = described.get("TableStatus", "missing")
    return ", ".join(f"{what} is {state}" for what, state in states.items() if state != "ACTIVE")
