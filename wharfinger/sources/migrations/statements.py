# SPDX-License-Identifier: Apache-2.0
"""What is executed: SQL as text, and statements that SQLAlchemy makes."""

from __future__ import annotations

import ast
import re

from wharfinger.contract.migrations.sql import classify
from wharfinger.model import Effect
from wharfinger.sources.migrations.evaluation import evaluate
from wharfinger.sources.migrations.record import Record, table_name
from wharfinger.sources.migrations.values import Scope, Thing, alternatives

EXECUTING = frozenset(
    {"execute", "exec_driver_sql", "executemany", "executescript", "scalar", "scalars"}
)
_TEXTUAL = re.compile(r"(?:^|\.)(?:text|DDL)\(\)")
_WRITING = re.compile(r"\.(insert|update|delete)\(\)")
_READING = re.compile(r"\.(?:select|exists|union|union_all|func)\b")
_SCHEMA = re.compile(r"\.(Create|Drop|Add|Set|Alter)(\w+)\(\)$")


def executed(node: ast.Call, scope: Scope, record: Record) -> None:
    """Record what a call that executes its first argument does."""
    argument = node.args[0] if node.args else None
    for keyword in node.keywords:
        if keyword.arg in ("sqltext", "statement"):
            argument = argument or keyword.value
    if argument is None:
        return
    for value in alternatives(evaluate(argument, scope)):
        if not _is_judged(value, argument, node.lineno, scope, record):
            record.unknown(node, "executes what is not known:")


def _is_judged(value: object, node: ast.expr, line: int, scope: Scope, record: Record) -> bool:
    if isinstance(value, str):
        record.include(classify(value, line))
        return True
    if not isinstance(value, Thing):
        return False
    if _TEXTUAL.search(value.path):
        return _is_text_judged(value, line, record)
    if found := _WRITING.search(value.path):
        name = table_name(value, node, scope)
        record.add(Effect.DATA, found[1].upper(), "table", name, line)
        return True
    if found := _SCHEMA.search(value.path):
        return _is_schema_judged(found, table_name(value, node, scope), line, record)
    return _READING.search(value.path) is not None


def _is_text_judged(value: Thing, line: int, record: Record) -> bool:
    if value.call is None or value.scope is None or not value.call.args:
        return False
    texts = alternatives(evaluate(value.call.args[0], value.scope))
    for text in texts:
        if isinstance(text, str):
            record.include(classify(text, line))
    return all(isinstance(text, str) for text in texts)


def _is_schema_judged(found: re.Match[str], name: str, line: int, record: Record) -> bool:
    """Record one of SQLAlchemy's own statements about the schema, such as ``CreateTable``."""
    verb, what = found[1], found[2]
    if verb in ("Set", "Alter"):
        return False
    effect = Effect.REMOVES if verb == "Drop" else Effect.ADDS
    if verb == "Add":
        effect = Effect.RESTRICTS
    elif (verb, what) == ("Create", "Index"):
        return False
    record.add(effect, verb + what, what.lower(), name, line)
    return True
