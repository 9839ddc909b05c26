# SPDX-License-Identifier: Apache-2.0
"""Names and code in the text about a change: literals of reStructuredText."""

from __future__ import annotations

import re

_LITERAL = re.compile(r"``(.+?)``", re.DOTALL)


def literal(code: str) -> str:
    """Return code as one literal, in one line; nothing for nothing."""
    text = " ".join(code.split()).replace("`", "'")
    return f"``{text}``" if text else ""


def plain(text: str) -> str:
    """Return a text whose literals are without their marks."""
    return _LITERAL.sub(lambda match: match[1], text)


def parts(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text in order, each with whether it is a literal, as it stands."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _LITERAL.finditer(text):
        found += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [(piece, is_code) for piece, is_code in (*found, (text[end:], False)) if piece]
