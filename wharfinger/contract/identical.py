# SPDX-License-Identifier: Apache-2.0
"""Arguments that count as the same only if they are one object: quick keys of large values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, eq=False)
class Identical(Generic[_Value]):
    """A value as an argument of a function that remembers its answers.

    It keeps the value alive, so that no other takes its place in memory meanwhile.
    """

    value: _Value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identical) and self.value is other.value
