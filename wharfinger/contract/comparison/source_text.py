# SPDX-License-Identifier: Apache-2.0
"""Members as source text, and texts that differ in their spelling alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from wharfinger.model import Member, Parameter

_DECORATED = ("classmethod", "staticmethod", "property")
_VALUES = ("attribute", "made", "none")


def definition(member: Member | None) -> str:
    """Return a member's definition without its body, empty for no member."""
    if member is None:
        return ""
    if member.form in _VALUES:
        value = member.value or ("None" if member.form == "none" else "")
        return _assigned(member.name, member.annotation, value, " = ")
    keyword = "async def" if member.asynchronous else "def"
    arrow = f" -> {member.returns}" if member.returns else ""
    line = f"{keyword} {member.name}({_listed(member.parameters)}){arrow}"
    return f"@{member.form}\n{line}" if member.form in _DECORATED else line


def same_source(one: str, other: str) -> bool:
    """Tell whether two expressions are the same but for layout and quotes."""
    return one == other or _shape(one) == _shape(other)


def _shape(text: str) -> str:
    try:
        return ast.dump(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(text.split())


def _listed(parameters: Sequence[Parameter]) -> str:
    return ", ".join(_pieces(parameters))


def _pieces(parameters: Sequence[Parameter]) -> Iterator[str]:
    before, starred = "", False
    for item in parameters:
        if before == "positional_only" and item.kind != "positional_only":
            yield "/"
        if item.kind == "keyword_only" and not starred:
            yield "*"
        starred = starred or item.kind in ("keyword_only", "var_positional")
        before = item.kind
        yield _piece(item)
    if before == "positional_only":
        yield "/"


def _piece(item: Parameter) -> str:
    stars = {"var_positional": "*", "var_keyword": "**"}.get(item.kind, "")
    equals = " = " if item.annotation else "="
    return _assigned(stars + item.name, item.annotation, item.default, equals)


def _assigned(name: str, annotation: str, value: str, equals: str) -> str:
    typed = f"{name}: {annotation}" if annotation else name
    return f"{typed}{equals}{value}" if value else typed
