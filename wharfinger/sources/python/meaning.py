# SPDX-License-Identifier: Apache-2.0
"""What source text means: annotations in one spelling, the values of constants, ancestors."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator

from wharfinger.model import ClassInfo, Reference, UnknownValue
from wharfinger.sources.python.annotations import (
    TRANSPARENT,
    is_typing,
    typing_name,
    without_any,
)
from wharfinger.sources.python.made_tuples import is_made_tuple
from wharfinger.sources.python.module import FOR_TYPES, Module
from wharfinger.sources.python.names import Symbol
from wharfinger.sources.python.reader import Reader
from wharfinger.sources.python.syntax import dotted_parts

# Aliases of types that name each other end somewhere.
_DEPTH_LIMIT = 25


class ReaderMeaning:
    """Answers what text means in the modules of one reader, without running anything.

    Implements :class:`wharfinger.model.Meaning`.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._annotations: dict[tuple[str, str], frozenset[str]] = {}

    def annotation(self, text: str, module: str) -> frozenset[str]:
        """Return the alternatives that an annotation allows, none for an empty text.

        Names are ``module:Name`` where the class is defined, those of builtins and ``Any``
        plain. What belongs to the standard library keeps the module that it is imported
        from, except that ``typing.List`` is ``list``. Brackets are written out with their
        alternatives sorted: ``list[None | int]``. Members of ``Literal`` stand alone, as do the
        values of ``Optional`` and of aliases. A text that is no annotation stands for itself.
        """
        key = (text, module)
        if key not in self._annotations:
            self._annotations[key] = frozenset(self._alternatives(text, module))
        return self._annotations[key]

    def constant(self, text: str, module: str) -> object:
        """Return the value of an expression at the top of a module.

        A :class:`~wharfinger.model.Reference` for a class or function, and an
        :class:`~wharfinger.model.UnknownValue` where the value cannot be evaluated.
        """
        table, node = self._reader.module(module), parse_expression(text)
        if table is None or node is None:
            return UnknownValue(f"{text!r} is no expression in a module that can be read")
        if dotted_parts(node):
            symbol = self._reader.names.resolve_expression(node, table)
            if symbol.kind == "builtin":
                return Reference(f"builtins:{symbol.name}")
        return self._reader.values.of(node, table)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the ancestors of a class, as :meth:`annotation` names them, without object.

        None for what is no class, or cannot be read.
        """
        if ":" not in name or name.startswith("builtins:"):
            return _of_builtin(name.removeprefix("builtins:"))
        info = self.class_named(name)
        found: list[str] = []
        for item in info.ancestors if info else ():
            if item.unresolved:
                continue
            found.append(_public(item.name))
            found += _of_builtin(found[-1])
        return tuple(dict.fromkeys(found))

    def class_named(self, name: str) -> ClassInfo | None:
        """Return the class that can be had by a name ``module:Name``, None where there is none."""
        module, _, attr = name.partition(":")
        symbol = self._reader.resolve(module, attr)
        if (symbol.kind != "class" or symbol.instance) and not is_made_tuple(symbol):
            return None
        return self._reader.class_of(symbol)

    def _alternatives(self, text: str, module: str) -> Iterable[str]:
        node = parse_expression(text)
        if node is None:
            return [text] if text.strip() else []
        table = self._reader.module(module)
        if table is None:
            return [ast.unparse(node)]
        try:
            return self._of(node, table, 0)
        except RecursionError:
            return [text]

    def _of(self, node: ast.expr, table: Module, depth: int) -> list[str]:
        """Return the alternatives of an expression that is used as a type."""
        if depth > _DEPTH_LIMIT:
            return [ast.unparse(node)]
        if isinstance(node, ast.Constant):
            return self._of_constant(node, table, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return [
                *self._of(node.left, table, depth + 1),
                *self._of(node.right, table, depth + 1),
            ]
        if isinstance(node, ast.Subscript):
            return self._of_subscript(node, table, depth)
        if isinstance(node, ast.List):
            return [f"[{', '.join(self._text(item, table, depth) for item in node.elts)}]"]
        if dotted_parts(node):
            return self._of_name(node, table, depth)
        text = ast.unparse(node)
        return ["None"] if text == "type(None)" else [text]

    def _of_constant(self, node: ast.Constant, table: Module, depth: int) -> list[str]:
        if not isinstance(node.value, str):
            return ["..." if node.value is ... else repr(node.value)]
        inner = parse_expression(node.value)
        return self._of(inner, table, depth + 1) if inner else [node.value]

    def _text(self, node: ast.expr, table: Module, depth: int) -> str:
        """Return one text for all alternatives of an argument."""
        return " | ".join(sorted(set(self._of(node, table, depth + 1))))

    def _of_subscript(self, node: ast.Subscript, table: Module, depth: int) -> list[str]:
        base = self._name(node.value, table)
        arguments = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if base == "typing:Union" and arguments:
            return [text for item in arguments for text in self._of(item, table, depth + 1)]
        if base == "typing:Optional":
            return [*self._of(node.slice, table, depth + 1), "None"]
        if base == "typing:Literal":
            return [text for item in arguments for text in self._literal(item, table, depth)]
        if base in TRANSPARENT:
            return self._of(arguments[0], table, depth + 1) if arguments else [base]
        inner = [self._text(item, table, depth) for item in arguments] or ["()"]
        return [without_any(base, inner)]

    def _literal(self, node: ast.expr, table: Module, depth: int) -> list[str]:
        if isinstance(node, ast.Constant):
            return ["None"] if node.value is None else [f"Literal[{node.value!r}]"]
        if isinstance(node, ast.Attribute):
            return [f"Literal[{self._name(node.value, table)}.{node.attr}]"]
        if isinstance(node, ast.Subscript):
            return self._of(node, table, depth + 1)
        return [f"Literal[{ast.unparse(node)}]"]

    def _of_name(self, node: ast.expr, table: Module, depth: int) -> list[str]:
        table = table.names_for(dotted_parts(node)[0])
        absolute = self._reader.names.absolute_name(node, table)
        if not _is_standard(absolute):
            symbol = self._reader.names.resolve_expression(node, table)
            expanded = self._of_alias(symbol, depth)
            if expanded is not None:
                return expanded
        return [self._name(node, table)]

    def _of_alias(self, symbol: Symbol, depth: int) -> list[str] | None:
        """Return what ``Name = Union[…]`` in a module stands for; None for no such alias."""
        kinds = (ast.Subscript, ast.BinOp, ast.Constant)
        if symbol.kind != "value" or not isinstance(symbol.node, kinds):
            return None
        home = self._reader.module(symbol.module.removesuffix(FOR_TYPES))
        if home and symbol.module.endswith(FOR_TYPES):
            home = home.typed
        return self._of(symbol.node, home, depth + 1) if home else None

    def _name(self, node: ast.expr, table: Module) -> str:
        """Return the absolute name of a class, wherever it is imported from."""
        if not dotted_parts(node):
            return ast.unparse(node)
        table = table.names_for(dotted_parts(node)[0])
        names = self._reader.names
        absolute = names.absolute_name(node, table)
        if _is_standard(absolute):
            return typing_name(absolute)
        symbol = names.resolve_expression(node, table)
        if symbol.kind == "builtin":
            return symbol.name
        if symbol.kind in ("class", "function", "value", "module") and not symbol.instance:
            return _spelled(symbol.qualified.replace(FOR_TYPES, ""))
        return _guessed(absolute, ast.unparse(node))


def parse_expression(text: str) -> ast.expr | None:
    """Parse the text of an expression; None for anything else."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def class_named(reader: Reader, node: ast.expr, module: str, package: str) -> Symbol | None:
    """Return the class of a package that a dotted name means, or begins with.

    Names that are absolute without an import, as in docstrings, are understood too. Other
    packages are not read to find out.
    """
    table = reader.module(module)
    parts = dotted_parts(node)
    if table is None or not parts:
        return None
    table = table.names_for(parts[0])
    absolute = reader.names.absolute_name(node, table).split(".")
    if absolute[0] != package and not table.stars:
        return None
    for end in range(len(parts), max(len(parts) - 2, 0), -1):
        symbol = reader.names.resolve_expression(_dotted(parts[:end]), table)
        if symbol.kind in ("missing", "unknown") and parts[0] == package:
            symbol = reader.resolve_dotted(".".join(parts[:end]))
        if symbol.kind == "class" or is_made_tuple(symbol):
            return symbol
    return None


