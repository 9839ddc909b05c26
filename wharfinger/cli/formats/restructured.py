# SPDX-License-Identifier: Apache-2.0
"""reStructuredText to paste into a page: list-tables and definition lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wharfinger.cli.formats.cells import GLYPHS
from wharfinger.model import Block, Definition, Page, Table, Value
from wharfinger.reporters import visible

_SPECIAL = re.compile(r"[\\*`|_<>]|:(?=[:\s]|$)|(?<=\s):")
# What could begin a list, a field, an option, a comment, a table, or a title's underline.
_RISKY_START = re.compile(r"[^\w]|_|(?:\w{1,12}[.)](?:\s|$))")
_SAFE_LITERAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.:+\-]*[A-Za-z0-9])?")


def render(page: Page) -> str:
    """Return the page as reStructuredText that parses without a warning."""
    blocks = ("\n".join(_block(block)) for block in page.blocks)
    return "\n\n".join(filter(None, blocks)) + "\n"


def escaped(text: str) -> str:
    """Return text that reads the same after it was parsed, at the start of a paragraph too."""
    text = " ".join(visible(text).split())
    safe = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    # A line of nothing but punctuation could be an underline, escaped or not.
    risky = not re.search(r"\w", text) or not safe.startswith("\\")
    return f"\\ {safe}" if _RISKY_START.match(text) and risky else safe


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Definition):
        yield from _definition(block, "")
    elif block.literal:
        yield from ("::", "", *(f"   {visible(line)}" for line in block.text.splitlines()))
    else:
        yield escaped(block.text)


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield f"{escaped(table.title)}: none" if table.title else "None."
        return
    yield f".. list-table:: {escaped(table.title)}".rstrip()
    yield "   :header-rows: 1"
    yield from ("   :stub-columns: 1",) * (table.shape == "matrix" and len(table.columns) > 1)
    yield ""
    yield from _row([escaped(column.title) for column in table.columns])
    for row in table.rows:
        yield from _row([_cell(value) for value in row])


def _row(cells: list[str]) -> Iterator[str]:
    for index, cell in enumerate(cells):
        yield f"{'   * -' if index == 0 else '     -'} {cell}".rstrip()


def _cell(value: Value) -> str:
    if value.literal and _SAFE_LITERAL.fullmatch(value.text):
        return f"``{value.text}``"
    glyph = GLYPHS.get(value.status)
    return f"{glyph} {escaped(value.text)}" if glyph else escaped(value.text)


def _definition(definition: Definition, indent: str) -> Iterator[str]:
    below = f"{indent}   "
    yield indent + escaped(definition.signature or definition.term)
    for text in _said(definition):
        yield from (f"{below}{escaped(text)}", "")
    for item in definition.items:
        yield from _definition(item, below)


def _said(definition: Definition) -> Iterator[str]:
    """Yield what a definition says. It is at least a full stop: a term alone is no definition."""
    said = [", ".join(definition.labels), definition.text]
    said += [f"{name}: {text}" for name, text in definition.fields]
    said.append(str(definition.location or ""))
    yield from [text for text in said if text.strip()] or ["."]
