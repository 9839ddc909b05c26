# SPDX-License-Identifier: Apache-2.0
"""Tables, columns, indexes and constraints of SQLAlchemy that are created or dropped themselves.

Columns and constraints have such methods in sqlalchemy-migrate, the predecessor of Alembic.
"""

from __future__ import annotations

import ast
import re

from wharfinger.model import Effect
from wharfinger.sources.migrations import columns
from wharfinger.sources.migrations.evaluation import evaluate, literal, text_of
from wharfinger.sources.migrations.record import Record, table_name
from wharfinger.sources.migrations.values import UNKNOWN, Scope, Thing

METHODS = frozenset(
    {"create", "drop", "alter", "rename", "create_column", "drop_column", "create_all", "drop_all"}
)
_ITEM = re.compile(
    r"(?:^|\.)(?P<kind>Table|Index|Column|\w+Constraint|Enum|ENUM|Sequence)\(\)\.(?:create|drop|alter|rename)$"
)
_COLUMN = re.compile(r"\.(?:c|columns)(?:\.(\w+)|\[\])\.(?:drop|alter|create)$")


def called(function: Thing, node: ast.Call, scope: Scope, record: Record) -> None:
    """Record what a method of a table, column, index or constraint does."""
    assert isinstance(node.func, ast.Attribute)
    receiver = node.func.value
    name = table_name(evaluate(receiver, scope), receiver, scope)
    method = function.last
    if method in ("create_all", "drop_all"):
        effect = Effect.ADDS if method == "create_all" else Effect.REMOVES
        record.add(effect, method, "table", text_of(receiver, scope), node.lineno)
    elif found := _COLUMN.search(function.path):
        _column(method, f"{name}.{found[1] or '{}'}", node, scope, record)
    elif method in ("create_column", "drop_column"):
        _of_table(method, name, node, scope, record)
    elif found := _ITEM.search(function.path):
        _item(found["kind"], name, function, node, record)
    else:
        record.unknown(node, "something that is not known:")


def _column(method: str, name: str, node: ast.Call, scope: Scope, record: Record) -> None:
    if method == "alter":
        for aspect, effect in columns.altered(columns.keywords(node), scope):
            record.add(effect, f"alter({aspect})", "column", name, node.lineno)
    elif method == "drop":
        record.add(Effect.REMOVES, "drop", "column", name, node.lineno)
    else:
        record.unknown(node, "a column that is not known:")


def _of_table(method: str, table: str, node: ast.Call, scope: Scope, record: Record) -> None:
    column = node.args[0] if node.args else None
    value = evaluate(column, scope)
    name = columns.column_name(value) or text_of(column, scope)
    dropped = frozenset({Effect.REMOVES})
    for effect in sorted(columns.added(value) if method == "create_column" else dropped):
        is_free = table in record.tables and effect is not Effect.ADDS
        record.add(
            Effect.NEUTRAL if is_free else effect, method, "column", f"{table}.{name}", node.lineno
        )
    record.columns.add((table, name))


def _item(kind: str, name: str, function: Thing, node: ast.Call, record: Record) -> None:
    verb, line = f"{function.last} {kind}", node.lineno
    if kind.upper() == "ENUM" and function.call and function.scope:
        # What stands first there is one of its values.
        name = text_of(columns.keywords(function.call).get("name"), function.scope) or name
    if kind == "Column":
        made = Thing(function.path.rpartition(".")[0], function.call, function.scope)
        effects = columns.added(made) if function.last == "create" else {Effect.REMOVES}
        for effect in sorted(effects):
            record.add(effect, verb, "column", name, line)
    elif function.last == "create":
        effect = _creating(kind, function, record)
        if kind == "Table":
            record.tables.add(name)
        record.add(effect, verb, kind.lower(), name, line)
    else:
        record.add(Effect.REMOVES, verb, kind.lower(), name, line)


def _creating(kind: str, function: Thing, record: Record) -> Effect:
    call, scope = function.call, function.scope
    assert call is not None
    assert scope is not None
    if kind == "Index":
        unique = columns.keywords(call).get("unique")
        plain = unique is None or literal(unique, scope) is False
        return Effect.NEUTRAL if plain else Effect.RESTRICTS
    return _constraining(call, scope, record) if kind.endswith("Constraint") else Effect.ADDS


def _constraining(call: ast.Call, scope: Scope, record: Record) -> Effect:
    """Judge a constraint; no row breaks one on a table or a column that is new itself."""
    known = columns.keywords(call)
    named = evaluate(known["columns"], scope) if "columns" in known else UNKNOWN
    items = named if isinstance(named, tuple) else tuple(evaluate(i, scope) for i in call.args)
    on = known.get("table")
    table = table_name(evaluate(on, scope), on, scope) if on is not None else ""
    for item in items:
        if isinstance(item, Thing) and item.call and item.call.args and item.scope:
            owner = text_of(item.call.args[0], item.scope)
            pair = (owner, item.last)
        else:
            pair = (table, str(item))
        if pair[0] in record.tables or pair in record.columns:
            return Effect.NEUTRAL
    return Effect.RESTRICTS if items else Effect.UNKNOWN
