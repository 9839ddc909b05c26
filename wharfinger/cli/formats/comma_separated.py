# SPDX-License-Identifier: Apache-2.0
"""Comma-separated values, as RFC 4180 has them: for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from wharfinger.model import Definition, Page, Table

_DEFINED = ("within", "name", "signature", "labels", "text", "location")
# A spreadsheet runs a cell that begins so as a formula, and names are not ours to trust.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(page: Page) -> str:
    """Return the page's definitions, or else its tables, below one header.

    Several tables, or one of a group of drivers in a list, have the group in front.
    """
    definitions = [block for block in page.blocks if isinstance(block, Definition)]
    tables = [block for block in page.blocks if isinstance(block, Table)]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    rows = _of_definitions(definitions, "") if definitions else _of_tables(tables)
    if definitions:
        writer.writerow(_DEFINED)
    writer.writerows([_harmless(text) for text in row] for row in rows)
    return file.getvalue()


def _of_tables(tables: list[Table]) -> Iterator[list[str]]:
    grouped = [table.anchor.target if table.anchor else table.title for table in tables]
    has_group = any(table.shape == "list" and table.anchor for table in tables) or len(tables) > 1
    keys = list(dict.fromkeys(column.key for table in tables for column in table.columns))
    if keys:
        yield ["group", *keys] if has_group else keys
    for group, table in zip(grouped, tables, strict=True):
        at = {column.key: index for index, column in enumerate(table.columns)}
        for row in table.rows:
            cells = [row[at[key]].text if key in at else "" for key in keys]
            yield [group, *cells] if has_group else cells


def _of_definitions(definitions: list[Definition], within: str) -> Iterator[list[str]]:
    for item in definitions:
        yield [
            within,
            item.term,
            item.signature,
            ", ".join(item.labels),
            item.text,
            str(item.location or ""),
        ]
        yield from _of_definitions(list(item.items), item.term)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
