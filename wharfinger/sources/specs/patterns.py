# SPDX-License-Identifier: Apache-2.0
"""Patterns of paths: ``*`` and ``?`` stay within a folder, ``**`` stands for any folders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


class Patterns:
    """Several patterns, of which one has to match."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._compiled = tuple(compiled(pattern) for pattern in patterns)

    def match(self, path: str) -> bool:
        """Tell whether one of the patterns matches the whole path."""
        return any(item.fullmatch(path) for item in self._compiled)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern."""
    return re.compile("".join(map(_part, re.findall(r"\*\*/|\*+|\?|[^*?]+", pattern))))


def _part(text: str) -> str:
    match text:
        case "**/":
            return "(?:[^/]+/)*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _:
            return ".*" if text.startswith("**") else re.escape(text)