def _dotted(parts: list[str]) -> ast.expr:
    node: ast.expr = ast.Name(parts[0], ast.Load())
    for part in parts[1:]:
        node = ast.Attribute(node, part, ast.Load())
    return node


def names_in(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the longest dotted names in an expression, and those in its texts."""
    if dotted_parts(node):
        yield node
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        inner = parse_expression(node.value)
        if inner is not None and not isinstance(inner, ast.Constant):
            yield from names_in(inner)
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from names_in(child)


def _is_standard(absolute: str) -> bool:
    """Tell what an import says to be of the standard library: no need to read that."""
    package, dot, _ = absolute.partition(".")
    return bool(dot) and (package in sys.stdlib_module_names or is_typing(package))


def _spelled(qualified: str) -> str:
    dotted = qualified.replace(":", ".")
    return typing_name(dotted) if _is_standard(dotted) else qualified


def _guessed(absolute: str, written: str) -> str:
    """Return how a name is spelled whose module is not here: its last part is the class."""
    module, dot, name = absolute.rpartition(".")
    return f"{module}:{name}" if dot else written


def _public(name: str) -> str:
    """Return the name by which people import a class of the standard library."""
    module, _, attr = name.partition(":")
    if module == "_collections_abc":
        return f"collections.abc:{attr}"
    return attr if module == "builtins" else name


def _of_builtin(name: str) -> tuple[str, ...]:
    """Return the ancestors of a class of Python itself, which has no source."""
    found = getattr(builtins, name, None) if name.isidentifier() else None
    if not isinstance(found, type):
        return ()
    return tuple(item.__name__ for item in found.__mro__[1:] if item is not object)
