# SPDX-License-Identifier: Apache-2.0
"""What the body of a method does with its own object, raises and returns.

This takes a walk over the whole body, so it is done for those methods only that somebody asks
about, from the lines that the class's reader has kept.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wharfinger.model import Location, Use
from wharfinger.sources.python.bodies import FunctionNode, own_nodes
from wharfinger.sources.python.syntax import dotted_parts

IsAncestor = Callable[[ast.expr], bool]


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a body does. ``raised`` and ``returned`` are classes as the source names them."""

    uses: tuple[Use, ...] = ()
    raised: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def parse_function(text: bytes, line: int) -> FunctionNode | None:
    """Parse the lines of one function, of which the first has this number in its file."""
    # Under a condition any indentation is right, and no text in the body has to change.
    head = b"if 1:\n" if text[:1] in b" \t" else b"\n"
    try:
        tree = ast.parse(head + text + b"\n")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = next((n for n in ast.walk(tree) if isinstance(n, FunctionNode)), None)
    if found is not None:
        ast.increment_lineno(found, line - 2)
    return found


def read_facts(
    node: FunctionNode, path: str, is_ancestor: IsAncestor, *, static: bool = False
) -> BodyFacts:
    """Return what a method's body does; ``is_ancestor`` tells names of the class's ancestors."""
    positional = [*node.args.posonlyargs, *node.args.args]
    own = positional[0].arg if positional and not static else ""
    uses = sorted(_Uses(own, path, is_ancestor).of(node), key=lambda pair: pair[0])
    return BodyFacts(
        tuple(use for _, use in uses),
        tuple(dict.fromkeys(_raised(node))),
        tuple(dict.fromkeys(_returned(node))),
    )


class _Uses:
    """Finds the uses of an object in the body of one of its methods."""

    def __init__(self, own: str, path: str, is_ancestor: IsAncestor) -> None:
        self._own = own
        self._path = path
        self._is_ancestor = is_ancestor

    def of(self, function: FunctionNode) -> Iterator[tuple[tuple[int, int], Use]]:
        """Yield the uses with their places; functions in the body see the same object."""
        calls = {
            id(node.func): node
            for statement in function.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Call)
        }
        for statement in function.body:
            for node in ast.walk(statement):
                use = self._use(node, calls.get(id(node)))
                if use is not None:
                    yield (use.location.line, getattr(node, "col_offset", 0)), use

    def _use(self, node: ast.AST, call: ast.Call | None) -> Use | None:
        if isinstance(node, ast.Call):
            return self._by_name(node)
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            return None
        via = self._via(node.value)
        if not via:
            return None
        # ``Base.f(self, …)`` and ``super().__new__(cls, …)`` name the object once more.
        explicit = via == "super" and not _is_super(node.value)
        explicit = explicit or node.attr == "__new__"
        return self._made(node, node.attr, via, call, explicit=explicit)

    def _by_name(self, call: ast.Call) -> Use | None:
        """Understand ``getattr(self, "name")``; with a default the name may well be absent."""
        if not isinstance(call.func, ast.Name) or call.func.id != "getattr" or len(call.args) != 2:
            return None
        name = call.args[1]
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            return None
        via = self._via(call.args[0])
        return self._made(call, name.value, via, None, explicit=False) if via else None

    def _via(self, owner: ast.expr) -> str:
        if self._is_own(owner):
            return "self"
        if _is_super(owner):
            return "super"
        if isinstance(owner, ast.Name | ast.Attribute) and dotted_parts(owner)[:1] != [self._own]:
            return "super" if self._is_ancestor(owner) else ""
        return ""

    def _is_own(self, node: ast.expr) -> bool:
        """Tell whether an expression is the object, or its class."""
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            node = node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "type":
            node = node.args[0] if len(node.args) == 1 else node
        return bool(self._own) and isinstance(node, ast.Name) and node.id == self._own

    def _made(
        self, node: ast.expr, name: str, via: str, call: ast.Call | None, *, explicit: bool
    ) -> Use:
        # The line of a chain of calls is that of its beginning; that of the name is its end's.
        location = Location(self._path, node.end_lineno or node.lineno)
        if call is None:
            return Use(name, via, location, called=False)
        given = call.args
        if explicit and given and self._is_own(given[0]):
            given = given[1:]
        starred = any(isinstance(item, ast.Starred) for item in given)
        return Use(
            name,
            via,
            location,
            positional=sum(not isinstance(item, ast.Starred) for item in given),
            keywords=tuple(item.arg for item in call.keywords if item.arg),
            open_ended=starred or any(item.arg is None for item in call.keywords),
        )


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def _raised(function: FunctionNode) -> Iterator[str]:
    for node in own_nodes(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield from _name_of(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)


def _returned(function: FunctionNode) -> Iterator[str]:
    for node in own_nodes(function):
        value = node.value if isinstance(node, ast.Return | ast.Yield) else None
        if isinstance(value, ast.Call):
            yield from _name_of(value.func)


def _name_of(node: ast.expr) -> Iterator[str]:
    parts = dotted_parts(node)
    if parts and parts[0] not in ("self", "cls"):
        yield ".".join(parts)
