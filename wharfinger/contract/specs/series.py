# SPDX-License-Identifier: Apache-2.0
"""The order of cycles: which of two releases came first."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"\d+")
# Versions such as 2025.1 came when the names of series had gone once through the alphabet.
_FIRST_YEAR = 1000


def age(cycle: str) -> tuple[int, list[int], str]:
    """Return what sorts cycles, the oldest first: versions, then names of series, then years.

    No cycle comes before all others.
    """
    numbers = [int(part) for part in _NUMBERS.findall(cycle)]
    if not cycle:
        return 0, [], ""
    if not numbers or not cycle[0].isdecimal():
        return 2, [], cycle.lower()
    return (3 if numbers[0] >= _FIRST_YEAR else 1), numbers, cycle
