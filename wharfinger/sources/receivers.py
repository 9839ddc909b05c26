# SPDX-License-Identifier: Apache-2.0
"""Which expressions of a module certainly stand for a driver of a group."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wharfinger.sources import nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

# Attributes of a manager class that holds one driver of the group that it names.
_HELD = "driver"


@dataclass(frozen=True, slots=True)
class Meant:
    """What an expression stands for.

    ``kind`` is ``driver``, ``class`` (calling it makes a driver), or ``manager`` of stevedore,
    of which ``driver`` is one of these, as ``invoked`` tells.
    """

    kind: str
    groups: tuple[str, ...]
    invoked: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a module: its text constants, what its names are, and the groups.

    ``absolute`` returns the absolute dotted name of an expression, ``groups_of`` the groups whose
    interface an annotation names.
    """

    constants: Mapping[str, str]
    groups: frozenset[str]
    absolute: Callable[[ast.expr], str]
    groups_of: Callable[[ast.expr], tuple[str, ...]]


Scope = Mapping[str, Meant]


@dataclass(frozen=True, slots=True)
class _Function:
    """A function with the nodes in it that bind names, found in one walk."""

    node: FunctionNode
    binders: tuple[ast.AST, ...]


def scopes(tree: ast.Module, known: Knowledge) -> Iterator[tuple[FunctionNode, str, Scope]]:
    """Yield each function of a module and its classes, its class's name, and what names mean there.

    Names are plain or ``self.name``.
    """
    for node in tree.body:
        if isinstance(node, FunctionNode):
            yield node, "", _local(_prepared(node), {}, known)
        elif isinstance(node, ast.ClassDef):
            functions = [_prepared(n) for n in node.body if isinstance(n, FunctionNode)]
            held = _attributes(node, functions, known)
            for function in functions:
                yield function.node, node.name, _local(function, held, known)


_BINDERS = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor),
    *(ast.comprehension, ast.withitem, ast.arg),
)


def _prepared(node: FunctionNode) -> _Function:
    return _Function(node, tuple(n for n in nodes.walk(node) if isinstance(n, _BINDERS)))


def meaning(node: ast.expr, scope: Scope, known: Knowledge) -> Meant | None:
    """Return what an expression stands for, None where that is not certain."""
    if isinstance(node, ast.Name | ast.Attribute) and (found := scope.get(_name(node))):
        return found
    if isinstance(node, ast.Attribute) and node.attr == "driver":
        owner = meaning(node.value, scope, known)
        if owner and owner.kind == "manager":
            return Meant("driver" if owner.invoked else "class", owner.groups)
    if isinstance(node, ast.Call):
        maker = meaning(node.func, scope, known) if not isinstance(node.func, ast.Call) else None
        if maker and maker.kind == "class":
            return Meant("driver", maker.groups)
        return _manager(node, known)
    return None


def _manager(node: ast.Call, known: Knowledge) -> Meant | None:
    """Understand ``stevedore.driver.DriverManager(namespace, name, invoke_on_load)``."""
    name = known.absolute(node.func).replace(":", ".")
    if not name.startswith("stevedore.") or name.rpartition(".")[2] != "DriverManager":
        return None
    keywords = {item.arg: item.value for item in node.keywords}
    if None in keywords or any(isinstance(item, ast.Starred) for item in node.args):
        return None
    space = node.args[0] if node.args else keywords.get("namespace")
    group = _text(space, known)
    invoked = node.args[2] if len(node.args) > 2 else keywords.get("invoke_on_load")
    if group not in known.groups:
        return None
    if invoked is not None and not isinstance(invoked, ast.Constant):
        return None
    return Meant("manager", (group,), invoked=bool(invoked and invoked.value))


def _text(node: ast.expr | None, known: Knowledge) -> str:
    if isinstance(node, ast.Name):
        return known.constants.get(node.id, "")
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _attributes(node: ast.ClassDef, functions: Sequence[_Function], known: Knowledge) -> Scope:
    """Return what ``self.name`` stands for in a class, where it is bound in one way alone."""
    found: dict[str, list[Meant | None]] = {}
    for name, meant in _of_class(node, known):
        found.setdefault(name, []).append(meant)
    for function in functions:
        for name, meant in _bindings(function, _local(function, {}, known), known):
            if name.startswith("self."):
                found.setdefault(name, []).append(meant)
    return _agreed(found)


def _of_class(node: ast.ClassDef, known: Knowledge) -> Iterator[tuple[str, Meant | None]]:
    for child in node.body:
        if isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
            groups = known.groups_of(child.annotation)
            yield f"self.{child.target.id}", Meant("driver", groups) if groups else None
        if isinstance(child, ast.Assign) and _text(child.value, known) in known.groups:
            yield f"self.{_HELD}", Meant("driver", (_text(child.value, known),))


def _local(function: _Function, held: Scope, known: Knowledge) -> Scope:
    found: dict[str, list[Meant | None]] = {}
    arguments = function.node.args
    for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        groups = known.groups_of(item.annotation) if item.annotation else ()
        found[item.arg] = [Meant("driver", groups) if groups else None]
    for item in filter(None, (arguments.vararg, arguments.kwarg)):
        found[item.arg] = [None]
    # What is bound from another local name is understood once that one is.
    first = _agreed(_with(found, _bindings(function, {}, known)))
    return {**held, **_agreed(_with(found, _bindings(function, {**held, **first}, known)))}


def _with(
    found: Mapping[str, list[Meant | None]], more: Iterable[tuple[str, Meant | None]]
) -> dict[str, list[Meant | None]]:
    joined = {name: list(meant) for name, meant in found.items()}
    for name, meant in more:
        if not name.startswith("self."):
            joined.setdefault(name, []).append(meant)
    return joined


def _agreed(found: Mapping[str, list[Meant | None]]) -> dict[str, Meant]:
    return {name: all_[0] for name, all_ in found.items() if all_[0] and len({*all_}) == 1}


def _bindings(
    function: _Function, scope: Scope, known: Knowledge
) -> Iterator[tuple[str, Meant | None]]:
    """Yield what the statements of a function bind names and attributes to."""
    own = _own_arguments(function.node)
    for node in function.binders:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _bound(target, meaning(node.value, scope, known))
        elif isinstance(node, ast.AnnAssign):
            groups = known.groups_of(node.annotation)
            yield from _bound(node.target, Meant("driver", groups) if groups else None)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.AugAssign):
            yield from _bound(node.target, None)
        elif isinstance(node, ast.NamedExpr):
            yield from _bound(node.target, meaning(node.value, scope, known))
        elif isinstance(node, ast.withitem) and node.optional_vars:
            yield from _bound(node.optional_vars, None)
        elif isinstance(node, ast.arg) and node not in own:
            # A function in the function may call its own argument the same.
            yield node.arg, None


def _own_arguments(function: FunctionNode) -> list[ast.arg]:
    arguments = function.args
    own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*own, *filter(None, (arguments.vararg, arguments.kwarg))]


def _bound(target: ast.expr, meant: Meant | None) -> Iterator[tuple[str, Meant | None]]:
    if isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            yield from _bound(item, None)
    elif isinstance(target, ast.Starred):
        yield from _bound(target.value, None)
    elif name := _name(target):
        yield name, meant


def _name(node: ast.expr) -> str:
    """Return ``name`` or ``self.name``, an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"self.{node.attr}" if node.value.id == "self" else ""
    return ""
