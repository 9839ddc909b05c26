# SPDX-License-Identifier: Apache-2.0
"""Literals in Python source, read without running it."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

from wharfinger.sources import files

_COMPUTED = (ValueError, TypeError, RecursionError, MemoryError)


def parse(path: Path, within: Path) -> ast.Module:
    """Parse a Python file.

    Raises :class:`~wharfinger.sources.files.UnreadableError` for a file that cannot be
    read or parsed; the reason then names the line.
    """
    data = files.read_bytes(path, within, files.PROJECT_FILE_LIMIT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise files.UnreadableError(path, f"it is not valid Python: {error.msg}{where}") from error
    except (RecursionError, MemoryError) as error:
        raise files.UnreadableError(path, "it is nested too deeply") from error
    except ValueError as error:
        raise files.UnreadableError(path, f"it is not valid Python: {error}") from error


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the expressions that module-level names are bound to, if only bound once."""
    found: dict[str, list[ast.expr]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def value(node: ast.expr | None) -> object:
    """Return the value of a literal, None where it is not one."""
    if node is None:
        return None
    try:
        found: object = ast.literal_eval(node)
    except _COMPUTED:
        return None
    return found


def text(node: ast.expr | None) -> str:
    """Return a literal string, empty where it is not one."""
    found = value(node)
    return files.encodable(found) if isinstance(found, str) else ""


def texts(node: ast.expr | None) -> tuple[str, ...]:
    """Return the strings of a literal list, or the lines of a literal string."""
    found = value(node)
    if isinstance(found, str):
        return tuple(files.encodable(found).splitlines())
    items = found if isinstance(found, list | tuple) else ()
    return tuple(files.encodable(item) for item in items if isinstance(item, str))
