# SPDX-License-Identifier: Apache-2.0
"""Scripts that belong together: one of the same number in each phase that a project has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wharfinger.model import PHASES, Migration


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number of which a phase has not one script: none, or more.

    ``beside`` is a script of that number, the last one where there are several of the phase.
    """

    phase: str
    number: int
    count: int
    beside: Migration


def mismatches(migrations: Iterable[Migration]) -> Iterator[Mismatch]:
    """Yield where numbers do not match; scripts without one are left out."""
    numbered = [item for item in migrations if item.number is not None]
    phases = {(item.home, item.phase) for item in numbered}
    groups: dict[tuple[str, str, int], list[Migration]] = {}
    for item in sorted(numbered, key=lambda item: item.path):
        groups.setdefault((item.home, item.series, item.number or 0), []).append(item)
    for (home, _, number), members in groups.items():
        for phase in PHASES:
            own = [item for item in members if item.phase == phase]
            if (home, phase) in phases and len(own) != 1:
                yield Mismatch(phase, number, len(own), (own or members)[-1])
