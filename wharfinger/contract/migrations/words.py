# SPDX-License-Identifier: Apache-2.0
"""The words of SQL: names, quoted text, punctuation; comments are left out."""

from __future__ import annotations

import re
from collections.abc import Collection

Words = tuple[str, ...]

_WORD = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|(?P<word>'(?:[^'\\]|''|\\.)*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)|\[\w+\]"
    r"|\$(?P<mark>\w*)\$.*?(?:\$(?P=mark)\$|\Z)"
    r"|(?:\w|\{[^{}]*\})+|[^\w\s])",
    re.DOTALL,
)
# What is not closed reaches to the end, so that no text is searched more than once.
_QUOTES = "\"`'[]"


def named(names: str) -> frozenset[str]:
    """Return a set of words."""
    return frozenset(names.split())


def words(text: str) -> Words:
    """Return the words of a text."""
    return tuple(match["word"] for match in _WORD.finditer(text) if match["word"])


def skipped(statement: Words, index: int, noise: Collection[str]) -> int:
    """Return the index of the first word from ``index`` on that is no noise."""
    while index < len(statement) and statement[index].upper() in noise:
        index += 1
    return index


def name_at(statement: Words, index: int) -> tuple[str, int]:
    """Return the name at an index, without its schema and quotes, and the index after it."""
    if index >= len(statement) or statement[index] in "(),;":
        return "", index
    while statement[index + 1 : index + 2] == (".",) and index + 2 < len(statement):
        index += 2
    return statement[index].strip(_QUOTES), index + 1
