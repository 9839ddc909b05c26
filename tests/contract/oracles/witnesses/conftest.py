# SPDX-License-Identifier: Apache-2.0
"""Code that relies on one state of an interface, and is put beside the other."""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NONE = ast.Constant(None)
_ANYTHING = ast.parse("typing.cast(typing.Any, None)", mode="eval").body
_DROPPED = ("abstractmethod", "final")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a contract allows: the types of its arguments, by position and by name."""

    method: str
    positional: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    on_class: bool = False

    def text(self, receiver: str) -> str:
        given = [f"typing.cast({kind!r}, None)" for kind in self.positional]
        named = [f"{name}=typing.cast({kind!r}, None)" for name, kind in self.keywords]
        return f"{receiver}({', '.join([*given, *named])})"


@dataclass(frozen=True, slots=True)
class Witness:
    """A module in which one side of a case relies on the contract that it was written for.

    ``text`` up to the line ``start`` is the host at the head, and what the witness follows.
    ``made`` are calls that make the witness, ``calls`` those of its methods, ``uses`` statements
    with other types of the base. ``provided`` is the class that is called.
    """

    text: str
    start: int
    contract: str
    provided: str
    made: tuple[Call, ...]
    calls: tuple[Call, ...]
    members: tuple[str, ...]
    uses: tuple[str, ...]


@pytest.fixture(scope="session")
def witness() -> Callable[[Any, str], Witness | None]:
    """Write the witness for one side of a case; None where a side has no interface to follow."""
    return functools.cache(_witness)


def _witness(case: Any, side: str) -> Witness | None:
    try:
        trees = {"old": ast.parse(case.old), "new": ast.parse(case.new)}
    except SyntaxError:
        return None
    if any("Driver" not in _classes(tree) for tree in trees.values()):
        return None
    hints = {**_hints(trees["old"]), **_hints(trees["new"])}
    old, new = (_annotated(tree, hints) for tree in trees.values())
    provider, contract = (old, new) if side == "implementer" else (new, old)
    return _written(provider, contract, new, _uses(old))


def _written(
    provider: ast.Module, contract: ast.Module, new: ast.Module, uses: tuple[str, ...]
) -> Witness:
    structural = any("Protocol" in base for base in _all_bases(contract))
    drives = contract is new
    name = "Driver" if drives else "FormerDriver"
    members, demands = _made_alike(_members(provider), _members(contract))
    if not drives:
        members = {key: nodes for key, nodes in members.items() if not _is_protected(key)}
    text = _class_text("Full", "" if structural else f"({name}{_parameters(contract)})", members)
    made = tuple(
        _calls("Full", demands["__init__"][0]) if "__init__" in demands else [Call("Full")]
    )
    if drives and not structural:
        least = {key: nodes for key, nodes in members.items() if _is_demanded(nodes, provider)}
        text += _class_text("Least", f"({name}{_parameters(contract)})", least)
        made += tuple(replace(call, method="Least") for call in made)
        uses += tuple(_helped(members))
    if structural:
        text += f"def fits(given: Full) -> {name}:\n    return given\n"
    provided = "Full" if drives or structural else "Driver"
    text += _function("made", [call.text(call.method) for call in made])
    text += _function("calls", list(_call_lines(demands, provided)))
    text += _function("uses", list(uses))
    calls = tuple(c for nodes in demands.values() for n in nodes for c in _public_calls(n))
    public = tuple(key for key in demands if not key.startswith("_"))
    context = [
        "from __future__ import annotations",
        "import abc",
        "import typing",
        ast.unparse(new),
        "",
    ]
    head = "\n".join([*context, "" if drives else _former(contract)])
    return Witness(head + text, head.count("\n"), name, provided, made, calls, public, uses)


def _made_alike(*sides: dict[str, list[ast.stmt]]) -> tuple[dict[str, list[ast.stmt]], ...]:
    """Spell out how objects are made on both sides if one of them does."""
    if any("__init__" in members for members in sides):
        plain = ast.parse("def __init__(self) -> None: ...").body
        return tuple({"__init__": plain, **members} for members in sides)
    return sides


def _helped(members: dict[str, list[ast.stmt]]) -> Iterator[str]:
    """Yield what a driver does with the helpers that only drivers may call."""
    for name, (node, *_) in members.items():
        if _is_protected(name) and "abstractmethod" not in _marks(node):
            for call in _calls(name, node):
                yield call.text(f"typing.cast('Least', None).{name}")


def _is_protected(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


# --- reading


def _classes(tree: ast.Module) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _lineage(tree: ast.Module, name: str = "Driver") -> list[ast.ClassDef]:
    known = _classes(tree)
    if name not in known:
        return []
    above = [
        c for base in known[name].bases for c in _lineage(tree, ast.unparse(base).split("[")[0])
    ]
    return [known[name], *above]


def _all_bases(tree: ast.Module) -> list[str]:
    nodes = _lineage(tree)
    written = [base for node in nodes for base in node.bases]
    return [ast.unparse(n) for n in (*written, *(k.value for node in nodes for k in node.keywords))]


def _parameters(tree: ast.Module) -> str:
    generic = [base for base in _all_bases(tree) if base.startswith("typing.Generic[")]
    return generic[0].removeprefix("typing.Generic") if generic else ""


def _members(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """Return what the lineage of the interface defines, each from the first class that does."""
    found: dict[str, list[ast.stmt]] = {}
    for node in _lineage(tree):
        own: dict[str, list[ast.stmt]] = {}
        for item in node.body:
            name = _bound(item)
            if name and (name == "__init__" or not name.startswith("__") or name.endswith("__")):
                own.setdefault(name, []).append(item)
        found = {**own, **found}
    found.pop("__slots__", None)
    return found


def _bound(item: ast.stmt) -> str:
    if isinstance(item, FUNCTIONS):
        return item.name
    if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
        return item.targets[0].id
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return item.target.id
    return ""


def _marks(node: ast.stmt) -> list[str]:
    marks = getattr(node, "decorator_list", [])
    return [ast.unparse(mark).rpartition(".")[2] for mark in marks]


def _is_demanded(nodes: list[ast.stmt], provider: ast.Module) -> bool:
    """Tell what the contract of the base makes a driver define."""
    enforced = any("ABC" in base for base in _all_bases(provider))
    open_ = isinstance(nodes[0], ast.AnnAssign) and nodes[0].value is None
    return open_ or (enforced and any("abstractmethod" in _marks(node) for node in nodes))


# --- annotating


def _methods(tree: ast.Module) -> Iterator[tuple[Function, ast.ClassDef]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from ((item, node) for item in node.body if isinstance(item, FUNCTIONS))


def _arguments(item: Function) -> list[ast.arg]:
    rules = item.args
    plain = [*rules.posonlyargs, *rules.args]
    bound = plain if "staticmethod" in _marks(item) else plain[1:]
    return [
        *bound,
        *filter(None, (rules.vararg,)),
        *rules.kwonlyargs,
        *filter(None, (rules.kwarg,)),
    ]


def _hints(tree: ast.Module) -> dict[tuple[str, str], ast.expr]:
    """Return the annotations that are there, for where the other state has none."""
    found = {}
    for item, _ in _methods(tree):
        if item.returns:
            found[item.name, "return"] = item.returns
        found |= {(item.name, a.arg): a.annotation for a in _arguments(item) if a.annotation}
    return found


def _annotated(tree: ast.Module, hints: dict[tuple[str, str], ast.expr]) -> ast.Module:
    for item, _ in _methods(tree):
        for argument in _arguments(item):
            if argument.annotation is None:
                argument.annotation = hints.get((item.name, argument.arg), ast.Name("int"))
        rules = item.args
        rules.defaults = [_ANYTHING for _ in rules.defaults]
        rules.kw_defaults = [default and _ANYTHING for default in rules.kw_defaults]
        if item.returns is None:
            item.returns = hints.get((item.name, "return"), ast.Name("int"))
            if item.name == "__init__" or "setter" in _marks(item):
                item.returns = ast.Constant(None)
            elif any(isinstance(node, ast.Yield) for node in ast.walk(item)):
                item.returns = ast.parse("typing.Iterator[int]", mode="eval").body
    tree.body = [
        n for n in tree.body if not isinstance(n, ast.ImportFrom) or n.module != "__future__"
    ]
    return tree


# --- writing


def _former(tree: ast.Module) -> str:
    """Write the classes of the base's interface under other names, beside those of the head."""
    nodes = _lineage(tree)
    local = {node.name for node in nodes}
    texts = []
    for node in reversed(nodes):
        bases = [f"Former{b}" if b in local else b for b in map(ast.unparse, node.bases)]
        bases += [f"{k.arg}={ast.unparse(k.value)}" for k in node.keywords]
        for item in (node, *(i for i in node.body if isinstance(i, FUNCTIONS))):
            item.decorator_list = [m for m in item.decorator_list if "final" not in ast.unparse(m)]
        marks = "".join(f"@{ast.unparse(mark)}\n" for mark in node.decorator_list)
        body = "\n".join(ast.unparse(item) for item in node.body).replace("\n", "\n    ")
        texts.append(f"{marks}class Former{node.name}({', '.join(bases)}):\n    {body}\n")
    return "".join(dict.fromkeys(texts))


