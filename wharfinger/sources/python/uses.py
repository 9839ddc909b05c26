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
from wharfinger.sources import nodes
from wharfinger.sources.python.bodies import FunctionNode, own_nodes
from wharfinger.sources.python.syntax import dotted_parts

IsAncestor = Callable[[ast.expr], bool]


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a body does. ``raised`` and ``returned`` are classes as the source names them."""

    uses: tuple[Use, ...] = ()
    raised: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def parse_function(text: bytes) -> FunctionNode | None:
    """Parse the lines of one function; its tree counts them from where they begin."""
    # Under a condition any indentation is right, and no text in the body has to change.
    head = b"if 1:\n" if text[:1] in b" \t" else b""
    try:
        (node,) = ast.parse(head + text + b"\n").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    node = node.body[0] if isinstance(node, ast.If) else node
    return node if isinstance(node, FunctionNode) else None


def read_facts(
    node: FunctionNode, place: Location, is_ancestor: IsAncestor, *, static: bool = False
) -> BodyFacts:
    """Return what a method's body does; ``place`` is where its ``def`` stands in its file.

    ``is_ancestor`` tells names of the class's ancestors, ``static`` a method without object.
    """
    positional = [*node.args.posonlyargs, *node.args.args]
    own = positional[0].arg if positional and not static else ""
    uses = sorted(_Uses(own, place, node, is_ancestor).of(node), key=lambda pair: pair[0])
    raised: dict[str, None] = {}
    returned: dict[str, None] = {}
    for child in own_nodes(node):
        if isinstance(child, ast.Raise) and child.exc is not None:
            raised.update(dict.fromkeys(_name_of(child.exc)))
        elif isinstance(child, ast.Return | ast.Yield) and isinstance(child.value, ast.Call):
            returned.update(dict.fromkeys(_name_of(child.value)))
    return BodyFacts(tuple(use for _, use in uses), tuple(raised), tuple(returned))


class _Uses:
    """Finds the uses of an object in the body of one of its methods."""

    def __init__(
        self, own: str, place: Location, function: FunctionNode, is_ancestor: IsAncestor
    ) -> None:
        self._own = own
        self._path = place.path
        self._shift = place.line - function.lineno
        self._is_ancestor = is_ancestor
        self._calls: dict[int, ast.Call] = {}

    def of(self, function: FunctionNode) -> Iterator[tuple[tuple[int, int], Use]]:
        """Yield the uses with their places; functions in the body see the same object."""
        for statement in function.body:
            for node in nodes.walk(statement):
                if isinstance(node, ast.Call):
                    # Walking comes to what is called after it has come to the call.
                    self._calls[id(node.func)] = node
                    use = self._by_name(node)
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    use = self._use(node)
                else:
                    continue
                if use is not None:
                    yield (use.location.line, node.col_offset), use

    def _use(self, node: ast.Attribute) -> Use | None:
        via = self._via(node.value)
        if not via:
            return None
        # ``Base.f(self, …)`` and ``super().__new__(cls, …)`` name the object once more.
        explicit = via == "super" and not _is_super(node.value)
        explicit = explicit or node.attr == "__new__"
        return self._made(node, node.attr, via, self._calls.get(id(node)), explicit=explicit)

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
        line = (node.end_lineno or node.lineno) + self._shift
        location = Location(self._path, line)
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


def _name_of(node: ast.expr) -> Iterator[str]:
    parts = dotted_parts(node.func if isinstance(node, ast.Call) else node)
    if parts and parts[0] not in ("self", "cls"):
        yield ".".join(parts)
