# SPDX-License-Identifier: Apache-2.0
"""Values that are kept in memory as long as they are asked for, up to a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")


class Kept(Generic[_Key, _Value]):
    """The values that were asked for last, up to a total weight. Threads may share it."""

    def __init__(self, limit: int) -> None:
        self._limit, self._total = limit, 0
        self._values: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> _Value | None:
        """Return the value of a key, if it is kept."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: _Key, value: _Value, weight: int = 1) -> None:
        """Keep a value, and forget the ones that nobody has asked for since long."""
        with self._lock:
            if key in self._values:
                self._total -= self._values.pop(key)[1]
            self._values[key] = (value, weight)
            self._total += weight
            while self._total > self._limit and len(self._values) > 1:
                _, (_, gone) = self._values.popitem(last=False)
                self._total -= gone

    def made(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Return the value of a key; make it if it is not kept."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found
