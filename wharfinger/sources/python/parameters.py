# SPDX-License-Identifier: Apache-2.0
"""The parameters of a function, from its syntax tree."""

from __future__ import annotations

import ast

from wharfinger.model import Parameter
from wharfinger.sources.python.parsing import Source


def read_parameters(arguments: ast.arguments, source: Source) -> tuple[Parameter, ...]:
    """Return the parameters of a function or lambda, in the order of its signature."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    kinds = ["positional_only"] * len(arguments.posonlyargs)
    kinds += ["positional_or_keyword"] * len(arguments.args)
    found = [
        _parameter(argument, kind, default, source)
        for argument, kind, default in zip(positional, kinds, defaults, strict=True)
    ]
    if arguments.vararg:
        found.append(_parameter(arguments.vararg, "var_positional", None, source))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(_parameter(argument, "keyword_only", default, source))
    if arguments.kwarg:
        found.append(_parameter(arguments.kwarg, "var_keyword", None, source))
    return tuple(found)


def _parameter(node: ast.arg, kind: str, default: ast.expr | None, source: Source) -> Parameter:
    annotation = source.text(node.annotation) if node.annotation else ""
    value = source.text(default) if default else ""
    return Parameter(node.arg, kind, node.lineno, annotation, value)
