# SPDX-License-Identifier: Apache-2.0
"""What SQL statements do, as far as their leading words tell; no dialect is parsed in full.

Text in braces stands for what only a run shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from wharfinger.contract.migrations import alter_table
from wharfinger.contract.migrations.words import Words, name_at, named, skipped, words
from wharfinger.model import Effect, Operation

_READS = named(
    "ANALYSE ANALYZE BEGIN COMMENT COMMIT DESC DESCRIBE DISCARD END EXPLAIN FLUSH GRANT LOCK"
    " OPTIMIZE PRAGMA REINDEX RELEASE REVOKE ROLLBACK SAVEPOINT SET SHOW START UNLOCK USE"
    " VACUUM VALUES REFRESH"
)
_DATA = named("UPDATE INSERT DELETE REPLACE MERGE TRUNCATE COPY LOAD")
_OBJECTS = named(
    "TABLE INDEX TRIGGER FUNCTION PROCEDURE VIEW TYPE SEQUENCE EXTENSION SCHEMA DATABASE DOMAIN"
    " AGGREGATE OPERATOR ROLE USER RULE POLICY STATISTICS"
)
_BEFORE_NAME = named("IF NOT EXISTS CONCURRENTLY ONLY INTO FROM IGNORE LOW_PRIORITY")
_BEFORE_TABLE = _BEFORE_NAME | named("TABLE OR REPLACE ABORT ROLLBACK FAIL")
_TEMPORARY = named("TEMP TEMPORARY")
_HARMLESS = frozenset({"VERSION", "DATABASE", "NOW", "CURRENT_SCHEMA", "PG_SLEEP", "SLEEP"})
_BLOCKS = frozenset({"BEGIN", "CASE", "END"})
_BODIES = frozenset({"TRIGGER", "FUNCTION", "PROCEDURE"})
_INNER_ENDS = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
_MOST_TEXT = 60
_MOST_MODIFIERS = 14
"""``DEFINER = name @ host`` is the longest that stands before the kind of a thing."""


def classify(text: str, line: int = 0) -> tuple[Operation, ...]:
    """Return the operations in a text of SQL; queries are none."""
    return tuple(item for one in _statements(words(text)) for item in _operations(one, line))


def _statements(text: Words) -> Iterator[Words]:
    """Split at semicolons, but for those in the body of a trigger or a function."""
    start, depth = 0, 0
    for index, word in enumerate(text):
        if word == ";" and depth <= 0:
            yield text[start:index]
            start, depth = index + 1, 0
        elif word.upper() in _BLOCKS and _object(_beginning(text, start, index))[0] in _BODIES:
            depth += _nesting(text, index)
    yield text[start:]


def _beginning(text: Words, start: int, end: int) -> Words:
    return text[start : min(end, start + _MOST_MODIFIERS)]


def _nesting(text: Words, index: int) -> int:
    """Return by how much a word changes the depth of blocks; ``END IF`` ends none of them."""
    if text[index].upper() == "END":
        following = text[index + 1 : index + 2]
        return 0 if following and following[0].upper() in _INNER_ENDS else -1
    return 0 if text[index - 1].upper() == "END" else 1


def _operations(statement: Words, line: int) -> Iterator[Operation]:
    first = statement[0].upper() if statement else ""
    if first in ("CREATE", "DROP"):
        yield from (_created if first == "CREATE" else _dropped)(statement, line)
    elif first == "ALTER":
        yield from alter_table.operations(statement, line)
    elif first in _DATA:
        table, _ = name_at(statement, skipped(statement, 1, _BEFORE_TABLE))
        yield Operation(Effect.DATA, first, "table", table, line)
    elif first == "RENAME":
        yield Operation(Effect.REMOVES, "RENAME TABLE", "table", " ".join(statement[2:]), line)
    elif first == "WITH":
        yield from _with(statement, line)
    elif first == "SELECT":
        yield from _select(statement, line)
    elif first and first not in _READS:
        yield _unknown(statement, line)


def _unknown(statement: Words, line: int) -> Operation:
    start = " ".join(" ".join(statement[:4]).split())
    if statement[4:] or len(start) > _MOST_TEXT:
        start = f"{start[:_MOST_TEXT]} …"
    return Operation(Effect.UNKNOWN, "SQL", "", start, line)


def _object(statement: Words) -> tuple[str, int]:
    """Return the kind of thing that a ``CREATE`` or ``DROP`` is about, and where it stands."""
    for index, word in enumerate(statement[1:_MOST_MODIFIERS], 1):
        if word.upper() in _OBJECTS:
            return word.upper(), index
    return "", 0


def _created(statement: Words, line: int) -> Iterator[Operation]:
    kind, place = _object(statement)
    modifiers = {word.upper() for word in statement[1:place]}
    if not kind:
        yield _unknown(statement, line)
        return
    if modifiers & _TEMPORARY:
        # Gone with the connection, which no other code has.
        return
    name, after = name_at(statement, skipped(statement, place + 1, _BEFORE_NAME))
    table = _table_behind(statement[after:])
    effect = Effect.ADDS
    if kind == "INDEX":
        effect = Effect.RESTRICTS if "UNIQUE" in modifiers else Effect.NEUTRAL
    elif kind in ("EXTENSION", "STATISTICS"):
        effect = Effect.NEUTRAL
    yield Operation(effect, f"CREATE {kind}", kind.lower(), name, line, table)
    if kind == "TABLE" and "SELECT" in (word.upper() for word in statement):
        yield Operation(Effect.DATA, "CREATE TABLE AS SELECT", "table", name, line)


def _table_behind(statement: Words) -> str:
    upper = [word.upper() for word in statement]
    return name_at(statement, upper.index("ON") + 1)[0] if "ON" in upper else ""


def _dropped(statement: Words, line: int) -> Iterator[Operation]:
    kind, place = _object(statement)
    if not kind:
        yield _unknown(statement, line)
        return
    index = place
    while index == place or statement[index : index + 1] == (",",):
        name, index = name_at(statement, skipped(statement, index + 1, _BEFORE_NAME))
        table = _table_behind(statement[index:])
        yield Operation(Effect.REMOVES, f"DROP {kind}", kind.lower(), name, line, table)


def _with(statement: Words, line: int) -> Iterator[Operation]:
    upper = [word.upper() for word in statement]
    for index, (before, word) in enumerate(pairwise(upper), 2):
        if word in ("UPDATE", "INSERT", "DELETE", "MERGE") and before not in ("FOR", "KEY"):
            table, _ = name_at(statement, skipped(statement, index, _BEFORE_TABLE))
            yield Operation(Effect.DATA, word, "table", table, line)
            return
    if "INTO" in upper:
        yield _unknown(statement, line)


def _select(statement: Words, line: int) -> Iterator[Operation]:
    """Yield what a query may do: one of a function alone is made for what that does."""
    upper: Sequence[str] = [word.upper() for word in statement]
    calls = {word for word, after in pairwise(upper) if after == "("}
    functions = {word for word in calls if re.fullmatch(r"\w+", word)}
    if "INTO" in upper or ("FROM" not in upper and functions - _HARMLESS):
        yield _unknown(statement, line)
