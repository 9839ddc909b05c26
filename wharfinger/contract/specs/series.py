# SPDX-License-Identifier: Apache-2.0
"""The order of cycles: which of two releases came first."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"\d+")


def age(cycle: str) -> tuple[tuple[int, ...], str]:
    """Return what sorts cycles, the oldest first: names of series came before numbers."""
    return tuple(map(int, _NUMBERS.findall(cycle))), cycle.lower()
