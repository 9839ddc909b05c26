# SPDX-License-Identifier: Apache-2.0
"""Comparing parameter lists, and whether they accept calls: Python itself is the oracle."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.signatures import Shift, accepts, compare_signatures
from wharfinger.model import Parameter


def read(text: str) -> tuple[Parameter, ...]:
    """Return the parameters of ``def f(text)``, as Python reads them."""
    scope: dict[str, Callable[..., object]] = {}
    exec(f"def f({text}): pass", scope)
    return tuple(
        Parameter(
            item.name,
            item.kind.name.lower(),
            1,
            "" if item.annotation is item.empty else str(item.annotation),
            "" if item.default is item.empty else repr(item.default),
        )
        for item in inspect.signature(scope["f"]).parameters.values()
    )


CASES = [
    ("a", "a, b", ["required-added b"]),
    ("a", "a, b=1", ["optional-added b"]),
    ("a", "a, *, b=1", ["optional-added b"]),
    ("a, b=1", "a, c=2, b=1", ["inserted c"]),
    ("a, b", "b", ["removed a"]),
    ("a, b=1", "a", ["removed b"]),
    ("a, b", "a, c", ["renamed b"]),
    ("a, b", "c, d", ["renamed a", "renamed b"]),
    ("a", "b, c=1", ["renamed a", "optional-added c"]),
    ("a, /", "b, /", []),
    ("a, b", "b, a", ["reordered a"]),
    ("a, b, c", "a, c, b", ["reordered b"]),
    ("*, a, b", "*, b, a", []),
    ("a", "*, a", ["made-keyword-only a"]),
    ("*, a", "a", ["made-positional a"]),
    ("a", "a, /", ["made-positional-only a"]),
    ("a, /", "a", ["made-nameable a"]),
    ("a=1", "a", ["made-required a"]),
    ("a", "a=1", ["made-optional a"]),
    ("a=1", "a=2", ["default-changed a"]),
    ("a: 'int'", "a: 'str'", ["annotation-changed a"]),
    ("a: 'int'", "a", []),
    ("a", "a, *rest", ["args-added rest"]),
    ("a, **more", "a", ["kwargs-removed more"]),
    ("a, *rest", "a, *others", []),
    ("a, b", "*args, **kwargs", ["replaced a"]),
    ("a, b", "a, *args, **kwargs", ["replaced b"]),
    ("*args, **kwargs", "a, b", ["spelled-out a"]),
    ("", "*args, **kwargs", ["args-added args", "kwargs-added kwargs"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_differences(old: str, new: str, expected: list[str]) -> None:
    found = compare_signatures(read(old), read(new))
    assert [f"{item.kind} {item.name}" for item in found] == expected


_NAMES = ("a", "b", "c", "d")


@st.composite
def parameter_lists(draw: st.DrawFn) -> str:
    """Write a parameter list that Python accepts."""
    names = draw(st.permutations(_NAMES))[: draw(st.integers(0, 4))]
    first = draw(st.integers(0, len(names)))
    second = draw(st.integers(first, len(names)))
    optional = draw(st.integers(0, second))
    positional = [f"{n}=1" if i >= optional else n for i, n in enumerate(names[:second])]
    pieces = [*positional[:first], *(["/"] if first else []), *positional[first:]]
    keyword_only = [f"{n}=1" if draw(st.booleans()) else n for n in names[second:]]
    star = "*rest" if draw(st.booleans()) else "*" if keyword_only else ""
    pieces += [*([star] if star else []), *keyword_only]
    return ", ".join([*pieces, *(["**more"] if draw(st.booleans()) else [])])


@given(parameter_lists(), st.integers(0, 4), st.sets(st.sampled_from((*_NAMES, "e"))))
def test_python_accepts_the_same_calls(text: str, positional: int, keywords: set[str]) -> None:
    scope: dict[str, Callable[..., object]] = {}
    exec(f"def f({text}): pass", scope)
    try:
        scope["f"](*range(positional), **dict.fromkeys(keywords))
    except TypeError:
        works = False
    else:
        works = True
    assert (accepts(read(text), positional, sorted(keywords)) == "") is works


@given(parameter_lists())
def test_nothing_differs_from_itself(text: str) -> None:
    assert compare_signatures(read(text), read(text)) == ()


# What makes a call fail that worked before, by the table of verdicts.
_BREAKS_CALLERS = set(Shift) - {
    Shift.OPTIONAL_ADDED,
    Shift.MADE_POSITIONAL,
    Shift.MADE_NAMEABLE,
    Shift.MADE_OPTIONAL,
    Shift.DEFAULT_CHANGED,
    Shift.ARGS_ADDED,
    Shift.KWARGS_ADDED,
    Shift.ANNOTATION_CHANGED,
}


@given(parameter_lists(), parameter_lists(), st.integers(0, 4), st.sets(st.sampled_from(_NAMES)))
def test_a_call_that_is_newly_refused_has_a_difference_to_blame(
    old: str, new: str, positional: int, keywords: set[str]
) -> None:
    before, after = read(old), read(new)
    if not accepts(before, positional, keywords) and accepts(after, positional, keywords):
        assert {item.kind for item in compare_signatures(before, after)} & _BREAKS_CALLERS


@pytest.mark.parametrize(
    ("text", "positional", "keywords", "reason"),
    [
        ("a", 2, (), "it takes at most 1 positional argument, the call passes 2"),
        ("", 1, (), "it takes no positional argument, the call passes 1"),
        ("a", 1, ("a",), "the call passes a twice"),
        ("a", 0, ("a", "b"), "it has no parameter b that can be passed by keyword"),
        ("a, b", 1, (), "the call does not pass b, which has no default"),
    ],
)
def test_the_reason_is_told(
    text: str, positional: int, keywords: tuple[str, ...], reason: str
) -> None:
    assert accepts(read(text), positional, keywords) == reason


def test_what_a_star_may_pass_is_not_missed() -> None:
    assert accepts(read("a, b"), 1, star=True) == ""
    assert accepts(read("a, *, b"), 1, star=True) != ""
    assert accepts(read("a, *, b"), 1, double_star=True) == ""
