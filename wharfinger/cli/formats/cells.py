# SPDX-License-Identifier: Apache-2.0
"""What cells show to people, whether it is on a terminal or in a pipe."""

from __future__ import annotations

from wharfinger.model import Definition, State, Support, Table, Value
from wharfinger.reporters import visible

# The words are those of Support and State; "unknown" is in both.
GLYPHS: dict[str, str] = {
    Support.YES: "✓",
    Support.NO: "✗",
    Support.PARTIAL: "◐",
    Support.DEFAULT: "○",
    State.EXPERIMENTAL: "△",
    State.SUPPORTED: "✓",
    State.DEPRECATED: "▽",
    State.UNSUPPORTED: "✗",
    State.REMOVED: "✗",
    State.UNKNOWN: "?",
}
# A cell without anything keeps its column in sight, for people and for awk.
EMPTY = "-"


def cell_text(value: Value) -> str:
    """Return what a cell shows: a status has its sign before its word."""
    text = visible(value.text).strip() or EMPTY
    return f"{GLYPHS[value.status]} {text}" if value.status in GLYPHS else text


def remarks(table: Table) -> list[str]:
    """Return what a matrix cannot show in its cells: aliases, and why cells are unknown."""
    if table.shape != "matrix":
        return []
    names = [column.title for column in table.columns]
    said = [f"{visible(c.title)}: {visible(c.note)}" for c in table.columns if c.note]
    said += [f"{visible(r[0].text)}: {visible(r[0].note)}" for r in table.rows if r[0].note]
    unknown: dict[str, dict[str, None]] = {}
    for row in table.rows:
        for name, value in zip(names, row, strict=True):
            if value.status == Support.UNKNOWN and value.note:
                unknown.setdefault(visible(value.note), {})[visible(name)] = None
    said += [f"? {', '.join(columns)}: {reason}" for reason, columns in unknown.items()]
    return said


def definition_lines(definition: Definition) -> list[str]:
    """Return what a definition says below its term, without its items."""
    lines = [visible(definition.text)] if definition.text else []
    return lines + [f"{visible(name)}: {visible(text)}" for name, text in definition.fields]


def definition_head(definition: Definition) -> str:
    """Return the signature of a definition, or else its term."""
    return visible(definition.signature or definition.term)
