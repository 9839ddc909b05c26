# SPDX-License-Identifier: Apache-2.0
"""What decorators, docstrings and attributes say about deprecation.

Understood are PEP 702's ``deprecated`` (warnings, typing_extensions), oslo.log's
``versionutils.deprecated``, debtcollector's ``removals``, ``moves`` and ``updating``, the
``Deprecated`` and ``deprecation`` packages, Sphinx's ``deprecated`` directive in
docstrings, and the attribute ``__deprecated__``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from wharfinger.model import Deprecation, Location
from wharfinger.sources.python.syntax import dotted_parts

# Keyword of a decorator -> field of Deprecation.
_KEYWORDS = {
    "version": "since",
    "as_of": "since",
    "deprecated_in": "since",
    "removal_version": "removal",
    "remove_in": "removal",
    "removed_in": "removal",
    "in_favor_of": "replacement",
    "replacement": "replacement",
    "message": "reason",
    "reason": "reason",
    "details": "reason",
}

# Last part of a decorator's name -> fields of its positional arguments.
_POSITIONS = {
    "deprecated": ("reason",),
    "remove": ("reason", "since", "removal"),
    "removed_class": ("", "replacement", "reason", "since", "removal"),
    "removed_property": (),
    "removed_method": (),
    "moved_method": ("replacement", "since", "removal"),
    "moved_property": ("replacement", "since", "removal"),
    "moved_read_only_property": ("", "replacement", "since", "removal"),
    "moved_class": ("", "", "", "reason", "since", "removal"),
    "moved_function": ("", "", "", "reason", "since", "removal"),
}

# Only at the left margin: an indented directive speaks of a parameter or a section.
_DIRECTIVE = re.compile(
    r"^\.\.[ \t]+(?P<name>deprecated|deprecated-removed|versionadded)::[ \t]*"
    r"(?P<argument>[^\n]*)(?P<body>(?:\n(?:[ \t]*|[ \t]+[^\n]*)(?=\n|\Z))*)",
    re.MULTILINE,
)
_REMOVED_IN = re.compile(
    r"\bremoved\s+in\s+(?:the\s+)?(?:version\s+|release\s+)?v?(\d[\w.]*\w|\d|[A-Z]\w+)"
)
_USE_INSTEAD = re.compile(
    r"\b[Uu]se\s+(?!(?:an?|it|one|that|them|these|this|those)\b)"
    r"(?::[\w:]+:)?`{0,2}~?\.?([A-Za-z_](?:[\w.:]*\w)?)`{0,2}(?:\(\))?\s+instead\b"
)

Name = Callable[[ast.expr], str]


def from_decorators(
    decorators: Iterable[ast.expr], absolute_name: Name, shown: str
) -> Deprecation | None:
    """Return what the first decorator that deprecates says."""
    for node in decorators:
        name = absolute_name(node)
        last = name.rpartition(".")[2]
        if last not in _POSITIONS or not _deprecates(name, last):
            continue
        found = Deprecation(f"decorator {name}", Location(shown, node.lineno))
        if isinstance(node, ast.Call):
            positions = (
                ("since", "replacement", "removal") if "versionutils" in name else _POSITIONS[last]
            )
            found = _with_arguments(found, node, positions)
        return complete(found)
    return None


def _deprecates(name: str, last: str) -> bool:
    """``remove`` is a common word: it counts only where debtcollector is meant."""
    return last != "remove" or "removals" in name or "debtcollector" in name


def moved(
    node: ast.Call, name: str, location: Location
) -> tuple[ast.expr | None, Deprecation | None]:
    """Understand ``moves.moved_class(New, "Old", __name__, …)``: the new thing and the why."""
    last = name.rpartition(".")[2]
    if last not in ("moved_class", "moved_function") or not node.args:
        return None, None
    found = _with_arguments(Deprecation(f"call of {name}", location), node, _POSITIONS[last])
    new = ".".join(dotted_parts(node.args[0]))
    return node.args[0], complete(replace(found, replacement=found.replacement or new))


def from_docstring(doc: str, location: Location) -> tuple[Deprecation | None, str]:
    """Return what a docstring's directives say, and since when the thing exists."""
    deprecation, added = None, ""
    for match in _DIRECTIVE.finditer(doc) if ".." in doc else ():
        words = match["argument"].split()
        if match["name"] == "versionadded":
            added = added or (words[0] if words else "")
            continue
        body = " ".join([*words[1:], *match["body"].split()])
        found = Deprecation(f"docstring directive {match['name']}", location, reason=body)
        if match["name"] == "deprecated-removed" and len(words) > 1:
            found = replace(found, removal=words[1], reason=body.removeprefix(words[1]).strip())
        deprecation = deprecation or complete(replace(found, since=words[0] if words else ""))
    return deprecation, added


def from_message(message: str, source: str, location: Location) -> Deprecation:
    """Return what a message such as that of ``__deprecated__`` says."""
    return complete(Deprecation(source, location, reason=message))


def complete(found: Deprecation) -> Deprecation:
    """Read removal and replacement out of the reason where nothing else names them."""
    reason = " ".join(found.reason.split())
    removal = _REMOVED_IN.search(reason)
    instead = _USE_INSTEAD.search(reason)
    return replace(
        found,
        reason=reason,
        removal=found.removal or (removal[1].rstrip(".") if removal else ""),
        replacement=found.replacement or (instead[1] if instead else ""),
    )


def _with_arguments(found: Deprecation, node: ast.Call, positions: tuple[str, ...]) -> Deprecation:
    fields: dict[str, str] = {}
    for field, value in zip(positions, node.args, strict=False):
        if field:
            fields[field] = _argument(value)
    for keyword in node.keywords:
        if keyword.arg in _KEYWORDS:
            fields[_KEYWORDS[keyword.arg]] = _argument(keyword.value)
    return replace(
        found,
        since=fields.get("since") or found.since,
        removal=fields.get("removal") or found.removal,
        replacement=fields.get("replacement") or found.replacement,
        reason=fields.get("reason") or found.reason,
    )


def _argument(node: ast.expr) -> str:
    """Return an argument as text: a literal, a release's name, or a number of releases."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return node.value
        # versionutils counts the releases until removal; 0 means that none is planned.
        return f"+{node.value} releases" if isinstance(node.value, int) and node.value > 0 else ""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
        return _argument(node.operand)
    if isinstance(node, ast.Attribute):
        return node.attr.capitalize() if node.attr.isupper() else node.attr
    if isinstance(node, ast.Call) and not _makes_text(node):
        return ""
    if isinstance(node, ast.BinOp | ast.JoinedStr | ast.Call):
        parts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
        return "".join(part for part in parts if isinstance(part, str))
    return ast.unparse(node)


def _makes_text(node: ast.Call) -> bool:
    """Tell whether a call translates or formats a text, rather than make an object."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in ("format", "gettext", "str", "dedent") or name.startswith("_")
