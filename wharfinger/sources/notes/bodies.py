# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the text of an entry, whatever file holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wharfinger.sources.notes import codes, markdown, phrases, rst
from wharfinger.sources.notes.rst import RstFault
from wharfinger.sources.policy.document import excerpt

# A text of these signs alone has no markup that could be wrong.
_PLAIN = re.compile(r"[^\S\n]*\w[^*`_|\\:\[\]#<>~^=+\n-]*(?:\n\w[^*`_|\\:\[\]#<>~^=+\n-]*)*\n*\Z")
_MARKUP = "Mend the markup; 'rst2html' or the documentation build shows how it reads."


@dataclass(frozen=True, slots=True)
class BodyFault:
    """A fault in a text; ``line`` and ``column`` count from 1 within the text."""

    code: str
    message: str
    remedy: str
    line: int
    column: int
    key: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text stands among: its project's template, and the targets that it may refer to.

    ``phrases`` are sentences of the template, ``targets`` names as docutils normalises them.
    ``as_item`` tells an entry of a list from a text on its own.
    """

    phrases: tuple[str, ...] = ()
    targets: frozenset[str] = frozenset()
    as_item: bool = True


def body_faults(text: str, around: Surroundings) -> Iterator[BodyFault]:
    """Yield what is wrong with a text."""
    left = phrases.template_text(text, around.phrases)
    if left:
        line, column = _find(text, left)
        message = f"text of the template is left: {excerpt(' '.join(left.split()))!r}"
        remedy = "Replace it with what users must know, or remove the section."
        yield BodyFault(codes.TEMPLATE_TEXT, message, remedy, line, column, "template")
        return
    if not _PLAIN.match(text):
        yield from _markup(rst.parse(text, around.as_item, around.targets))


def _markup(parsed: rst.Parsed) -> Iterator[BodyFault]:
    foreign = tuple(markdown.faults(parsed.paragraphs))
    for found in foreign:
        yield _body_fault(codes.MARKDOWN, found, "Use the markup of reStructuredText.")
    # What docutils says of Markdown is only another way to say that it is Markdown.
    fenced = min((item.line for item in foreign if "fence" in item.message), default=0)
    for found in parsed.faults:
        if not fenced or found.line < fenced:
            yield _body_fault(codes.INVALID_RST, found, _MARKUP)


def _body_fault(code: str, found: RstFault, remedy: str) -> BodyFault:
    message = f"{found.message[:1].lower()}{found.message[1:]}"
    return BodyFault(code, message, remedy, found.line, found.column, found.message)


def _find(text: str, part: str) -> tuple[int, int]:
    """Return the line and column of a part, whose spaces may be line breaks in the text."""
    pattern = r"\s+".join(re.escape(word) for word in part.split())
    match = re.search(pattern, text)
    start = match.start() if match else 0
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
