# SPDX-License-Identifier: Apache-2.0
"""Methods that a changed file of the head defines with other parameters than its base."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from wharfinger.model import Location
from wharfinger.sources.patch_text.chunks import Side

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def changed_methods(old: Side, new: Side) -> tuple[tuple[str, Location], ...]:
    """Return the methods, ``Class.method``, that are new or take other parameters, by place."""
    before = {(name, _parameters(node)) for name, node, _ in _methods(old)}
    found = (
        (name, Location(new.path, line))
        for name, node, line in _methods(new)
        if (name, _parameters(node)) not in before
    )
    return tuple(sorted(found, key=lambda item: item[1]))


def _methods(side: Side) -> Iterator[tuple[str, _FunctionNode, int]]:
    """Yield the methods whose first lines lie where the sides differ."""
    for part in side.changed:
        before = part.chunk.before
        for owner in (node for node in part.body if isinstance(node, ast.ClassDef)):
            for node in (item for item in owner.body if isinstance(item, _FunctionNode)):
                if side.differs(before + node.lineno, before + node.body[0].lineno):
                    yield f"{owner.name}.{node.name}", node, before + node.lineno


def _parameters(node: _FunctionNode) -> str:
    return ast.dump(node.args)
