# SPDX-License-Identifier: Apache-2.0
"""Which filters a range of keys satisfies exactly: those that compare ids, case and all.

Ids are ASCII. What they are compared with may be any text; UTF-8 keeps the order of code points.
"""

from __future__ import annotations

from dataclasses import dataclass

from refstore.hints import Comparator, Filter, Hints

_NEXT = b"\0"
"""What makes, of a text, the one that directly follows it."""


@dataclass(frozen=True, slots=True)
class IdRange:
    """Ids from ``low`` on and before ``high``; None where nothing bounds them."""

    low: bytes = b""
    high: bytes | None = None

    @property
    def empty(self) -> bool:
        """Whether no id can be in the range."""
        return self.high is not None and self.high <= self.low

    def within(self, other: IdRange) -> IdRange:
        """Return the ids that are in both ranges."""
        highs = [high for high in (self.high, other.high) if high is not None]
        return IdRange(max(self.low, other.low), min(highs, default=None))


def ids_of(hints: Hints) -> tuple[IdRange, tuple[Filter, ...]]:
    """Return the ids that a list has to look at, and the filters that are left to the manager."""
    ids = IdRange() if hints.after is None else IdRange(_bytes(hints.after) + _NEXT)
    unsatisfied = []
    for condition in hints.filters:
        if (part := _range(condition)) is None:
            unsatisfied.append(condition)
        else:
            ids = ids.within(part)
    return ids, tuple(unsatisfied)


def _range(condition: Filter) -> IdRange | None:
    value = condition.value
    if condition.attribute != "id" or condition.ignore_case or not isinstance(value, str):
        return None
    return _compared(condition.comparator, _bytes(value))


def _compared(comparator: Comparator, value: bytes) -> IdRange | None:
    match comparator:
        case Comparator.EQUALS:
            return IdRange(value, value + _NEXT)
        case Comparator.STARTS_WITH:
            # No byte of UTF-8 is 255, so the last one can always be followed by another.
            return IdRange(value, value[:-1] + bytes([value[-1] + 1])) if value else IdRange()
        case Comparator.LESS:
            return IdRange(high=value)
        case Comparator.LESS_OR_EQUAL:
            return IdRange(high=value + _NEXT)
        case Comparator.GREATER:
            return IdRange(value + _NEXT)
        case Comparator.GREATER_OR_EQUAL:
            return IdRange(value)
        case _:
            return None


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
