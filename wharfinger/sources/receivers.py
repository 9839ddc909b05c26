# SPDX-License-Identifier: Apache-2.0
"""Which expressions of a module certainly stand for a driver of a group."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wharfinger.sources import nodes
from wharfinger.sources.python.bodies import own_nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

# Attributes of a manager class that holds one driver of the group that it names.
_HELD = "driver"
# Managers of stevedore, by the place of their argument ``invoke_on_load``.
_MANAGERS: Mapping[str, int] = {
    "DriverManager": 2,
    "ExtensionManager": 1,
    "NamedExtensionManager": 2,
    "EnabledExtensionManager": 2,
    "HookManager": 2,
    "DispatchExtensionManager": 2,
    "NameDispatchExtensionManager": 2,
}
# Decorators that leave alone what a function returns.
_HARMLESS = frozenset({"functools.cache", "functools.lru_cache", "staticmethod", "classmethod"})


@dataclass(frozen=True, slots=True)
class Meant:
    """What an expression stands for.

    ``kind`` is ``driver``, ``class`` (calling it makes a driver), or ``manager`` of stevedore,
    of which ``driver`` is one of these, as ``invoked`` tells. ``extensions`` is a manager of
    several, each an ``extension``, of which ``obj`` and ``plugin`` are a driver and its class.
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

    Names are plain or ``self.name``; with ``()`` behind they are what a call of them returns.
    """
    plain = [_prepared(node) for node in tree.body if isinstance(node, FunctionNode)]
    made = _returned(plain, {}, known, "")
    for function in plain:
        yield function.node, "", _local(function, made, known)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            functions = [_prepared(n) for n in node.body if isinstance(n, FunctionNode)]
            held = {**made, **_attributes(node, functions, made, known)}
            held |= _returned(functions, held, known, "self.")
            for function in functions:
                yield function.node, node.name, _local(function, held, known)


def _returned(
    functions: Sequence[_Function], held: Scope, known: Knowledge, before: str
) -> dict[str, Meant]:
    """Return what calls of functions give, where all that a function returns is the same.

    ``before`` is what stands before the name in a call.
    """
    found: dict[str, list[Meant | None]] = {}
    for function in functions:
        results = _results(function, held, known)
        found.setdefault(f"{before}{function.node.name}()", []).extend(results)
    return _agreed(found)


def _results(function: _Function, held: Scope, known: Knowledge) -> list[Meant | None]:
    node = function.node
    decorators = (n.func if isinstance(n, ast.Call) else n for n in node.decorator_list)
    names = {
        known.absolute(item).replace(":", ".").removeprefix("builtins.") for item in decorators
    }
    if isinstance(node, ast.AsyncFunctionDef) or names - _HARMLESS:
        return [None]
    if node.returns and (groups := known.groups_of(node.returns)):
        return [Meant("driver", groups)]
    found = list(own_nodes(node))
    if any(isinstance(item, ast.Yield | ast.YieldFrom) for item in found):
        return [None]
    values = [item.value for item in found if isinstance(item, ast.Return)]
    scope = _local(function, held, known) if values else {}
    return [meaning(value, scope, known) if value else None for value in values] or [None]


_BINDERS = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor),
    *(ast.comprehension, ast.withitem, ast.arg),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.alias),
)


def _prepared(node: FunctionNode) -> _Function:
    return _Function(node, tuple(n for n in nodes.walk(node) if isinstance(n, _BINDERS)))


def meaning(node: ast.expr, scope: Scope, known: Knowledge) -> Meant | None:
    """Return what an expression stands for, None where that is not certain."""
    if isinstance(node, ast.Name | ast.Attribute) and (found := scope.get(_name(node))):
        return found
    if isinstance(node, ast.Attribute) and node.attr in ("driver", "obj", "plugin"):
        return _of_manager(node, scope, known)
    if isinstance(node, ast.Subscript):
        return _one_of(meaning(node.value, scope, known))
    if isinstance(node, ast.Call):
        return _made(node, scope, known)
    return None


def _of_manager(node: ast.Attribute, scope: Scope, known: Knowledge) -> Meant | None:
    """Understand ``manager.driver``, and ``obj`` and ``plugin`` of an extension."""
    owner = meaning(node.value, scope, known)
    if owner and (owner.kind, node.attr) == ("manager", "driver"):
        return Meant("driver" if owner.invoked else "class", owner.groups)
    if owner and owner.kind == "extension" and node.attr == "plugin":
        return Meant("class", owner.groups)
    if owner and owner.kind == "extension" and node.attr == "obj" and owner.invoked:
        return Meant("driver", owner.groups)
    return None


def _one_of(several: Meant | None) -> Meant | None:
    """Return what a manager of several extensions gives one by one, or by a name."""
    if several is None or several.kind != "extensions":
        return None
    return Meant("extension", several.groups, several.invoked)


def _made(node: ast.Call, scope: Scope, known: Knowledge) -> Meant | None:
    """Understand what is called: a class of drivers, a function, or a manager's class."""
    if isinstance(node.func, ast.Call):
        return None
    maker = meaning(node.func, scope, known)
    if maker and maker.kind == "class":
        return Meant("driver", maker.groups)
    name = _name(node.func)
    return (scope.get(f"{name}()") if name else None) or _manager(node, known)


