# SPDX-License-Identifier: Apache-2.0
"""What must not change a verdict, and how verdicts mirror, for interfaces that are made up."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wharfinger.contract.comparison import RULES

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rewritten(text: str, change: Callable[[ast.ClassDef], None]) -> str:
    tree = ast.parse(text)
    (driver,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    change(driver)
    return ast.unparse(tree)


def reformat(_: ast.ClassDef) -> None:
    """Unparsing alone gives another layout."""


def reorder(driver: ast.ClassDef) -> None:
    driver.body.reverse()


def rename_locals(driver: ast.ClassDef) -> None:
    for node in ast.walk(driver):
        if isinstance(node, ast.Name) and node.id == "found":
            node.id = "answer"


def document(driver: ast.ClassDef) -> None:
    for node in (driver, *(item for item in driver.body if isinstance(item, FUNCTIONS))):
        node.body.insert(0, ast.Expr(ast.Constant(f"Say what {node.name} is for.")))


def comparable(changes: Any) -> set[tuple[str, ...]]:
    return {
        (c.rule, c.subject, c.detail, c.implementer, c.caller, c.implementer_condition)
        for c in changes
    }


@pytest.mark.parametrize("sides", ["old", "new", "old new"])
@pytest.mark.parametrize("change", [reformat, reorder, rename_locals, document])
@settings(often, max_examples=15)
@given(data=st.data())
def test_what_means_the_same_has_the_same_verdicts(
    change: Any, sides: str, data: st.DataObject, generated: Any, changes: Callable[..., Any]
) -> None:
    case = data.draw(generated)
    other = replace(case, **{s: rewritten(getattr(case, s), change) for s in sides.split()})
    assert comparable(changes(case)) == comparable(changes(other))


@often
@given(data=st.data())
def test_nothing_is_found_in_what_is_the_same(
    data: st.DataObject, generated: Any, changes: Callable[..., Any]
) -> None:
    case = data.draw(generated)
    assert changes(replace(case, old=case.new)) == ()


@settings(often, max_examples=300)
@given(data=st.data())
def test_backwards_each_change_is_its_mirror(
    data: st.DataObject, generated: Any, changes: Callable[..., Any]
) -> None:
    case = data.draw(generated)
    forwards = {change.rule for change in changes(case)}
    backwards = {change.rule for change in changes(replace(case, old=case.new, new=case.old))}
    assert {RULES[rule].mirror for rule in forwards} == backwards
