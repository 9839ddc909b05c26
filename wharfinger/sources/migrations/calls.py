# SPDX-License-Identifier: Apache-2.0
"""Which calls of a migration script do something to the database, and which certainly do not."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from dataclasses import dataclass

from wharfinger.model import Effect
from wharfinger.sources.migrations import alembic_calls, schema_items, statements
from wharfinger.sources.migrations.evaluation import evaluate
from wharfinger.sources.migrations.record import Record, table_name
from wharfinger.sources.migrations.values import Batch, Scope, Thing

_OP = "alembic.op."
_WRITING_BUILTINS = frozenset({"exec", "eval", "__import__", "compile"})
_SESSION = frozenset({"add", "add_all", "merge", "delete"})
_BULK = frozenset({"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"})
_OF_QUERY = re.compile(r"\.query\(\).*\.(?:update|delete)$")
_RUNNING = frozenset({"importlib", "runpy", "subprocess"})
_HARMLESS = sys.stdlib_module_names - _RUNNING | {
    "alembic",
    "migrate",
    "oslo_config",
    "oslo_log",
    "oslo_serialization",
    "oslo_utils",
    "sqlalchemy",
}
"""Packages whose functions do nothing to a database by themselves."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A call, what its function is, and the record of the script that makes it.

    ``inert`` tells one whose result is handed to the database, such as the type of a column.
    """

    function: Thing
    node: ast.Call
    scope: Scope
    record: Record
    inert: bool = False

    @property
    def receiver(self) -> object:
        """What the method is called on, None for a plain function."""
        func = self.node.func
        return evaluate(func.value, self.scope) if isinstance(func, ast.Attribute) else None


def judge(call: Followed) -> None:
    """Record what a call does; one that may do anything is unknown."""
    path, name = call.function.path, call.function.last
    receiver = call.receiver
    rest = call.node, call.scope, call.record
    if isinstance(receiver, Batch):
        alembic_calls.called(name, *rest, receiver)
    elif path.startswith(_OP) and "(" not in path:
        alembic_calls.called(path.removeprefix(_OP), *rest)
    elif receiver is None:
        _function(call)
    elif name in statements.EXECUTING:
        statements.executed(*rest)
    elif name in schema_items.METHODS and not _is_plain(path):
        schema_items.called(call.function, *rest)
    elif _writes(path, name):
        table = table_name(receiver, call.node.func, call.scope)
        call.record.add(Effect.DATA, name, "table", table, call.node.lineno)
    elif name in ("commit", "flush") and "session" in path.lower():
        call.record.flushed = call.record.flushed or call.node.lineno
    else:
        _method(call)


def is_operation(function: Thing) -> bool:
    """Tell whether something is a function of Alembic's ``op`` that does something."""
    return function.path.startswith(_OP) and function.path.removeprefix(_OP) in alembic_calls.NAMES


def _writes(path: str, name: str) -> bool:
    in_session = "session" in path.lower() and name in _SESSION
    return in_session or name in _BULK or _OF_QUERY.search(path) is not None


def _is_plain(path: str) -> bool:
    """Tell whether a path leads to a function of a module, not to a method of a thing."""
    return "(" not in path and not path.startswith("?")


def _function(call: Followed) -> None:
    path = call.function.path
    if path.startswith("builtins."):
        name = path.removeprefix("builtins.")
        if name in _WRITING_BUILTINS or not hasattr(builtins, name.partition("(")[0]):
            call.record.unknown(call.node, "a function that is not known:")
        elif "(" in name:
            call.record.unknown(call.node, "a function that is looked up:")
    else:
        _imported(call)


def _method(call: Followed) -> None:
    path, name = call.function.path, call.function.last
    if name in alembic_calls.NAMES:
        call.record.unknown(call.node, "a method of what is not known:")
    elif path.startswith("?"):
        return
    elif "(" not in path and not path.startswith("builtins."):
        _imported(call)
    elif not _is_harmless(call):
        call.record.unknown(call.node, "a method of what is not followed:")


def _is_harmless(call: Followed) -> bool:
    root = call.function.path.partition(".")[0]
    return call.inert or root == "builtins" or root in _HARMLESS


def _imported(call: Followed) -> None:
    """Functions of other modules may do anything; classes and translations do not."""
    name = call.function.last
    if not _is_harmless(call) and not name[:1].isupper() and name.strip("_"):
        call.record.unknown(call.node, "a function that is not followed:")