def mapped(node: ast.Call, scope: Scope, known: Knowledge) -> tuple[str, Meant] | None:
    """Return the method that ``manager.map_method("name", …)`` calls on drivers, and of which."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "map_method":
        return None
    name = _text(node.args[0], known) if node.args else ""
    owner = meaning(node.func.value, scope, known) if name else None
    certain = owner is not None and owner.kind == "extensions" and owner.invoked
    return (name, owner) if certain and owner else None


def _manager(node: ast.Call, known: Knowledge) -> Meant | None:
    """Understand ``stevedore.driver.DriverManager(namespace, name, invoke_on_load)`` and others."""
    name = known.absolute(node.func).replace(":", ".")
    last = name.rpartition(".")[2]
    if not name.startswith("stevedore.") or last not in _MANAGERS:
        return None
    keywords = {item.arg: item.value for item in node.keywords}
    if None in keywords or any(isinstance(item, ast.Starred) for item in node.args):
        return None
    space = node.args[0] if node.args else keywords.get("namespace")
    group = _text(space, known)
    place = _MANAGERS[last]
    invoked = node.args[place] if len(node.args) > place else keywords.get("invoke_on_load")
    if group not in known.groups:
        return None
    if invoked is not None and not isinstance(invoked, ast.Constant):
        return None
    kind = "manager" if last == "DriverManager" else "extensions"
    return Meant(kind, (group,), invoked=bool(invoked and invoked.value))


def _text(node: ast.expr | None, known: Knowledge) -> str:
    if isinstance(node, ast.Name):
        return known.constants.get(node.id, "")
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _attributes(
    node: ast.ClassDef, functions: Sequence[_Function], made: Scope, known: Knowledge
) -> Scope:
    """Return what ``self.name`` stands for in a class, where it is bound in one way alone."""
    found: dict[str, list[Meant | None]] = {}
    for name, meant in _of_class(node, known):
        found.setdefault(name, []).append(meant)
    for function in functions:
        for name, meant in _bindings(function, _local(function, made, known), known):
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
    before = _with(found, _bindings(function, {}, known))
    held = {name: meant for name, meant in held.items() if name.removesuffix("()") not in before}
    first = {**held, **_agreed(before)}
    # A manager, one of its extensions, and what is had of that may each have a name.
    second = {**held, **_agreed(_with(found, _bindings(function, first, known)))}
    return {**held, **_agreed(_with(found, _bindings(function, second, known)))}


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
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _bound(node.target, _one_of(meaning(node.iter, scope, known)))
        elif isinstance(node, ast.AsyncFor | ast.AugAssign):
            yield from _bound(node.target, None)
        elif isinstance(node, ast.NamedExpr):
            yield from _bound(node.target, meaning(node.value, scope, known))
        elif isinstance(node, ast.withitem) and node.optional_vars:
            yield from _bound(node.optional_vars, None)
        elif node is not function.node and (name := _rebound(node, own)):
            yield name, None


def _rebound(node: ast.AST, own: Sequence[ast.arg]) -> str:
    """Return the name that something else gives another meaning, an empty string if none."""
    if isinstance(node, ast.arg):
        # A function in the function may call its own argument the same.
        return "" if node in own else node.arg
    if isinstance(node, FunctionNode):
        return node.name
    return (node.asname or node.name.partition(".")[0]) if isinstance(node, ast.alias) else ""


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
