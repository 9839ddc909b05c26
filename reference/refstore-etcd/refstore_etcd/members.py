# SPDX-License-Identifier: Apache-2.0
"""Which member to ask, and in what order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

ASIDE = 10.0
"""Seconds for which a member that failed is asked only after all others."""


class Members:
    """The members of a cluster, the one that answered last before the others.

    Threads share it without a lock: a member asked out of turn does no harm.
    """

    def __init__(
        self, endpoints: Iterable[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.endpoints = tuple(endpoints)
        self._clock = clock
        self._favourite = self.endpoints[0]
        self._aside_until = dict.fromkeys(self.endpoints, float("-inf"))

    def in_order(self) -> tuple[str, ...]:
        """Return all members in the order in which to ask them.

        First the favourite, then the others as they were given; last those that failed lately,
        since even they are better than none.
        """
        now = self._clock()
        return tuple(
            sorted(
                self.endpoints,
                key=lambda each: (self._aside_until[each] > now, each != self._favourite),
            )
        )

    def answered(self, endpoint: str) -> None:
        """Make a member the favourite."""
        self._favourite = endpoint
        self._aside_until[endpoint] = float("-inf")

    def failed(self, endpoint: str) -> None:
        """Put a member aside for a while."""
        self._aside_until[endpoint] = self._clock() + ASIDE
