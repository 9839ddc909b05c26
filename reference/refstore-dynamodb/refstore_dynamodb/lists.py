# SPDX-License-Identifier: Apache-2.0
"""Lists: what DynamoDB is asked of the index, and how its pages become one of refstore's.

``Limit`` counts the items before they are filtered, and a page may be empty although more
follow, so the driver asks until it has what it wants, but not for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from refstore.hints import Comparator, Filter, Hints, Page, cut
from refstore.records import NAME_LENGTH, Record

from refstore_dynamodb.items import record_of
from refstore_dynamodb.table import Table

INDEX = "by_scope"

QUERIES = 10
"""How often the engine is asked for one page at most, each time for up to 1 MB."""

_FILTERED = 1000
"""How many items are looked at in one query, if some of them are filtered out."""

_LONGEST_ID = 64
_LAST_CHARACTER = "\U0010ffff"
_LARGEST_INTEGER = 2**53
_OPERATORS = {
    Comparator.EQUALS: "=",
    Comparator.LESS: "<",
    Comparator.LESS_OR_EQUAL: "<=",
    Comparator.GREATER: ">",
    Comparator.GREATER_OR_EQUAL: ">=",
}
_FUNCTIONS = {Comparator.STARTS_WITH: "begins_with", Comparator.CONTAINS: "contains"}


@dataclass(frozen=True, slots=True)
class _Range:
    """Ids from ``low`` to ``high``, both included."""

    low: str = " "
    high: str = _LAST_CHARACTER

    def narrowed(self, condition: Filter) -> _Range:
        """Return the range without ids that do not meet a condition; some of them may stay."""
        value = str(condition.value)
        low, high = max(self.low, value), min(self.high, value)
        match condition.comparator:
            case Comparator.EQUALS:
                return _Range(low, high)
            case Comparator.STARTS_WITH:
                return _Range(low, min(self.high, value + _LAST_CHARACTER))
            case Comparator.LESS | Comparator.LESS_OR_EQUAL:
                return replace(self, high=high)
            case _:
                return replace(self, low=low)


def names_one(condition: Filter) -> bool:
    """Tell whether a condition is met by the record of one name alone."""
    return (
        condition.attribute == "name"
        and condition.comparator is Comparator.EQUALS
        and _exact(condition)
        and len(str(condition.value)) <= NAME_LENGTH
    )


def page(table: Table, scope: str, hints: Hints) -> Page:
    """Return a page of a scope's records from the index."""
    by_id = tuple(each for each in hints.filters if _on_ids(each))
    by_engine = tuple(each for each in hints.filters if _exact(each))
    unsatisfied = tuple(each for each in hints.filters if each not in by_id + by_engine)
    ids = _range(by_id, hints.after)
    if ids.low > ids.high:
        return Page((), unsatisfied=unsatisfied)
    query = _query(table.name, scope, ids, by_engine)
    found, behind = _collected(table, query, hints, by_id)
    if behind is None or (hints.limit is not None and len(found) > hints.limit):
        return cut(found, hints.limit, unsatisfied)
    return Page(tuple(found), behind, truncated=True, unsatisfied=unsatisfied)


def _collected(
    table: Table, query: dict[str, Any], hints: Hints, by_id: tuple[Filter, ...]
) -> tuple[list[Record], str | None]:
    """Return one record more than wanted, if there are, and the id to go on behind, if any."""
    found: list[Record] = []
    wanted = None if hints.limit is None else hints.limit + 1
    for _ in range(QUERIES):
        if wanted is not None:
            query["Limit"] = (
                wanted - len(found) + 1 if "FilterExpression" not in query else _FILTERED
            )
        answer = table.call("query", **query)
        found += _matching(answer["Items"], hints.after, by_id)
        start = answer.get("LastEvaluatedKey")
        if start is None or (wanted is not None and len(found) >= wanted):
            return found, None if start is None else start["id"]["S"]
        query["ExclusiveStartKey"] = start
    return found, query["ExclusiveStartKey"]["id"]["S"]


def _matching(
    items: Iterable[dict[str, Any]], after: str | None, by_id: tuple[Filter, ...]
) -> list[Record]:
    """Return the records, without those that the range of ids has too much."""
    return [
        record
        for record in map(record_of, items)
        if record.id != after and all(condition.matches(record) for condition in by_id)
    ]


def _range(by_id: tuple[Filter, ...], after: str | None) -> _Range:
    ids = _Range() if after is None else _Range(low=after)
    for condition in by_id:
        ids = ids.narrowed(condition)
    return ids


def _query(table: str, scope: str, ids: _Range, by_engine: tuple[Filter, ...]) -> dict[str, Any]:
    names = {"#scope": "scope", "#id": "id"}
    values = {":scope": {"S": scope}, ":low": {"S": ids.low}, ":high": {"S": ids.high}}
    parts = []
    for number, condition in enumerate(by_engine):
        names[f"#{condition.attribute}"] = condition.attribute
        values[f":v{number}"] = _value(condition)
        parts.append(_expression(condition, f":v{number}"))
    return {
        "TableName": table,
        "IndexName": INDEX,
        "KeyConditionExpression": "#scope = :scope AND #id BETWEEN :low AND :high",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    } | ({"FilterExpression": " AND ".join(parts)} if parts else {})


def _expression(condition: Filter, value: str) -> str:
    if condition.comparator in _FUNCTIONS:
        return f"{_FUNCTIONS[condition.comparator]}(#{condition.attribute}, {value})"
    return f"#{condition.attribute} {_OPERATORS[condition.comparator]} {value}"


def _value(condition: Filter) -> dict[str, str]:
    return {"N" if condition.attribute == "revision" else "S": str(condition.value)}


def _on_ids(condition: Filter) -> bool:
    """Tell whether a condition makes a range of ids, which the index is sorted by."""
    value = condition.value
    return (
        condition.attribute == "id"
        and not condition.ignore_case
        and condition.comparator not in (Comparator.CONTAINS, Comparator.ENDS_WITH)
        and isinstance(value, str)
        and value.isascii()
        and 0 < len(value) <= _LONGEST_ID
    )


def _exact(condition: Filter) -> bool:
    """Tell whether DynamoDB compares exactly as :meth:`Filter.matches` does."""
    value, comparator = condition.value, condition.comparator
    if condition.attribute == "revision":
        return comparator in _OPERATORS and type(value) is int and abs(value) <= _LARGEST_INTEGER
    return (
        condition.attribute == "name"
        and not condition.ignore_case
        and (comparator is Comparator.EQUALS or comparator in _FUNCTIONS)
        and isinstance(value, str)
        and value != ""
        and _encodable(value)
    )


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
