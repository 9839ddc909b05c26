# SPDX-License-Identifier: Apache-2.0
"""Writing a signature as its source has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wharfinger.model import Member, Method, Parameter

_MARKS = {"var_positional": "*", "var_keyword": "**"}


def signature(method: Method | Member) -> str:
    """Return a method's signature as its source has it, on one line."""
    if method.form in {"property", "attribute"}:
        return f"{method.name}: {method.returns}" if method.returns else method.name
    returns = f" -> {method.returns}" if method.returns else ""
    keyword = "async " if method.asynchronous else ""
    return f"{keyword}{method.name}({', '.join(_parameters(method.parameters))}){returns}"


def _parameters(parameters: Sequence[Parameter]) -> Iterator[str]:
    """Yield the parameters, with the ``/`` and ``*`` that part their kinds."""
    before = ""
    for parameter in parameters:
        kind = parameter.kind
        if before == "positional_only" != kind:
            yield "/"
        if kind == "keyword_only" and before not in {"keyword_only", "var_positional"}:
            yield "*"
        yield _parameter(parameter)
        before = kind
    if before == "positional_only":
        yield "/"


def _parameter(parameter: Parameter) -> str:
    text = _MARKS.get(parameter.kind, "") + parameter.name
    if parameter.annotation:
        text += f": {parameter.annotation}"
    if parameter.default:
        equals = " = " if parameter.annotation else "="
        text += equals + parameter.default
    return " ".join(text.split())
