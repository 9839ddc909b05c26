# SPDX-License-Identifier: Apache-2.0
"""Neutral tables and definitions: what views make and every renderer can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wharfinger.model.location import Location


@dataclass(frozen=True, slots=True)
class Anchor:
    """Names a thing that pages can link to: ``kind`` is a role of the ``driver`` domain."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Value:
    """The content of one cell.

    ``status`` is a word of :class:`~wharfinger.model.Support` or
    :class:`~wharfinger.model.State` where the text is one, so that renderers can
    colour it. ``evidence`` and ``note`` say where it was read, or why it is unknown.
    ``link`` refers to a thing that has its own entry, ``anchor`` makes this its entry.
    """

    text: str
    status: str = ""
    basis: str = ""
    evidence: Location | None = None
    note: str = ""
    link: Anchor | None = None
    anchor: Anchor | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column's key (as the ``columns`` option and CSV name it) and its title."""

    key: str
    title: str
    anchor: Anchor | None = None
    link: Anchor | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values. ``shape`` is ``list`` or ``matrix``; the first cell names its row.

    ``anchor`` names what the table as a whole is about: the group of its drivers.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    shape: str = "list"
    anchor: Anchor | None = None

    def without_empty_columns(self) -> Table:
        """Return the table without the columns in which no row says anything."""
        kept = [
            index
            for index in range(len(self.columns))
            if index == 0 or not self.rows or any(row[index].text.strip() for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[index] for index in kept),
            rows=tuple(tuple(row[index] for index in kept) for row in self.rows),
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """A term with what it means: a method with its signature, a class with its members."""

    term: str
    anchor: Anchor | None = None
    signature: str = ""
    labels: tuple[str, ...] = ()
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    location: Location | None = None
    items: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two between tables; lines to be copied as they are if ``literal``."""

    text: str
    literal: bool = False


Block = Table | Definition | Paragraph


@dataclass(frozen=True, slots=True)
class Page:
    """What a view answers: blocks for people, data for machines.

    ``data`` are the keys of the JSON answer behind ``schema`` and ``examined``.
    ``summary`` is one line for the end of terminal output.
    """

    title: str
    blocks: tuple[Block, ...]
    data: Mapping[str, object] = field(default_factory=dict)
    summary: str = ""
