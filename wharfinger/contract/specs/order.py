# SPDX-License-Identifier: Apache-2.0
"""What is out of its order, as little of it as possible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def staying(ranks: Sequence[int]) -> frozenset[int]:
    """Return the places of a longest increasing run of different ranks: these may stay."""
    tails: list[int] = []
    tail_ranks: list[int] = []
    before: list[int] = []
    for place, rank in enumerate(ranks):
        length = bisect_left(tail_ranks, rank)
        before.append(tails[length - 1] if length else -1)
        tails[length:] = [place, *tails[length + 1 :]]
        tail_ranks[length:] = [rank, *tail_ranks[length + 1 :]]
    kept = set()
    place = tails[-1] if tails else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return frozenset(kept)
