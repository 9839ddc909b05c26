# SPDX-License-Identifier: Apache-2.0
"""The code that makes a change right, as far as it is one line."""

from __future__ import annotations

import ast
import re

from wharfinger.contract.comparison.wording import VERSIONED
from wharfinger.model import Change

_VERSION = re.compile(r"V(\d+)$")
_REFUSED = frozenset({"abstract-method-added", "method-made-abstract", "protocol-member-added"})
_KEPT = frozenset(
    {"abstract-method-removed", "method-removed", "refusing-method-removed"}
    | {"protected-method-removed"}
)


def code_to_write(change: Change, strategy: str) -> str:
    """Return a line of code that makes a change right, empty where there is no single one."""
    if strategy == VERSIONED:
        return _in_new_version(change)
    if change.rule in _REFUSED and _function(change.new):
        return f"{_last_line(change.new)}: raise NotImplementedError"
    if change.rule in _KEPT and change.old:
        return f"{_last_line(change.old)}: ...  # deprecated"
    if change.rule == "method-renamed" and change.old:
        return f"{_last_line(change.old)}: return self.{change.detail}({_arguments(change.old)})"
    if change.rule == "required-parameter-added":
        return _with_default(change.new, change.detail)
    return ""


def _in_new_version(change: Change) -> str:
    """Return a class for the next version, with the member as the patch has it."""
    name = change.interface.rpartition(":")[2].rpartition(".")[2]
    match = _VERSION.search(name)
    if not match or not change.new or "def " not in change.new:
        return ""
    following = name[: match.start()] + f"V{int(match[1]) + 1}"
    return f"class {following}({name}): {_last_line(change.new)}: ..."


def _last_line(source: str) -> str:
    """Return a definition without its decorators, on one line."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("@")]
    return " ".join(" ".join(lines).split()).rstrip(":")


def _function(source: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    try:
        node = ast.parse(f"{_last_line(source)}: ...").body[0]
    except (SyntaxError, ValueError, IndexError, RecursionError):
        return None
    return node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _arguments(source: str) -> str:
    node = _function(source)
    if node is None:
        return "..."
    positional = [item.arg for item in (*node.args.posonlyargs, *node.args.args)][1:]
    positional += [f"*{node.args.vararg.arg}"] if node.args.vararg else []
    positional += [f"{item.arg}={item.arg}" for item in node.args.kwonlyargs]
    positional += [f"**{node.args.kwarg.arg}"] if node.args.kwarg else []
    return ", ".join(positional)


def _with_default(source: str, name: str) -> str:
    """Return a definition in which a parameter has a default, if that is a matter of one change."""
    node = _function(source)
    if node is None:
        return ""
    names = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
    if name in names and names[len(names) - len(node.args.defaults) - 1] == name:
        node.args.defaults.insert(0, ast.Constant(None))
    elif name in (keywords := [item.arg for item in node.args.kwonlyargs]):
        node.args.kw_defaults[keywords.index(name)] = ast.Constant(None)
    else:
        return ""
    return ast.unparse(node).partition("\n")[0].removesuffix(":")
