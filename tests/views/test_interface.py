# SPDX-License-Identifier: Apache-2.0
"""The interface of a group."""

from __future__ import annotations

import ast
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.model import Anchor, Location, Method, MethodKind, Parameter
from wharfinger.views import first_paragraph, plain_words
from wharfinger.views.interface import signature, view

NAME = ("tooz.backends",)


def test_definitions(tooz):
    definition, versions = view.build(tooz, NAME, {}).blocks
    assert definition.term == "tooz.coordination:CoordinationDriver"
    assert definition.signature == "class CoordinationDriver(object)"
    assert definition.text == "Coordinate processes well."
    watch, join, leader = definition.items
    assert watch.signature == "watch(self, group_id: str) -> None"
    assert watch.text == "Call run_watchers."
    assert watch.anchor == Anchor("method", "tooz.coordination:CoordinationDriver.watch")
    assert watch.fields == (
        ("deprecated", "since 6.0"),
        ("replacement", "look"),
        ("inherited from", "tooz.base:Base"),
    )
    assert join.signature == "join(self, *, x=1)"
    assert join.labels == ("abstract",)
    assert leader.fields == (("Raises", "NotImplemented"),)
    assert [row[0].text for row in versions.rows] == ["8", "9"]


def test_data(tooz, validate):
    page = view.build(tooz, NAME, {})
    validate("interface", page)
    assert page.data["interface"] == "tooz.coordination:CoordinationDriver"
    assert page.data["versions"][0]["removal"] == "3.0"
    watch = page.data["methods"][0]
    assert watch["kind"] == "default"
    assert watch["parameters"][1] == {
        "name": "group_id",
        "kind": "positional_or_keyword",
        "annotation": "str",
        "default": "",
        "line": 9,
    }
    assert watch["deprecation"]["since"] == "6.0"


def test_without_interface_it_says_why(tooz, validate):
    page = view.build(tooz, ("oslo.config.opts",), {})
    validate("interface", page)
    assert "it is a function" in page.blocks[0].text
    assert page.data == {
        "group": "oslo.config.opts",
        "interface": None,
        "versions": [],
        "methods": [],
    }


NAMES = st.sampled_from("abcdef")


@st.composite
def parameter_lists(draw):
    kinds = draw(st.lists(st.sampled_from(list(inspect._ParameterKind)), max_size=6))
    kinds.sort()
    singles = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    kinds = [k for i, k in enumerate(kinds) if k not in singles or k not in kinds[:i]]
    return [inspect.Parameter(f"p{i}", kind) for i, kind in enumerate(kinds)]


@settings(max_examples=60)
@given(parameter_lists())
def test_signatures_agree_with_inspect(parameters):
    told = tuple(Parameter(p.name, p.kind.name.lower(), 1) for p in parameters)
    method = Method("f", MethodKind.DEFAULT, "method", "m:C", Location("f.py"), parameters=told)
    text = signature(method)
    assert text == f"f{inspect.Signature(parameters)}"
    ast.parse(f"def {text}: ...")


@pytest.mark.parametrize(
    ("form", "returns", "expected"), [("property", "int", "f: int"), ("attribute", "", "f")]
)
def test_values_have_no_parentheses(form, returns, expected):
    method = Method("f", MethodKind.DEFAULT, form, "m:C", Location("f.py"), returns=returns)
    assert signature(method) == expected


@pytest.mark.parametrize(
    ("rst", "plain"),
    [
        (":py:class:`~a.B` and :meth:`go <x.go>`", "a.B and go"),
        ("a **b** *c* ``d e`` `f`", "a b c d e f"),
        ("`text <https://example.org>`_ x", "text x"),
        ("2 * 3 * 4, *args and **kwargs, __init__", "2 * 3 * 4, *args and **kwargs, __init__"),
    ],
)
def test_markup_becomes_words(rst, plain):
    assert plain_words(rst) == plain


@pytest.mark.parametrize(
    ("doc", "first"),
    [
        ("One\n    line.\n\n    Two.", "One line."),
        ("Do it.\n:param x: the x", "Do it."),
        (".. deprecated:: 1.0\n   Gone.", ""),
        ("", ""),
    ],
)
def test_first_paragraph(doc, first):
    assert first_paragraph(doc) == first


@settings(max_examples=60)
@given(st.text(alphabet="`*_:<>|\\ ab\n", max_size=60))
def test_any_text_has_plain_words(text):
    assert "\n" not in plain_words(text)
