# SPDX-License-Identifier: Apache-2.0
"""What the functions that make objects set on them: ``self.name = …`` and ``setattr``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from wharfinger.sources import nodes
from wharfinger.sources.python.bodies import FunctionNode


@dataclass(frozen=True, slots=True)
class Setting:
    """One attribute that is set on objects; ``name`` is empty for a computed one."""

    name: str
    node: ast.expr


def settings(function: FunctionNode) -> Iterator[Setting]:
    """Yield what ``__init__`` or ``__new__`` set on the object."""
    for node in nodes.walk(function):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
            continue
        if getattr(node.value, "id", "") == "self":
            yield Setting(node.attr, node)
    for call in setattr_calls(function):
        name = call.args[1] if len(call.args) > 1 else None
        if isinstance(name, ast.Constant):
            yield Setting(str(name.value), call)
        elif getattr(call.args[0], "id", "") == "self":
            yield Setting("", call)


def setattr_calls(node: ast.AST) -> list[ast.Call]:
    """Return the calls of ``setattr`` in a function."""
    return [
        child
        for child in nodes.walk(node)
        if isinstance(child, ast.Call)
        and isinstance(child.func, ast.Name)
        and child.func.id == "setattr"
        and child.args
    ]