def _class_text(name: str, parent: str, members: dict[str, list[ast.stmt]]) -> str:
    lines = [_stub(item) for nodes in members.values() for item in nodes] or ["pass"]
    return f"class {name}{parent}:\n    " + "\n".join(lines).replace("\n", "\n    ") + "\n"


def _stub(item: ast.stmt) -> str:
    if not isinstance(item, FUNCTIONS):
        given = isinstance(item, ast.AnnAssign) and item.value is None
        return ast.unparse(item) + (" = typing.cast(typing.Any, None)" if given else "")
    marks = [m for m in item.decorator_list if ast.unparse(m).rpartition(".")[2] not in _DROPPED]
    keyword = "async def" if isinstance(item, ast.AsyncFunctionDef) else "def"
    head = (
        f"{keyword} {item.name}({ast.unparse(item.args)}) -> {ast.unparse(item.returns or _NONE)}:"
    )
    return (
        "".join(f"@{ast.unparse(mark)}\n" for mark in marks) + head + "\n    raise AssertionError"
    )


def _function(name: str, lines: list[str]) -> str:
    return f"async def {name}() -> None:\n" + "".join(f"    {line}\n" for line in lines or ["pass"])


def _calls(method: str, node: ast.stmt, on_class: bool = False) -> Iterator[Call]:
    """Yield the calls that a signature allows: the fewest and the most, by place and by name."""
    if not isinstance(node, FUNCTIONS):
        return
    rules = node.args
    only, named = len(rules.posonlyargs), _arguments(node)
    first = 0 if "staticmethod" in _marks(node) else 1
    plain = [a for a in named if a not in (rules.vararg, rules.kwarg, *rules.kwonlyargs)]
    only = max(only - first, 0)
    needed = len(plain) - len(rules.defaults)
    types = {a.arg: ast.unparse(a.annotation or _NONE) for a in named}
    must = [
        (a.arg, types[a.arg])
        for a, d in zip(rules.kwonlyargs, rules.kw_defaults, strict=True)
        if d is None
    ]
    may = [(a.arg, types[a.arg]) for a in rules.kwonlyargs]
    places = [types[a.arg] for a in plain]
    pairs = [(a.arg, types[a.arg]) for a in plain]
    rest = [types[rules.vararg.arg]] * 2 if rules.vararg else []
    more = [("some_more", types[rules.kwarg.arg])] if rules.kwarg else []
    yield Call(method, tuple(places[:needed]), tuple(must), on_class)
    yield Call(method, (*places, *rest), (*may, *more), on_class)
    yield Call(method, tuple(places[:only]), (*pairs[only:], *may, *more), on_class)
    yield Call(method, tuple(places[: min(only, needed)]), (*pairs[only:needed], *must), on_class)


