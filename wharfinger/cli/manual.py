# SPDX-License-Identifier: Apache-2.0
"""A page of the documentation as text for a terminal.

The pages of checks keep to a few forms: headings, paragraphs, lists, and code blocks
with a caption. Those are what this knows; whatever else there is stays as it was written.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator

from wharfinger.views import plain_words

_WIDTH = 80
_UNDERLINE = re.compile(r"([=\-~^\"'#*+.])\1+")
_DIRECTIVE = re.compile(r"\.\. [\w:-]+::")
_CAPTION = re.compile(r"\s+:caption:\s*(?P<name>.+)")
_INDENT = re.compile(r"^ {1,3}", re.MULTILINE)
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")


def render(page: str, width: int | None) -> str:
    """Return the page as text, its headings in bold on a terminal."""
    bold = width is not None and os.environ.get("TERM") != "dumb"
    blocks = _blocks(page.splitlines(), min(width or _WIDTH, _WIDTH), bold)
    return "\n\n".join(blocks) + "\n"


def _blocks(lines: list[str], width: int, bold: bool) -> Iterator[str]:
    chunks = [chunk.strip("\n") for chunk in re.split(r"\n\s*\n", "\n".join(lines))]
    for chunk in filter(None, chunks):
        first, *others = chunk.splitlines()
        if others and _UNDERLINE.fullmatch(others[0]):
            title = plain_words(first)
            yield f"\x1b[1m{title}\x1b[0m" if bold else f"{title}\n{'-' * len(title)}"
        elif _DIRECTIVE.match(first):
            captions = [match["name"] for line in others if (match := _CAPTION.fullmatch(line))]
            yield from (f"    {name}:" for name in captions)
        elif first.startswith(" "):
            # Blocks of code are indented by three; what is more belongs to the code.
            yield textwrap.indent(_INDENT.sub("", chunk), " " * 6)
        elif _ITEM.match(first):
            yield from _items(chunk, width)
        else:
            yield textwrap.fill(plain_words(chunk), width)


def _items(chunk: str, width: int) -> Iterator[str]:
    items = re.split(r"\n(?=(?:[-*]|\d+\.) )", chunk)
    yield "\n".join(
        textwrap.fill(plain_words(item), width, subsequent_indent="  ") for item in items
    )
