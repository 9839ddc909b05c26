# SPDX-License-Identifier: Apache-2.0
"""Circles among things that lead to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cycles(edges: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return circles that share nothing with each other, each from its first member on.

    Takes time in proportion to the number of edges.
    """
    kept = _without_ends(edges)
    seen: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in sorted(kept):
        trail: dict[str, int] = {}
        node = start
        while node not in seen:
            seen.add(node)
            trail[node] = len(trail)
            node = kept[node]
        if node in trail:
            found.append(_from_first(tuple(trail)[trail[node] :]))
    return tuple(sorted(found))


def _without_ends(edges: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return one way on from each thing from which ways never end."""
    left = {node: {*ways} for node, ways in edges.items()}
    backward: dict[str, list[str]] = {}
    for node, ways in left.items():
        for way in ways:
            backward.setdefault(way, []).append(node)
    ends = [node for node in {*left, *backward} if not left.get(node)]
    while ends:
        end = ends.pop()
        left.pop(end, None)
        for node in backward.get(end, ()):
            if node in left:
                left[node].discard(end)
                if not left[node]:
                    ends.append(node)
    return {node: min(ways) for node, ways in left.items()}


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    place = circle.index(min(circle))
    return circle[place:] + circle[:place]
