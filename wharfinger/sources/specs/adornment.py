# SPDX-License-Identifier: Apache-2.0
"""Titles and the lines of signs that make them titles."""

from __future__ import annotations

import re
import unicodedata

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")


def column_width(text: str) -> int:
    """Return how many columns a text takes, as docutils counts: two for East Asian wide signs."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def is_adornment(line: str) -> bool:
    """Tell whether a line is made of one sign of punctuation, from its first column."""
    return bool(_ADORNMENT.fullmatch(line))


def titled(title: str, sign: str = "=", *, overlined: bool = True) -> str:
    """Return a title with its adornment, as lines that end."""
    line = sign * max(column_width(title), 4)
    return f"{line}\n{title}\n{line}\n" if overlined else f"{title}\n{line}\n"
