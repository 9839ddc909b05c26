# SPDX-License-Identifier: Apache-2.0
"""What expressions in a migration script stand for, as far as its text tells.

A value is a plain one of Python (text, number, tuple, dictionary), or one of the classes here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Thing:
    """What came of something imported, called or passed in, by the path that led there.

    ``alembic.op``, ``sqlalchemy.Table().update()``; the path of what is not known begins with
    ``?``. ``call`` is the first call on the path, ``scope`` where it stands.
    """

    path: str
    call: ast.Call | None = None
    scope: Scope | None = None

    @property
    def last(self) -> str:
        """The last name of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the script."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    scope: Scope


@dataclass(frozen=True, slots=True)
class Batch:
    """What ``op.batch_alter_table`` gives."""

    table: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several values; which one, only a run shows."""

    values: tuple[object, ...]


UNKNOWN = Thing("?")

_MOST_STEPS = 300_000
"""More expressions than this are in no honest script, however often its functions are called."""

_MOST_ALTERNATIVES = 40


@dataclass(slots=True, eq=False)
class Scope:
    """The names of the script, or of one call of a function in it; equal to itself alone."""

    names: dict[str, object] = field(default_factory=dict)
    outer: Scope | None = None
    budget: list[int] = field(default_factory=lambda: [_MOST_STEPS])

    def inner(self, names: dict[str, object]) -> Scope:
        """Return a scope within this one; all scopes of a script share one budget of steps."""
        return Scope(names, self, self.budget)

    def find(self, name: str) -> object:
        """Return what a name stands for; of what nothing binds the path begins ``builtins``."""
        if name in self.names:
            return self.names[name]
        return self.outer.find(name) if self.outer else Thing(f"builtins.{name}")


def one_of(values: Iterable[object]) -> object:
    """Return a value that may be each of several, each of them once."""
    found: list[object] = []
    for value in values:
        found += [item for item in alternatives(value) if item not in found]
    if len(found) > _MOST_ALTERNATIVES:
        return UNKNOWN
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def alternatives(value: object) -> tuple[object, ...]:
    """Return the values that a value may be."""
    return value.values if isinstance(value, OneOf) else (value,)


def merged(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """Return what names stand for behind two branches of which either may have run."""
    names = {**one, **other}
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            names[name] = one_of((one[name], other[name]))
    return names


def bind(target: ast.expr, value: object, scope: Scope) -> None:
    """Bind the names of a target to a value, part by part where both have parts."""
    if isinstance(target, ast.Name):
        scope.names[target.id] = value
    elif isinstance(target, ast.Tuple | ast.List):
        fits = isinstance(value, tuple) and len(value) == len(target.elts)
        for index, element in enumerate(target.elts):
            bind(element, value[index] if fits else UNKNOWN, scope)  # type: ignore[index]
    elif isinstance(target, ast.Starred):
        bind(target.value, UNKNOWN, scope)
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        forget(target.value.id, scope)


def forget(name: str, scope: Scope) -> None:
    """Forget the items of a list or a dictionary that is changed in place."""
    holder: Scope | None = scope
    while holder and name not in holder.names:
        holder = holder.outer
    if holder and isinstance(holder.names[name], dict | tuple):
        holder.names[name] = UNKNOWN
