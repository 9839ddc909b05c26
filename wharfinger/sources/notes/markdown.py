# SPDX-License-Identifier: Apache-2.0
"""Markdown where reStructuredText is expected: what the report would show as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wharfinger.sources.notes.rst import Paragraph, RstFault

_LITERAL = re.compile(r"(?<!`)``(?!`).+?(?<!`)``(?!`)", re.DOTALL)
_KINDS = (
    (
        re.compile(r"^[ \t]*(```|~~~)", re.MULTILINE),
        "a fence of Markdown; write '.. code-block::' and indent the code below it",
    ),
    (
        re.compile(r"(?<![\w`])\[[^\]\[\n]+\]\((?:https?://|mailto:|\.{0,2}/|#)[^()\s]*\)"),
        "a link of Markdown; write `text <address>`__",
    ),
    (re.compile(r"\A#{1,6}[ \t]+\S"), "a heading of Markdown; an entry has no headings"),
)


def faults(paragraphs: Iterable[Paragraph]) -> Iterator[RstFault]:
    """Yield the Markdown in paragraphs, at most one of a kind for each of them."""
    for paragraph in paragraphs:
        text = _LITERAL.sub(lambda match: re.sub(r"\S", " ", match[0]), paragraph.text)
        for pattern, message in _KINDS:
            match = pattern.search(text)
            if match:
                yield _at(paragraph, match, message)


def _at(paragraph: Paragraph, match: re.Match[str], message: str) -> RstFault:
    before = paragraph.text[: match.start()]
    line = paragraph.line + before.count("\n")
    return RstFault(message, line, len(before) - (before.rfind("\n") + 1) + 1)
