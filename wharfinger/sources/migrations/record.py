# SPDX-License-Identifier: Apache-2.0
"""What a script does, as far as it has been followed."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from wharfinger.model import Effect, Operation
from wharfinger.sources.migrations.evaluation import evaluate, text_of
from wharfinger.sources.migrations.values import Scope, Thing

_REPLACED = frozenset({"trigger", "function", "procedure", "view"})
_MOST_TEXT = 60


@dataclass(slots=True)
class Record:
    """The operations so far, and the tables and columns that the script itself has made.

    No code knows of these yet, so that nothing done to them restricts or removes anything.
    """

    operations: list[Operation] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)
    flushed: int = 0

    def add(self, effect: Effect, verb: str, what: str, name: str, line: int) -> None:
        """Add an operation."""
        self.operations.append(Operation(effect, verb, what, name, line))

    def include(self, operations: Iterable[Operation]) -> None:
        """Add operations of SQL; what they do to a table that is new concerns no code."""
        for item in operations:
            is_table = item.what == "table"
            if is_table and item.effect is Effect.ADDS:
                self.tables.add(item.name)
            is_new = (item.name if is_table else item.table) in self.tables
            is_free = is_new and item.effect in (Effect.RESTRICTS, Effect.REMOVES)
            self.operations.append(replace(item, effect=Effect.NEUTRAL) if is_free else item)

    def unknown(self, node: ast.AST, reason: str = "") -> None:
        """Add something that cannot be judged, as it is written."""
        text = " ".join(ast.unparse(node).split())
        shown = text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
        line = getattr(node, "lineno", 0)
        self.operations.append(Operation(Effect.UNKNOWN, reason, "", shown, line))

    def settled(self) -> tuple[Operation, ...]:
        """Return each operation once; what is dropped to be created anew is not removed."""
        found = list(dict.fromkeys(self.operations))
        if self.flushed and all(item.effect is not Effect.DATA for item in found):
            found.append(Operation(Effect.UNKNOWN, "", "", "objects of a session", self.flushed))
        return tuple(
            replace(item, effect=Effect.NEUTRAL) if _is_replaced(item, found[place:]) else item
            for place, item in enumerate(found)
        )


def _is_replaced(item: Operation, later: list[Operation]) -> bool:
    return (
        item.effect is Effect.REMOVES
        and item.what in _REPLACED
        and any(
            other.effect is Effect.ADDS and (other.what, other.name) == (item.what, item.name)
            for other in later
        )
    )


def table_name(value: object, node: ast.expr, scope: Scope) -> str:
    """Return the name of the table that a value is, or is made of, else its text in braces."""
    if isinstance(value, str):
        return value
    if isinstance(value, Thing) and value.call and value.call.args and value.scope:
        first = value.call.args[0]
        inner = evaluate(first, value.scope)
        if isinstance(inner, Thing) and inner.call is not None and inner.call is not value.call:
            return table_name(inner, first, value.scope)
        return text_of(first, value.scope)
    if isinstance(value, Thing) and value.call:
        return text_of(value.call.func, value.scope or scope)
    return text_of(node, scope)
