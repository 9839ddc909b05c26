# SPDX-License-Identifier: Apache-2.0
"""The table: the client's calls that the driver needs, with refstore's errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from refstore.errors import OutcomeUnknownError, RecordTooLargeError, StoreUnavailableError

from refstore_dynamodb.attempts import Attempts
from refstore_dynamodb.items import ITEM_LIMIT, Item, item_size

ENGINE = "DynamoDB"

_OVERTAKEN = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
_CANCELLED = frozenset({"TransactionCanceledException", "TransactionConflictException"})


class Cancelled(Exception):  # noqa: N818 - no error: the driver tries again
    """A transaction was not done, as one of its conditions does not hold."""


class NoTransactions(Exception):  # noqa: N818 - no error: there is another way
    """The engine does not know transactions."""


class Table:
    """A table with the partition key ``id``. Its errors are refstore's."""

    def __init__(self, client: Any, name: str) -> None:
        self.client, self.name = client, name
        self._attempts = Attempts(client)

    def get(self, key: str) -> Item | None:
        """Return an item as it is now, or None."""
        answer = self.call(
            "get_item", TableName=self.name, Key={"id": {"S": key}}, ConsistentRead=True
        )
        item: Item | None = answer.get("Item")
        return item

    def put(self, item: Item, seen: str | None) -> bool:
        """Write an item if what is there has the token ``seen``, or, for None, if nothing is.

        Return whether it was written. Raises OutcomeUnknownError if that cannot be told.
        """
        key, token = item["id"]["S"], item["token"]["S"]
        return self._conditional("put_item", key, token, Item=item, **condition(seen))

    def delete(self, key: str, seen: str) -> bool:
        """Delete an item if it has the token ``seen``; return and raise as :meth:`put`."""
        return self._conditional(
            "delete_item", key, None, Key={"id": {"S": key}}, **condition(seen)
        )

    def transact(self, actions: Sequence[dict[str, Any]], token: str) -> None:
        """Do all actions or none. The token makes it safe to send them more than once.

        Raises Cancelled if a condition does not hold, NoTransactions, OutcomeUnknownError and
        StoreUnavailableError.
        """
        try:
            self._write(
                "transact_write_items",
                TransactItems=[_at_table(action, self.name) for action in actions],
                ClientRequestToken=token,
            )
        except ClientError as error:
            _refuse_size(error, *(action["Put"]["Item"] for action in actions if "Put" in action))
            if code(error) in _CANCELLED:
                raise Cancelled from error
            if code(error) == "UnknownOperationException":
                raise NoTransactions from error
            raise self._failed(error) from error

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call the client for what changes no record, and raise refstore's errors for its own."""
        try:
            answer: dict[str, Any] = getattr(self.client, operation)(**arguments)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailableError(ENGINE, self._reason(error)) from error
        return answer

    def _conditional(self, operation: str, key: str, token: str | None, **arguments: Any) -> bool:
        try:
            self._write(operation, TableName=self.name, **arguments)
        except ClientError as error:
            _refuse_size(error, *filter(None, [arguments.get("Item")]))
            if code(error) not in _OVERTAKEN:
                raise self._failed(error) from error
            return self._attempts.doubtful and self._written(key, token)
        return True

    def _written(self, key: str, token: str | None) -> bool:
        """Tell whether an earlier attempt of a request was the write that failed the last one."""
        item = self.get(key)
        if (item["token"]["S"] if item else None) == token:
            return True
        raise OutcomeUnknownError(
            ENGINE, f"{key!r} was written by others after an attempt that was not answered"
        )

    def _write(self, operation: str, **arguments: Any) -> None:
        self._attempts.begin()
        try:
            getattr(self.client, operation)(**arguments)
        except BotoCoreError as error:
            raise self._failed(error) from error

    def _failed(self, error: BotoCoreError | ClientError) -> StoreUnavailableError:
        kind = OutcomeUnknownError if self._attempts.doubtful else StoreUnavailableError
        return kind(ENGINE, self._reason(error))

    def _reason(self, error: BotoCoreError | ClientError) -> str:
        if isinstance(error, ClientError) and code(error) == "ResourceNotFoundException":
            return missing(self.name)
        return str(error)


def missing(name: str) -> str:
    """Return what to say of a table that is not there."""
    return (
        f"the table {name!r} does not exist in this region: "
        "create it with `refstore-dynamodb create-table`"
    )


def code(error: ClientError) -> str:
    """Return the name that the engine gives to an error."""
    return str(error.response.get("Error", {}).get("Code", ""))


def condition(seen: str | None) -> dict[str, Any]:
    """Return the condition that an item has a token, or, for None, that there is no item."""
    if seen is None:
        return {
            "ConditionExpression": "attribute_not_exists(#id)",
            "ExpressionAttributeNames": {"#id": "id"},
        }
    return {
        "ConditionExpression": "#token = :seen",
        "ExpressionAttributeNames": {"#token": "token"},
        "ExpressionAttributeValues": {":seen": {"S": seen}},
    }


def _refuse_size(error: ClientError, *items: Item) -> None:
    """Raise RecordTooLargeError if the engine counts more bytes in an item than the driver."""
    said = [error.response.get("Error"), error.response.get("CancellationReasons")]
    if items and "item size" in str(said).lower():
        largest = max(items, key=item_size)
        raise RecordTooLargeError(largest["id"]["S"], item_size(largest), ITEM_LIMIT) from error


def _at_table(action: dict[str, Any], name: str) -> dict[str, Any]:
    return {kind: {"TableName": name, **arguments} for kind, arguments in action.items()}
