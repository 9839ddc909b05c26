# SPDX-License-Identifier: Apache-2.0
"""What a caller asks of a list, and the page that comes back.

A driver may satisfy any of the filters; it names in the page those that it did not, and the
manager applies them. Nothing is changed in place: hints and pages are values.
"""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from refstore.errors import InvalidFilterError, InvalidLimitError, UnknownAttributeError
from refstore.records import Record, Value

FIELDS = ("id", "name", "scope", "revision")
"""What a filter can name, beside ``attributes.NAME``."""

ATTRIBUTES = "attributes."


class Comparator(StrEnum):
    """How a filter compares a record's value with its own."""

    EQUALS = "equals"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    LESS = "less"
    LESS_OR_EQUAL = "less_or_equal"
    GREATER = "greater"
    GREATER_OR_EQUAL = "greater_or_equal"


_ORDERINGS: dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.EQUALS: operator.eq,
    Comparator.LESS: operator.lt,
    Comparator.LESS_OR_EQUAL: operator.le,
    Comparator.GREATER: operator.gt,
    Comparator.GREATER_OR_EQUAL: operator.ge,
}

TEXT_COMPARATORS = frozenset({Comparator.CONTAINS, Comparator.STARTS_WITH, Comparator.ENDS_WITH})
"""These compare text alone."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on ``id``, ``name``, ``scope``, ``revision`` or ``attributes.NAME``.

    Text is compared by code point, or, if ``ignore_case``, by :meth:`str.casefold`. A number
    never matches text, nor true or false a number; what a record lacks matches nothing.

    Raises UnknownAttributeError or InvalidFilterError.
    """

    attribute: str
    value: Value
    comparator: Comparator = Comparator.EQUALS
    ignore_case: bool = False

    def __post_init__(self) -> None:
        if self.attribute not in FIELDS and not self.key:
            raise UnknownAttributeError(self.attribute, FIELDS)
        if self.comparator in TEXT_COMPARATORS and not isinstance(self.value, str):
            raise InvalidFilterError(f"{self.comparator} compares text, not {self.value!r}")
        if self.comparator is not Comparator.EQUALS and (
            self.value is None or isinstance(self.value, bool)
        ):
            raise InvalidFilterError(f"{self.value!r} can only be compared by equals")

    @property
    def key(self) -> str:
        """The name of the attribute that the filter compares, or an empty string."""
        return (
            self.attribute.removeprefix(ATTRIBUTES)
            if (self.attribute.startswith(ATTRIBUTES))
            else ""
        )

    def matches(self, record: Record) -> bool:
        """Tell whether a record meets the condition."""
        if self.key:
            if self.key not in record.attributes:
                return False
            found = record.attributes[self.key]
        else:
            found = getattr(record, self.attribute)
        return _compare(self.comparator, found, self.value, self.ignore_case)


def normalised(wanted: Filter) -> Filter:
    """Return a filter with its text in Unicode's form NFC, which the text of records has."""
    value = wanted.value
    return replace(
        wanted,
        attribute=unicodedata.normalize("NFC", wanted.attribute),
        value=unicodedata.normalize("NFC", value) if isinstance(value, str) else value,
    )


@dataclass(frozen=True, slots=True)
class Hints:
    """What a caller asks of a list.

    Records come in order of their ids. ``after`` is the id behind which the list goes on;
    ``limit`` is how many records are wanted at most, None for all.

    Raises InvalidLimitError.
    """

    filters: tuple[Filter, ...] = ()
    limit: int | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and (type(self.limit) is not int or self.limit < 1):
            raise InvalidLimitError(self.limit)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    ``truncated`` tells that more may follow ``next_marker``, which is None otherwise. A driver's
    marker is the id of the last record that it looked at; the manager's is opaque.
    ``unsatisfied`` are the filters that were not applied.
    """

    items: tuple[Record, ...]
    next_marker: str | None = None
    truncated: bool = False
    unsatisfied: tuple[Filter, ...] = ()


def page_of(records: Iterable[Record], hints: Hints) -> Page:
    """Return the page of records in memory, all filters satisfied.

    For drivers that have all their records at hand. The records may be in any order.
    """
    matching = sorted(
        (
            record
            for record in records
            if (hints.after is None or record.id > hints.after)
            and all(condition.matches(record) for condition in hints.filters)
        ),
        key=lambda record: record.id,
    )
    return cut(matching, hints.limit)


def cut(records: list[Record], limit: int | None, unsatisfied: tuple[Filter, ...] = ()) -> Page:
    """Return a page of at most ``limit`` records, given one more than that if there are more."""
    if limit is None or len(records) <= limit:
        return Page(tuple(records), unsatisfied=unsatisfied)
    kept = tuple(records[:limit])
    return Page(kept, kept[-1].id, truncated=True, unsatisfied=unsatisfied)


def _compare(comparator: Comparator, found: Value, wanted: Value, ignore_case: bool) -> bool:
    if isinstance(found, str) and isinstance(wanted, str):
        if ignore_case:
            found, wanted = found.casefold(), wanted.casefold()
        return _text(comparator, found, wanted)
    if comparator is Comparator.EQUALS and (found is None or isinstance(found, bool)):
        return found is wanted
    if _is_number(found) and _is_number(wanted):
        return _ORDERINGS[comparator](found, wanted)
    return False


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(comparator: Comparator, found: str, wanted: str) -> bool:
    match comparator:
        case Comparator.CONTAINS:
            return wanted in found
        case Comparator.STARTS_WITH:
            return found.startswith(wanted)
        case Comparator.ENDS_WITH:
            return found.endswith(wanted)
        case _:
            return _ORDERINGS[comparator](found, wanted)
