# SPDX-License-Identifier: Apache-2.0
"""Support matrices that people keep by hand: tables of drivers with a yes or a no behind each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wharfinger.model import Group

_VERDICTS = frozenset({"yes", "no", "partial", "full", "supported", "unsupported", "✓", "✔", "✗"})
_FEATURE = re.compile(
    r"^driver[.-](?:impl-)?(?P<driver>[^=\s]+)\s*=\s*(?:complete|partial|missing)"
)
_ROLE = re.compile(r":[\w:]+:`~?(?P<target>[^`<]+)`")
_LIST_ROW = re.compile(r"[ \t]*\* - (?P<cell>.*)")
_LIST_CELL = re.compile(r"[ \t]+- (?P<cell>.*)")

Row = tuple[int, tuple[str, ...]]


def by_hand(text: str, groups: Iterable[Group]) -> tuple[int, tuple[str, ...]]:
    """Return the groups of which a page judges two drivers at least, and where it begins to.

    The page is reStructuredText, or the INI of sphinx-feature-classification.
    """
    judged = {_bare(subject): line for line, subject in reversed(list(_judged(text)))}
    first: dict[str, int] = {}
    for group in groups if len(judged) > 1 else ():
        names = _names(group)
        lines = {names[subject]: judged[subject] for subject in judged if subject in names}
        if len(lines) > 1:
            first[group.name] = min(lines.values())
    return min(first.values(), default=0), tuple(first)


def _judged(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first cells of the rows that have a verdict in another one."""
    for line, (subject, *verdicts) in _rows(text):
        if any(_bare(verdict).lower() in _VERDICTS for verdict in verdicts):
            yield line, subject


def _names(group: Group) -> dict[str, str]:
    """Return the drivers by all that a page may call them."""
    called: dict[str, str] = {}
    for driver in group.drivers:
        names = (driver.registered_name, driver.target, driver.qualified_name)
        called |= {name.replace(":", "."): driver.target for name in names if name}
    return called


def _bare(cell: str) -> str:
    """Return the text of a cell without its markup."""
    cell = cell.strip()
    role = _ROLE.fullmatch(cell)
    return (role["target"] if role else cell.strip("`*")).strip()


def _rows(text: str) -> Iterator[Row]:
    """Yield the rows of tables: list tables, grids, and pairs of the INI form."""
    started, cells = 0, []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if started and (cell := _LIST_CELL.match(line)):
            cells.append(cell["cell"])
            continue
        if started:
            yield started, tuple(cells)
        started = 0
        if row := _LIST_ROW.match(line):
            started, cells = number, [row["cell"]]
        elif (row_text := line.strip()).startswith("|") and row_text.endswith("|"):
            yield number, tuple(row_text.strip("|").split("|"))
        elif feature := _FEATURE.match(line):
            yield number, (feature["driver"], "yes")
