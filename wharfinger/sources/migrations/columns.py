# SPDX-License-Identifier: Apache-2.0
"""What adding or altering a column does to code that does not know of the change."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from math import inf

from wharfinger.model import Effect
from wharfinger.sources.migrations.evaluation import evaluate, literal, text_of
from wharfinger.sources.migrations.values import Scope, Thing, alternatives

Keywords = Mapping[str | None, ast.expr]

_INTEGERS = {"TINYINT": 1, "SMALLINT": 2, "SMALLINTEGER": 2, "INTEGER": 4, "INT": 4}
_INTEGERS |= {"BIGINT": 8, "BIGINTEGER": 8}
_BOUNDED = frozenset({"STRING", "UNICODE", "VARCHAR", "NVARCHAR", "CHAR"})
_TEXTS: Mapping[str, float] = {"TINYTEXT": 255, "TEXT": 2**16, "UNICODETEXT": 2**16}
_TEXTS = {**_TEXTS, "MEDIUMTEXT": 2**24, "LONGTEXT": 2**32, "CLOB": inf}
_FILLED_BY = ("Computed()", "Identity()")


def keywords(call: ast.Call) -> Keywords:
    """Return the keyword arguments of a call; None stands for a mapping of more."""
    return {item.arg: item.value for item in call.keywords}


def column_name(value: object) -> str:
    """Return the name of a column that is added, empty where it cannot be made out."""
    if isinstance(value, Thing) and value.call and value.call.args and value.scope:
        return text_of(value.call.args[0], value.scope)
    return ""


def added(value: object) -> frozenset[Effect]:
    """Return what it does to add a column; rows without a value for it may be refused."""
    return frozenset().union(*(_added(item) for item in alternatives(value)))


def _added(value: object) -> frozenset[Effect]:
    if not isinstance(value, Thing) or not value.path.endswith("Column()"):
        return frozenset({Effect.UNKNOWN})
    call, scope = value.call, value.scope
    assert call is not None
    assert scope is not None
    known = keywords(call)
    nullable = literal(known["nullable"], scope) if "nullable" in known else True
    if None in known or not isinstance(nullable, bool):
        return frozenset({Effect.UNKNOWN})
    is_key = "primary_key" in known and literal(known["primary_key"], scope) is True
    if (nullable and not is_key) or _is_filled(call, known, scope):
        return frozenset({Effect.ADDS})
    return frozenset({Effect.ADDS, Effect.RESTRICTS})


def _is_filled(call: ast.Call, known: Keywords, scope: Scope) -> bool:
    """Tell whether the database itself has a value for rows that name none."""
    if "server_default" in known and literal(known["server_default"], scope) is not None:
        return True
    values = (evaluate(item, scope) for item in call.args)
    return any(isinstance(item, Thing) and item.path.endswith(_FILLED_BY) for item in values)


def altered(known: Keywords, scope: Scope) -> Iterator[tuple[str, Effect]]:
    """Yield what is altered of a column, and what that does."""
    if None in known:
        yield "**", Effect.UNKNOWN
    if known.keys() & {"new_column_name", "name"}:
        yield "new name", Effect.REMOVES
    if "nullable" in known:
        yield "nullable", _nullable(literal(known["nullable"], scope))
    for name in ("type_", "type"):
        if name in known:
            yield "type", _retyped(known.get("existing_type"), known[name], scope)
    if "server_default" in known:
        yield "default", _default(known, scope)
    if known.keys() & {"comment", "autoincrement", "modify_comment"}:
        yield "", Effect.NEUTRAL


def _nullable(value: object) -> Effect:
    if not isinstance(value, bool):
        return Effect.UNKNOWN
    return Effect.NEUTRAL if value else Effect.RESTRICTS


def _default(known: Keywords, scope: Scope) -> Effect:
    """Judge another default; without one, old code must name a value that it never named."""
    nullable = known.get("nullable", known.get("existing_nullable"))
    required = nullable is None or literal(nullable, scope) is not True
    gone = literal(known["server_default"], scope) is None
    return Effect.REMOVES if gone and required else Effect.NEUTRAL


def _retyped(old: ast.expr | None, new: ast.expr, scope: Scope) -> Effect:
    """Tell whether another type takes all values of the old one."""
    if old is not None and ast.dump(old) == ast.dump(new):
        return Effect.NEUTRAL
    types = [literal(item, scope) for item in (old, new)]
    labels = [_labels(item) for item in types]
    if labels[0] and labels[1]:
        return Effect.NEUTRAL if labels[0] <= labels[1] else Effect.RESTRICTS
    before, after = (_capacity(item) for item in types)
    if before is None or after is None:
        return Effect.UNKNOWN
    fits = before[0] == after[0] and before[1] <= after[1]
    return Effect.NEUTRAL if fits else Effect.RESTRICTS


def _labels(value: object) -> frozenset[object]:
    """Return the values of an enumeration, none of what is not known or another type."""
    if not isinstance(value, Thing) or not value.path.upper().endswith(".ENUM()"):
        return frozenset()
    assert value.call is not None
    assert value.scope is not None
    found = [literal(item, value.scope) for item in value.call.args]
    return frozenset(found if all(isinstance(item, str) for item in found) else ())


def _capacity(value: object) -> tuple[str, float] | None:
    """Return the family of a type and how much it holds, None for one that is not known."""
    if not isinstance(value, Thing):
        return None
    name = value.path.removesuffix("()").rpartition(".")[2].upper()
    if name in _INTEGERS:
        return "integer", _INTEGERS[name]
    if name not in _TEXTS and name not in _BOUNDED:
        return None
    size = _size(value)
    if size is None:
        return None
    return "text", size if name in _BOUNDED else min(size, _TEXTS[name])


def _size(value: Thing) -> float | None:
    """Return the length of a text, infinite without one, None where it is not known."""
    if value.call is None or value.scope is None:
        return inf
    named = keywords(value.call).get("length")
    node = value.call.args[0] if value.call.args else named
    if node is None:
        return inf
    size = literal(node, value.scope)
    return size if isinstance(size, int) else None
