# SPDX-License-Identifier: Apache-2.0
"""What the methods of Alembic's ``op``, and of its batches, do."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wharfinger.model import Effect
from wharfinger.sources.migrations import columns, statements
from wharfinger.sources.migrations.evaluation import evaluate, literal, text_of
from wharfinger.sources.migrations.record import Record, table_name
from wharfinger.sources.migrations.values import Batch, Scope, alternatives

_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "add_column": ("table", "column"),
    "alter_column": ("table", "column"),
    "bulk_insert": ("table",),
    "create_check_constraint": ("constraint_name", "table", "condition"),
    "create_exclude_constraint": ("constraint_name", "table"),
    "create_foreign_key": ("constraint_name", "table", "referent_table", "columns"),
    "create_index": ("index_name", "table", "columns"),
    "create_primary_key": ("constraint_name", "table", "columns"),
    "create_table": ("table",),
    "create_table_comment": ("table",),
    "create_unique_constraint": ("constraint_name", "table", "columns"),
    "drop_column": ("table", "column"),
    "drop_constraint": ("constraint_name", "table"),
    "drop_index": ("index_name", "table"),
    "drop_table": ("table",),
    "drop_table_comment": ("table",),
    "rename_table": ("table",),
}
"""The positional parameters by what they are; a batch's methods have no table."""

_KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "table": ("table_name", "source_table", "old_table_name", "table"),
    "column": ("column_name", "column"),
    "columns": ("columns", "local_cols"),
}
_HARMLESS = frozenset({"batch_alter_table", "f", "get_bind", "get_context", "inline_literal"})
NAMES = frozenset(_PARAMETERS) | {"execute", "batch_alter_table"}
"""The methods that do something."""


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    node: ast.Call
    scope: Scope
    record: Record
    batch: Batch | None

    def argument(self, parameter: str) -> ast.expr | None:
        """Return what is passed for a parameter, None where nothing is."""
        names = [p for p in _PARAMETERS[self.name] if not self.batch or p != "table"]
        if parameter in names and names.index(parameter) < len(self.node.args):
            return self.node.args[names.index(parameter)]
        known = columns.keywords(self.node)
        for keyword in _KEYWORDS.get(parameter, (parameter,)):
            if keyword in known:
                return known[keyword]
        return None

    @property
    def table(self) -> str:
        """The name of the table."""
        node = self.argument("table")
        if self.batch or node is None:
            return self.batch.table if self.batch else ""
        return table_name(evaluate(node, self.scope), node, self.scope)

    def text(self, parameter: str) -> str:
        """Return the text of an argument."""
        return text_of(self.argument(parameter), self.scope)

    def is_new(self) -> bool:
        """Tell whether the table, or one of the columns, was made by this script."""
        if self.table in self.record.tables:
            return True
        found = evaluate(self.argument("columns"), self.scope)
        names = found if isinstance(found, tuple) else ()
        texts = [name for name in names if isinstance(name, str)]
        return any((self.table, name) in self.record.columns for name in texts)

    def add(self, effect: Effect, what: str, name: str, verb: str = "") -> None:
        """Record an operation; nothing that the script has just made is restricted or removed."""
        if effect in (Effect.RESTRICTS, Effect.REMOVES) and self.is_new():
            effect = Effect.NEUTRAL
        self.record.add(effect, verb or self.name, what, name, self.node.lineno)


def called(
    name: str, node: ast.Call, scope: Scope, record: Record, batch: Batch | None = None
) -> None:
    """Record what a call of a method does."""
    if name == "execute":
        statements.executed(node, scope, record)
    elif any(isinstance(item, ast.Starred) for item in node.args):
        _starred(name, node, scope, record)
    elif name in _PARAMETERS:
        _HANDLERS[name](_Call(name, node, scope, record, batch))
    elif name not in _HARMLESS:
        record.unknown(node, "a method that is not known:")


def _starred(name: str, node: ast.Call, scope: Scope, record: Record) -> None:
    # The columns of a new table are often a list; more than the name is not needed.
    if name == "create_table" and not isinstance(node.args[0], ast.Starred):
        _create_table(_Call(name, node, scope, record, None))
    else:
        record.unknown(node, "arguments that are not known:")


def _create_table(call: _Call) -> None:
    call.record.tables.add(call.table)
    call.add(Effect.ADDS, "table", call.table)


def _remove_table(call: _Call) -> None:
    call.add(Effect.REMOVES, "table", call.table)


def _comment(call: _Call) -> None:
    call.add(Effect.NEUTRAL, "table", call.table)


def _insert(call: _Call) -> None:
    call.add(Effect.DATA, "table", call.table)


def _add_column(call: _Call) -> None:
    value = evaluate(call.argument("column"), call.scope)
    name = next(filter(None, map(columns.column_name, alternatives(value))), "")
    for effect in sorted(columns.added(value)):
        call.add(effect, "column", f"{call.table}.{name}".rstrip("."))
    call.record.columns.add((call.table, name))


def _alter_column(call: _Call) -> None:
    name = f"{call.table}.{call.text('column')}"
    for aspect, effect in columns.altered(columns.keywords(call.node), call.scope):
        verb = f"alter_column({aspect})" if aspect else ""
        call.add(effect, "column", name, verb)


def _drop_column(call: _Call) -> None:
    name = call.text("column")
    effect = Effect.REMOVES
    if (call.table, name) in call.record.columns:
        effect = Effect.NEUTRAL
    call.add(effect, "column", f"{call.table}.{name}")


def _create_index(call: _Call) -> None:
    known = columns.keywords(call.node)
    unique = literal(known["unique"], call.scope) if "unique" in known else None in known
    if unique in (False, None):
        effect = Effect.NEUTRAL
    else:
        effect = Effect.RESTRICTS if unique is True and None not in known else Effect.UNKNOWN
    call.add(effect, "index", call.text("index_name"))


def _drop_index(call: _Call) -> None:
    call.add(Effect.REMOVES, "index", call.text("index_name"))


def _add_constraint(call: _Call) -> None:
    name = call.text("constraint_name")
    call.add(Effect.RESTRICTS, "constraint", f"{call.table}.{name}".rstrip("."))


def _drop_constraint(call: _Call) -> None:
    call.add(Effect.REMOVES, "constraint", f"{call.table}.{call.text('constraint_name')}")


_HANDLERS: Mapping[str, Callable[[_Call], None]] = {
    "add_column": _add_column,
    "alter_column": _alter_column,
    "bulk_insert": _insert,
    "create_check_constraint": _add_constraint,
    "create_exclude_constraint": _add_constraint,
    "create_foreign_key": _add_constraint,
    "create_index": _create_index,
    "create_primary_key": _add_constraint,
    "create_table": _create_table,
    "create_table_comment": _comment,
    "create_unique_constraint": _add_constraint,
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "drop_index": _drop_index,
    "drop_table": _remove_table,
    "drop_table_comment": _comment,
    "rename_table": _remove_table,
}
