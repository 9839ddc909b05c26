# SPDX-License-Identifier: Apache-2.0
"""Records as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from refstore.hints import Page
from refstore.records import Record, as_dict

COLUMNS = ("id", "name", "scope", "revision", "attributes")


def as_json(data: object) -> str:
    """Return data as JSON in ASCII, which every terminal and pipe takes."""
    return json.dumps(data, indent=2)


def page_data(page: Page) -> dict[str, object]:
    """Return a page as plain data."""
    return {
        "items": [as_dict(record) for record in page.items],
        "next_marker": page.next_marker,
        "truncated": page.truncated,
    }


def table(records: Sequence[Record]) -> str:
    """Return records as a table, a line each."""
    rows = [COLUMNS, *(_cells(record) for record in records)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def printable(text: str) -> str:
    """Put what would steer a terminal or break a line into escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _cells(record: Record) -> tuple[str, ...]:
    data = {
        **as_dict(record),
        "attributes": json.dumps(dict(record.attributes), ensure_ascii=False),
    }
    return tuple(printable(str(data[column])) for column in COLUMNS)