def _public_calls(node: ast.stmt) -> Iterator[Call]:
    marks = _marks(node)
    name = _bound(node)
    if name.startswith("_") or {"property", "setter", "overload"} & {*marks}:
        return
    yield from _calls(name, node)
    if {"classmethod", "staticmethod"} & {*marks}:
        yield from _calls(name, node, on_class=True)


def _call_lines(demands: dict[str, list[ast.stmt]], provided: str) -> Iterator[str]:
    """Yield what a caller does with an object: calls, reads and writes, typed by the contract."""
    yield f"it = typing.cast({provided!r}, None)"
    number = itertools.count()
    for name, nodes in demands.items():
        for node in nodes:
            if name.startswith("_"):
                continue
            if "setter" in _marks(node):
                yield f"it.{name} = typing.cast({_kind(nodes[0])!r}, None)"
            elif not isinstance(node, FUNCTIONS) or "property" in _marks(node):
                yield f"got{next(number)}: {_kind(node)} = it.{name}"
            for call in _public_calls(node):
                wait = "await " if isinstance(node, ast.AsyncFunctionDef) else ""
                owner = provided if call.on_class else "it"
                yield f"got{next(number)}: {_kind(node)} = {wait}{call.text(f'{owner}.{name}')}"


def _kind(node: ast.stmt) -> str:
    told = getattr(node, "returns", None) or getattr(node, "annotation", None)
    return ast.unparse(told) if told else "object"


def _uses(old: ast.Module) -> tuple[str, ...]:
    """Return what drivers and callers do with the other types of the base."""
    own = {node.name for node in _lineage(old)}
    lines = [f"exposed{n}: {b} = typing.cast('Driver', None)" for n, b in enumerate(sorted(own))]
    for node in _classes(old).values():
        if node.name not in own and node.name != "One":
            lines += _type_uses(node)
    return tuple(lines)


def _type_uses(node: ast.ClassDef) -> Iterator[str]:
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    names = [_bound(item) for item in node.body if _bound(item)]
    if "NamedTuple" in bases:
        fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
        least = [_kind(item) for item in fields if item.value is None]
        yield Call("", tuple(least)).text(f"made = {node.name}")
        yield Call("", tuple(map(_kind, fields))).text(f"made = {node.name}")
        yield f"[{', '.join(f'part{n}' for n in names)}] = made"
        yield from (f"typed_{_bound(i)}: {_kind(i)} = made.{_bound(i)}" for i in fields)
    elif any("Enum" in base or "Flag" in base for base in bases):
        yield from (f"{node.name}.{name}" for name in names)
    elif any(base.endswith(("Error", "Exception")) for base in bases):
        yield f"caught_{node.name}: {ast.unparse(node.bases[0])} = {node.name}()"
    else:
        for item in node.body:
            receiver = f"{node.name}.__new__({node.name}).{_bound(item)}"
            yield from (call.text(receiver) for call in _public_calls(item))
