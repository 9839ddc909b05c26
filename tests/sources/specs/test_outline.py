# SPDX-License-Identifier: Apache-2.0
"""What is in the text of a spec; needs nothing but docutils, in any release of it."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.sources.specs import bounds
from wharfinger.sources.specs.outline import outline

TRICKY = sorted((Path(__file__).parent / "tricky").glob("*.txt"))
GOLDEN = Path(__file__).parent / "tricky" / "outlines.json"

GOOD = """\
..
 Licence words
 http://licence.example/

=====
Title
=====

.. _start:

:Status: accepted
:Authors: Ann,
  Bob

https://tracker.example/1

Problem
=======

Words.

Inner
-----

:doc:`other <../other>` and :ref:`Some Label`

.. figure:: images/a.png

.. literalinclude:: /etc/passwd

End
===
"""


def test_the_parts_of_a_spec() -> None:
    found = outline(GOOD)
    assert (found.title, found.title_line, found.adornment) == ("Title", 6, "==")
    assert found.title_apart
    assert found.header == "Licence words http://licence.example/"
    assert [(f.name, f.value, f.line) for f in found.fields] == [
        ("status", "accepted", 11),
        ("authors", "Ann,\nBob", 12),
    ]
    assert found.urls == (("https://tracker.example/1", 15),)
    assert not found.introduced
    problem, end = found.sections
    assert (problem.title, problem.line, problem.depth) == ("Problem", 17, 1)
    assert [(s.title, s.line, s.depth) for s in problem.sections] == [("Inner", 22, 2)]
    assert problem.digest
    assert problem.sections[0].digest
    assert not end.digest
    assert [(one.kind, one.target, one.line, one.column) for one in found.links] == [
        ("doc", "../other", 25, 1),
        ("ref", "some label", 25, 29),
        ("file", "images/a.png", 27, 13),
        ("file", "/etc/passwd", 29, 21),
    ]
    assert found.labels == ("start",)
    assert found.faults == ()


def golden() -> dict[str, object]:
    """Return the outlines as docutils alone has them: doc8 need not be installed."""
    return {path.name: as_json(path.read_bytes().decode()) for path in TRICKY}


def as_json(text: str) -> dict[str, object]:
    found = outline(text, 0)
    faults = tuple(fault for fault in found.faults if fault.rule in ("limit", "markup"))
    return dataclasses.asdict(dataclasses.replace(found, faults=faults))


def test_every_docutils_gives_the_same_verdicts() -> None:
    found = json.dumps(golden(), indent=1, sort_keys=True) + "\n"
    if os.environ.get("WHARFINGER_UPDATE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


BOMBS = {
    "long": "word " * 60_000,
    "lines": "x\n" * 20_000,
    "one line": "x" * 5_000,
    "indented": "\n\n".join(" " * depth + "x" for depth in range(200)),
    "lists": "- " * 1_000 + "x",
    "inline": "*a " * 40_000,
    "inline lines": "*a **b ``c `d |e\n" * 2_000,
    "one word": ("a-" * 2_000 + "\n\n") * 60,
    "columns": "+-" * 1_000 + "+\n" + "| " * 1_000 + "|\n" + "+-" * 1_000 + "+\n",
    "simple columns": "= " * 1_000 + "=\n" + "a " * 1_000 + "a\n" + "= " * 1_000 + "=\n",
    "cells": "= " * 100 + "=\n" + ("a " * 100 + "a\n") * 100 + "= " * 100 + "=\n",
    "targets": "".join(f".. _t{n}:\n" for n in range(3_000)),
    "footnotes": "".join(f".. [{n}] x\n" for n in range(3_000)),
    "itself": ".. |a| replace:: |a|\n\n|a|\n",
    "in turn": ".. |a| replace:: |b|\n.. |b| replace:: x |A|\n\n|a|\n",
    "laughs": ".. |a0| replace:: x\n"
    + "".join(f".. |a{n}| replace:: |a{n - 1}| |a{n - 1}|\n" for n in range(1, 40)),
    "adornments": "".join(f"a{n}\n{sign * 4}\n\n" for n, sign in enumerate("=-~^+#*.:'`_!$%&/(")),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_end_by_a_limit(text: str) -> None:
    started = time.process_time()
    faults = outline(f"Title\n=====\n\n{text}").faults
    assert "limit" in [fault.rule for fault in faults]
    assert time.process_time() - started < 1


def test_own_specs_are_below_the_limits(root: Path) -> None:
    for path in sorted((root / "specs").rglob("*.rst")):
        assert list(bounds.limits(path.read_text(encoding="utf-8"))) == []


LINES = st.sampled_from(
    [
        *GOOD.splitlines(),
        *("", "", "- x", "  - y", "::", "    code", "+--+--+", "|a |b |", "== ==", "a  b", "*x"),
        *("`a`_ b_ [1]_ [#]_ |s| a__", ".. |s| replace:: :c:func:`x`", ".. [1] x", ".. __: u"),
        *(
            "====",
            "----",
            "~~~~",
            "^^^^",
            ".. note::",
            ".. toctree::",
            "   x",
            ":a: b",
            "> x",
            "..",
        ),
        *(
            ".. code-block:: c",
            "   :caption: x",
            "漢字 e\u0301",
            "\tx",
            "x\r",
            ".. class:: x",
            "__ u",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(LINES, max_size=40).map("\n".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_has_an_outline_always_the_same(text: str) -> None:
    assert outline(text) == outline(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["word", "*one* two", "- a", "``c``"]), min_size=1, max_size=6))
def test_comments_and_white_space_do_not_matter(blocks: list[str]) -> None:
    plain = "Title\n=====\n\nPart\n----\n\n" + "\n\n".join(blocks) + "\n"
    other = plain.replace("\n\n", "\n\n\n.. a comment\n\n").replace(" two", "\ntwo")
    first, second = outline(plain), outline(other)
    assert first.digest == second.digest
    assert first.sections[0].digest == second.sections[0].digest
