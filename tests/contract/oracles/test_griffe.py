# SPDX-License-Identifier: Apache-2.0
"""griffe as a judge, who speaks for callers alone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import griffe

DISAGREEMENTS = {
    "It does not compare the types of parameters, and of returned values only their absence.": (
        "parameter-type-narrowed (caller)",
        "parameter-type-replaced (caller)",
        "return-replaced (caller)",
        "return-widened (caller)",
    ),
    "It does not look at whether a method is asynchronous, or a property can be set.": (
        "method-made-async (caller)",
        "method-made-sync (caller)",
        "setter-removed (caller)",
    ),
    "Of how objects are made it knows nothing that no method spells out.": (
        "constructor added (caller)",
        "field-added (caller)",
    ),
    "It calls the removal of an annotation a change of type.": ("annotation removed (caller)",),
    "It counts the object itself as a parameter.": (
        "class made static method (caller)",
        "self has another name (caller)",
        "static made class method (caller)",
    ),
    "It takes the name of a positional-only parameter for something that callers use.": (
        "positional-only renamed (caller)",
    ),
    "It compares defaults and slots as text.": (
        "default spelled otherwise (caller)",
        "slots-removed (caller)",
    ),
}


def read(text: str) -> griffe.Module:
    modules = griffe.ModulesCollection()
    module = griffe.visit("base", Path("base.py"), text, modules_collection=modules)
    modules["base"] = module
    return module


def reported(case: Any) -> list[str]:
    return [item.kind.name for item in griffe.find_breaking_changes(read(case.old), read(case.new))]


def is_code(text: str) -> bool:
    try:
        return bool(ast.parse(text))
    except SyntaxError:
        return False


def test_griffe_agrees(cases: Any, disagreements: Callable[..., Any]) -> None:
    broken = {(c.name, "caller"): bool(reported(c)) for c in cases if is_code(c.new)}
    listed = {label for labels in DISAGREEMENTS.values() for label in labels}
    assert disagreements(broken) == listed


def test_the_documentation_tells_why(explained: Callable[[str], list[str]]) -> None:
    assert explained("griffe") == [*DISAGREEMENTS]
