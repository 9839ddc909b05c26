# SPDX-License-Identifier: Apache-2.0
"""Filters as SQL conditions, where SQL does exactly what ``Filter.matches`` does.

Left to the manager are

- filters that ignore case: neither engine folds case as :meth:`str.casefold` does;
- attributes: the engines' JSON functions tell 1 from 1.0 and true from 1 in their own ways, and
  without an index on them nothing would be won;
- values that an engine cannot take, or would compare in a wider type.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, ColumnElement, func, true

from refstore.hints import TEXT_COMPARATORS, Comparator, Filter
from refstore.tables import RECORDS

_ORDERINGS: dict[Comparator, Callable[[Any, Any], Any]] = {
    Comparator.EQUALS: operator.eq,
    Comparator.LESS: operator.lt,
    Comparator.LESS_OR_EQUAL: operator.le,
    Comparator.GREATER: operator.gt,
    Comparator.GREATER_OR_EQUAL: operator.ge,
}
LARGEST_INTEGER = 2**31 - 1
"""The largest number in a column of the type INTEGER."""


def condition(wanted: Filter, engine: str) -> ColumnElement[bool] | None:
    """Return a filter as a condition for ``sqlite`` or ``postgresql``; None if it is not exact."""
    if wanted.key or wanted.ignore_case or not _is_exact(wanted):
        return None
    found = RECORDS.c[wanted.attribute]
    if wanted.comparator in TEXT_COMPARATORS:
        return _text_condition(found, wanted.comparator, str(wanted.value), engine)
    return _ORDERINGS[wanted.comparator](found, wanted.value)  # type: ignore[no-any-return]


def _is_exact(wanted: Filter) -> bool:
    value = wanted.value
    if wanted.attribute == "revision":
        return type(value) is int and abs(value) <= LARGEST_INTEGER
    return isinstance(value, str) and _is_storable(value)


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _text_condition(
    found: Column[Any], comparator: Comparator, text: str, engine: str
) -> ColumnElement[bool]:
    # LIKE would do, but for its wildcards and for SQLite's way to ignore the case of ASCII.
    if not text:
        return true()
    if comparator is Comparator.CONTAINS:
        position = func.instr if engine == "sqlite" else func.strpos
        return position(found, text) > 0
    first = 1 if comparator is Comparator.STARTS_WITH else func.length(found) - len(text) + 1
    return func.substr(found, first, len(text)) == text
