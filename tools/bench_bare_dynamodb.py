# SPDX-License-Identifier: Apache-2.0
"""boto3 by hand: an item for a record, and one for its name that makes the name unique.

With transactions both are written at once. Without them, as the driver does it: a place for the
record is kept first, so that two writers of one id cannot both get as far as the name.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
from bench_bare import Overtaken, Row
from botocore.config import Config

TABLE, INDEX = "bare", "by_scope"
ATTRIBUTES = {"id": "S", "scope": "S"}
UNSEEN = {
    "ConditionExpression": "attribute_not_exists(#id)",
    "ExpressionAttributeNames": {"#id": "id"},
}
Item = dict[str, dict[str, str]]


class BareDynamoDB:
    """A table of its own."""

    def __init__(self, url: str, *, transactions: bool) -> None:
        retries = {"total_max_attempts": 4, "mode": "standard"}
        config = Config(connect_timeout=3, read_timeout=10, retries=retries)
        session = boto3.session.Session(region_name="us-east-1")
        self._client = session.client("dynamodb", endpoint_url=url, config=config)
        self._transactions = transactions
        self._make_table()

    def create(self, row: Row) -> None:
        """Put the record and its name, if nobody has either."""
        token = uuid.uuid4().hex
        record, name = _item(row, token), _name_item(row, token)
        if self._transactions:
            self._transact({"Put": {"Item": name, **UNSEEN}}, {"Put": {"Item": record, **UNSEEN}})
            return
        place = {"id": {"S": row[0]}, "token": {"S": token}}
        self._client.put_item(TableName=TABLE, Item=place, **UNSEEN)
        self._client.put_item(TableName=TABLE, Item=name, **UNSEEN)
        self._client.put_item(TableName=TABLE, Item=record, **_seen(token))

    def get(self, record_id: str) -> Row | None:
        """Get the item, consistently."""
        item = self._get(record_id)
        return None if item is None else _row(item)

    def get_by_name(self, scope: str, name: str) -> Row | None:
        """Get the name's item, then the record's, which may have another name by now."""
        claim = self._get(_name_key(scope, name))
        row = None if claim is None else self.get(claim["owner"]["S"])
        return row if row is not None and row[1:3] == (name, scope) else None

    def update(self, record_id: str, attributes: Mapping[str, Any], revision: int) -> Row:
        """Get the item and put the next one over it, if it is still there."""
        item = self._get(record_id)
        if item is None or int(item["revision"]["N"]) != revision:
            raise Overtaken
        old = _row(item)
        new = (*old[:3], attributes, revision + 1)
        put = {"Item": _item(new, uuid.uuid4().hex, item["claim"]["S"])}
        self._client.put_item(TableName=TABLE, **put, **_seen(item["token"]["S"]))
        return new

    def page(self, scope: str, after: str, limit: int) -> tuple[Sequence[Row], bool]:
        """Query the index, one more than wanted."""
        found: list[Item] = []
        start: dict[str, Any] = {}
        while True:
            answer = self._client.query(
                TableName=TABLE,
                IndexName=INDEX,
                KeyConditionExpression="#scope = :scope AND #id > :after",
                ExpressionAttributeNames={"#scope": "scope", "#id": "id"},
                ExpressionAttributeValues={":scope": {"S": scope}, ":after": {"S": after}},
                Limit=limit + 1 - len(found),
                **start,
            )
            found += answer["Items"]
            if len(found) > limit or "LastEvaluatedKey" not in answer:
                return [_row(each) for each in found[:limit]], len(found) > limit
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def delete(self, record_id: str) -> None:
        """Get the item for its name, and delete both."""
        item = self._get(record_id)
        if item is None:
            raise Overtaken
        record = {"Key": {"id": {"S": record_id}}, **_seen(item["token"]["S"])}
        name = {"Key": {"id": {"S": _name_key(item["scope"]["S"], item["name"]["S"])}}}
        if self._transactions:
            self._transact({"Delete": record}, {"Delete": name})
            return
        self._client.delete_item(TableName=TABLE, **record)
        self._client.delete_item(TableName=TABLE, **name, **_seen(item["claim"]["S"]))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, key: str) -> Any:
        found = self._client.get_item(TableName=TABLE, Key={"id": {"S": key}}, ConsistentRead=True)
        return found.get("Item")

    def _transact(self, *actions: dict[str, dict[str, Any]]) -> None:
        named = [
            {kind: {"TableName": TABLE, **rest} for kind, rest in each.items()} for each in actions
        ]
        self._client.transact_write_items(TransactItems=named, ClientRequestToken=uuid.uuid4().hex)

    def _make_table(self) -> None:
        keys = [
            {"AttributeName": "scope", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ]
        index = {"IndexName": INDEX, "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
        self._client.create_table(
            TableName=TABLE,
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": kind} for name, kind in ATTRIBUTES.items()
            ],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            GlobalSecondaryIndexes=[index],
            BillingMode="PAY_PER_REQUEST",
        )
        waiting = {"Delay": 1, "MaxAttempts": 30}
        self._client.get_waiter("table_exists").wait(TableName=TABLE, WaiterConfig=waiting)


def _seen(token: str) -> dict[str, Any]:
    return {
        "ConditionExpression": "#token = :token",
        "ExpressionAttributeNames": {"#token": "token"},
        "ExpressionAttributeValues": {":token": {"S": token}},
    }


def _item(row: Row, token: str, claim: str | None = None) -> Item:
    record_id, name, scope, attributes, revision = row
    return {
        "id": {"S": record_id},
        "name": {"S": name},
        "scope": {"S": scope},
        "attributes": {"S": json.dumps(attributes, ensure_ascii=False)},
        "revision": {"N": str(revision)},
        "token": {"S": token},
        "claim": {"S": claim or token},
    }


def _name_item(row: Row, token: str) -> Item:
    key = _name_key(row[2], row[1])
    return {"id": {"S": key}, "owner": {"S": row[0]}, "token": {"S": token}}


def _name_key(scope: str, name: str) -> str:
    return f"name#{scope}#{name}"


def _row(item: Item) -> Row:
    return (
        item["id"]["S"],
        item["name"]["S"],
        item["scope"]["S"],
        json.loads(item["attributes"]["S"]),
        int(item["revision"]["N"]),
    )
