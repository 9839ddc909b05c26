# SPDX-License-Identifier: Apache-2.0
"""What the actions of an ``ALTER`` statement do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wharfinger.contract.migrations.words import Words, name_at, named, skipped
from wharfinger.model import Effect, Operation

_CONSTRAINTS = named("CONSTRAINT UNIQUE PRIMARY FOREIGN CHECK EXCLUDE")
_INDEXES = named("INDEX KEY FULLTEXT SPATIAL PARTITION")
_FILLED = named("DEFAULT GENERATED AUTO_INCREMENT SERIAL BIGSERIAL AS")
_NEUTRAL = named(
    "ENGINE CONVERT COMMENT ENABLE DISABLE OWNER CLUSTER AUTO_INCREMENT CHARACTER COLLATE"
    " ROW_FORMAT SET RESET ORDER FORCE ALGORITHM LOCK DEFAULT"
)
_NOISE = named("IF NOT EXISTS COLUMN")


def operations(statement: Words, line: int) -> Iterator[Operation]:
    """Yield the operations of an ``ALTER`` statement."""
    upper = [word.upper() for word in statement]
    kind = upper[1] if upper[1:] else ""
    index = skipped(statement, 2, {"IF", "EXISTS", "ONLY"})
    name, after = name_at(statement, index)
    if kind == "TABLE":
        for action in _actions(statement[after:]):
            yield from _of_table(action, name, line)
    elif kind == "TYPE" and upper[after : after + 2] == ["ADD", "VALUE"]:
        yield Operation(Effect.ADDS, "ALTER TYPE ADD VALUE", "type", name, line)
    elif kind in ("INDEX", "SEQUENCE", "DATABASE", "EXTENSION", "ROLE", "USER"):
        yield Operation(Effect.NEUTRAL, f"ALTER {kind}", kind.lower(), name, line)
    else:
        yield Operation(Effect.UNKNOWN, "SQL", "", " ".join(statement[:4]), line)


def _actions(rest: Words) -> Iterator[Words]:
    """Split the actions at commas outside of parentheses."""
    start, depth = 0, 0
    for index, word in enumerate(rest):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if word == "," and depth == 0:
            yield rest[start:index]
            start = index + 1
    yield rest[start:]


def _of_table(action: Words, table: str, line: int) -> Iterator[Operation]:
    upper = tuple(word.upper() for word in action)
    verb = f"ALTER TABLE {' '.join(upper[:1])}"
    for effect, what, name in _effects(action, upper):
        full = f"{table}.{name}" if name else table
        yield Operation(effect, verb, what, full, line, table)


def _effects(action: Words, upper: Words) -> Iterator[tuple[Effect, str, str]]:
    first, second = (*upper, "", "")[:2]
    if first == "ADD":
        yield from _added(action, upper, second)
    elif first == "DROP":
        yield Effect.REMOVES, *_dropped(action, upper, second)
    elif first == "ALTER":
        yield _altered(upper), "column", name_at(action, skipped(action, 1, _NOISE))[0]
    elif first in ("RENAME", "CHANGE"):
        yield _renamed(action, second), "name", ""
    elif (first, second) == ("SET", "SCHEMA"):
        yield Effect.REMOVES, "table", ""
    elif first == "VALIDATE":
        yield Effect.RESTRICTS, "constraint", name_at(action, 2)[0]
    else:
        yield Effect.NEUTRAL if first in _NEUTRAL else Effect.UNKNOWN, "table", ""


def _added(action: Words, upper: Words, second: str) -> Iterator[tuple[Effect, str, str]]:
    if second in _CONSTRAINTS:
        has_name = second == "CONSTRAINT"
        yield Effect.RESTRICTS, "constraint", name_at(action, 2)[0] if has_name else second
    elif second in _INDEXES:
        yield Effect.NEUTRAL, "index", ""
    elif second in ("(", ""):
        yield Effect.UNKNOWN, "column", ""
    else:
        name = name_at(action, skipped(action, 1, _NOISE))[0]
        yield Effect.ADDS, "column", name
        if _is_required(upper):
            yield Effect.RESTRICTS, "column", name


def _is_required(upper: Words) -> bool:
    pairs = {*pairwise(upper[2:])}
    return bool(pairs & {("NOT", "NULL"), ("PRIMARY", "KEY")}) and _FILLED.isdisjoint(upper)


def _dropped(action: Words, upper: Words, second: str) -> tuple[str, str]:
    if second in ("PRIMARY", "FOREIGN"):
        return "constraint", " ".join(upper[1:3])
    known = second in ("COLUMN", "CONSTRAINT", "INDEX", "KEY", "CHECK", "PARTITION")
    what = second.lower() if known else "column"
    return what, name_at(action, skipped(action, 2 if known else 1, _NOISE))[0]


def _altered(upper: Words) -> Effect:
    """Judge the change of a column; whether another type takes all values is not known."""
    text = " ".join(upper)
    if "SET NOT NULL" in text:
        return Effect.RESTRICTS
    if "DROP DEFAULT" in text:
        return Effect.REMOVES
    neutral = ("DROP NOT NULL", "SET DEFAULT", "VISIBLE", "SET STATISTICS", "SET STORAGE")
    return Effect.NEUTRAL if any(part in text for part in neutral) else Effect.UNKNOWN


def _renamed(action: Words, second: str) -> Effect:
    if action[0].upper() == "RENAME":
        return Effect.NEUTRAL if second in ("INDEX", "KEY", "CONSTRAINT") else Effect.REMOVES
    old, after = name_at(action, skipped(action, 1, _NOISE))
    return Effect.UNKNOWN if old == name_at(action, after)[0] else Effect.REMOVES
