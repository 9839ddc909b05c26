# SPDX-License-Identifier: Apache-2.0
"""The lines on which a TOML file writes its keys, which ``tomllib`` does not tell."""

from __future__ import annotations

import re

Keys = tuple[str, ...]

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"({_PART}(?:\s*\.\s*{_PART})*)"
_HEADER = re.compile(rf"\s*\[\[?\s*{_DOTTED}\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*{_DOTTED}\s*=\s*(.*)$")
_PARTS = re.compile(_PART)
# No key that is asked for is deeper than this in a line of its own.
_DEEPEST = 8
_FENCES = ('"""', "'''")


class Lines:
    """An index from key paths to lines. It is made by a search, not by a parser."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Keys, int] = {}
        table: Keys = ()
        fence = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if fence:
                # A key inside a multi-line string is no key.
                fence = "" if line.count(fence) % 2 else fence
            elif header := _HEADER.match(line):
                table = _split(header[1])
                self._lines.setdefault(table, number)
            elif key := _KEY.match(line):
                self._add(table, _split(key[1]), number)
                fence = next((f for f in _FENCES if key[2].count(f) % 2), "")

    def find(self, *keys: str) -> int:
        """Return the line of a key, or of the nearest table that it is in, or 0."""
        path: Keys = keys
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)

    def _add(self, table: Keys, keys: Keys, number: int) -> None:
        for length in range(1, min(len(keys), _DEEPEST) + 1):
            self._lines.setdefault((*table, *keys[:length]), number)


def _split(dotted: str) -> Keys:
    return tuple(_unquote(part) for part in _PARTS.findall(dotted))


def _unquote(part: str) -> str:
    if part.startswith("'"):
        return part[1:-1]
    return re.sub(r"\\(.)", r"\1", part[1:-1]) if part.startswith('"') else part
