# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the reStructuredText of a note.

A text is parsed as it stands in the report that is made of it: an entry as an item of a
list. Nothing is read or run on its behalf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes

from wharfinger.sources.rst.messages import messages
from wharfinger.sources.rst.places import Places, line_of
from wharfinger.sources.rst.reading import Document, UnparsableError, read
from wharfinger.sources.rst.references import dangling

MOST_CHARACTERS = 32 * 1024
"""A longer entry is no release note, and some markup takes the square of its length."""

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class RstFault:
    """A fault of the markup: what, and the line and column in the text, both from 1."""

    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is written, without what is in literal blocks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's faults, and its paragraphs."""

    faults: tuple[RstFault, ...]
    paragraphs: tuple[Paragraph, ...]


def parse(text: str, as_item: bool, known: frozenset[str] = frozenset()) -> Parsed:
    """Parse a text, as an item of a list or on its own. Nothing is raised.

    ``known`` are the names of targets elsewhere that it may refer to.
    """
    if len(text) > MOST_CHARACTERS:
        limit = f"it is longer than {MOST_CHARACTERS // 1024} KiB, too long for a release note"
        return Parsed((RstFault(limit, 1, 1),), ())
    lines = text.splitlines()
    source = [f"- {lines[0]}", *(_INDENT + line for line in lines[1:])] if as_item else lines
    try:
        document = read("\n".join(source))
    except UnparsableError as error:
        return Parsed((RstFault(error.reason, 1, 1),), ())
    indent = len(_INDENT) if as_item else 0
    found = [
        RstFault(message, line, max(column - indent, 1))
        for message, line, column in (
            *messages(document, source),
            *_dangling(document, source, known),
        )
    ]
    return Parsed(tuple(dict.fromkeys(found)), tuple(_paragraphs(document)))


def _dangling(
    document: Document, source: list[str], known: frozenset[str]
) -> Iterator[tuple[str, int, int]]:
    places = Places(source)
    for name, kind, node in dangling(document.tree):
        if name not in known:
            message = (
                f'the note has no {kind} "{name}"; write it, or a backslash before the underscore'
            )
            yield (message, *places.of(node))


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    for node in document.tree.findall(nodes.paragraph):
        if not isinstance(node.parent, nodes.system_message):
            yield Paragraph(node.rawsource, line_of(node))
