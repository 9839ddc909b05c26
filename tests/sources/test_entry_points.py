# SPDX-License-Identifier: Apache-2.0
"""Entry points as written, against importlib.metadata."""

from __future__ import annotations

import importlib.metadata
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.model import Location
from wharfinger.sources import entry_points

_PLACE = Location("entry_points.txt", 3)
_identifier = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,6}", fullmatch=True)
_dotted = st.lists(_identifier, min_size=1, max_size=3).map(".".join)
_extras = st.lists(st.text("abz09", min_size=1, max_size=4), max_size=2)


@settings(max_examples=100, deadline=None)
@given(module=_dotted, attr=st.one_of(st.just(""), _dotted), extras=_extras, name=_dotted)
def test_agrees_with_the_run_time(module, attr, extras, name):
    value = module + (f":{attr}" if attr else "") + (f" [{', '.join(extras)}]" if extras else "")
    wanted = importlib.metadata.EntryPoint(name, value, "g")

    found = entry_points.parse_line("g", f"{name} = {value}", _PLACE)

    assert found.faults == ()
    assert (found.group, found.name, found.value) == ("g", name, value)
    assert (found.module, found.attr or None) == (wanted.module, wanted.attr)
    assert list(found.extras) == wanted.extras
    assert found.location == _PLACE


@settings(max_examples=200, deadline=None)
@given(line=st.text(max_size=60))
def test_never_raises_and_never_calls_a_line_sound_that_does_not_load(line):
    found = entry_points.parse_line("g", line, _PLACE)
    if not found.faults:
        assert importlib.metadata.EntryPoint.pattern.match(found.value)
        assert found.module


@pytest.mark.parametrize(
    ("line", "target", "fault"),
    [
        ("x = mod : attr", "mod:attr", "there are stray spaces in the target"),
        ("x = mod:attr . part", "mod:attr.part", "there are stray spaces in the target"),
        ("x = mod:\tattr", "mod:attr", "there is a tab in the target"),
        ("x = 2mod:attr", "2mod:attr", "'2mod' in its module is not a Python name"),
        ("x = mod:", "mod", "there is nothing behind the ':'"),
        ("x = mod:attr [a", "mod:attr", "the brackets of its extras do not match"),
        ("x = mod:attr a]", "mod:attr a", "the brackets of its extras do not match"),
        ("x = mod:attr []", "mod:attr", "its extras are not a list of names"),
        ("x = mod:attr [a b]", "mod:attr", "its extras are not a list of names"),
        ("x\ty = mod", "mod", "its name has a tab or control character"),
        (" = mod", "mod", "it has no name"),
    ],
)
def test_what_is_clear_in_spite_of_a_fault(line, target, fault):
    found = entry_points.parse_line("g", line, _PLACE)
    assert fault in found.faults
    if target != "mod:attr a":
        assert found.target == target
        assert found.module


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("x", "there is no '='"),
        ("x =", "there is nothing behind the '='"),
        ("x = a:b:c", "there is more than one ':' in the target"),
        ("x = pkg/mod.py", "the target is a path; it must be written module:attribute"),
        ("x = my-mod:attr", "'my-mod' in its module is not a Python name"),
        ("x = mod:call()", "'call()' in its attribute is not a Python name"),
        ("x = two words:attr", "'two words' in its module is not a Python name"),
        ("x = :attr", "there is no module before the ':'"),
        ("x = [extra]", "it has extras but no target"),
        ("x = mod..sub:attr", "'' in its module is not a Python name"),
    ],
)
def test_what_cannot_be_understood_has_no_module(line, fault):
    found = entry_points.parse_line("g", line, _PLACE)
    assert fault in found.faults
    assert found.module == ""


@pytest.mark.parametrize("value", ["mod", "pkg.mod", "pkg.mod:Class.method", "m\u00f6d:attr"])
def test_a_module_alone_is_no_fault(value):
    found = entry_points.parse_line("g", f"x = {value}", _PLACE)
    assert (found.faults, found.target) == ((), value)


def test_stray_spaces_around_a_value_that_toml_keeps():
    found = entry_points.parse("g", "x", " mod:attr ", _PLACE)
    assert found.target == "mod:attr"
    assert found.faults == ("there are stray spaces around the target",)


def test_a_file_keeps_duplicates_and_tells_empty_groups():
    text = "[a]\nx = m:one\nx = m:two\n\n[b]\n# nothing\n[a]\ny = m:three\n"
    found = entry_points.parse_file(text, "e.txt")
    assert [(e.group, e.name, e.attr, e.location.line) for e in found.entry_points] == [
        ("a", "x", "one", 2),
        ("a", "x", "two", 3),
        ("a", "y", "three", 8),
    ]
    assert found.empty_groups == (("b", Location("e.txt", 5)),)
    assert [str(fault.location) for fault in found.faults] == ["e.txt:7"]


def test_long_nonsense_takes_no_time_and_no_room():
    started = time.process_time()
    found = entry_points.parse_line("g", "x = a" + " " * 2_000_000 + "b", _PLACE)
    assert time.process_time() - started < 1
    assert len(" ".join(found.faults)) < 200
