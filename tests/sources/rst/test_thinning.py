# SPDX-License-Identifier: Apache-2.0
"""Texts that are thinned before docutils reads them: nothing may get lost.

docutils' own parser, which reads all of a text, has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from docutils import nodes, utils
from docutils.parsers.rst import Parser, states
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wharfinger.sources.rst import quick_parser
from wharfinger.sources.rst.links import link_roles
from wharfinger.sources.rst.quick_parser import QuickParser
from wharfinger.sources.rst.references import labels
from wharfinger.sources.rst.roles import own_roles
from wharfinger.sources.rst.settings import settings as docutils_settings
from wharfinger.sources.rst.thinning import Plain, Rest, Title, thinned

_WORD = re.compile(r"[^\W_]+")
_WARNING = 2


def _parsed(parser: Parser, text: str) -> tuple[nodes.document, list[nodes.system_message]]:
    document = utils.new_document("text", docutils_settings())
    found: list[nodes.system_message] = []
    document.reporter.attach_observer(found.append)
    with own_roles(link_roles()):
        parser.parse(text, document)
    return document, found


def _words(node: nodes.Node) -> Iterator[str]:
    """Yield the words of a section, without comments, remarks and the sections in it."""
    for child in node.children:
        if isinstance(child, nodes.system_message):
            blocks = [one for one in child.children if isinstance(one, nodes.literal_block)]
            yield from (word for one in blocks[-1:] for word in _WORD.findall(one.astext()))
        elif isinstance(child, nodes.Text):
            yield from _WORD.findall(child)
        elif not isinstance(child, (nodes.comment, nodes.section)):
            yield from _words(child)


def _sections(node: nodes.Node) -> list[Any]:
    return [
        (child[0].astext(), child[0].line, list(_words(child)), _sections(child))
        for child in node.children
        if isinstance(child, nodes.section)
    ]


def _line(node: nodes.Node | None) -> int:
    while node is not None and not node.line:
        node = node.parent
    return int(node.line) if node is not None else 1


def _view(parser: Parser, text: str) -> dict[str, Any]:
    """Return what is read from a tree, wherever it is."""
    document, messages = _parsed(parser, text)
    tables = (*document.refnames.items(), *document.footnote_refs.items())
    first = next((node for node in document.children if isinstance(node, nodes.section)), None)
    return {
        "messages": [
            (one["level"], one.get("line"), [child.astext() for child in one.children])
            for one in messages
            if one["level"] >= _WARNING
        ],
        "words": list(_words(document)),
        "sections": _sections(document),
        "fields": [(node.astext(), _line(node)) for node in document.findall(nodes.field)],
        "dangling": sorted(name for name, _ in tables if name not in document.nameids),
        "labels": sorted(labels(document)),
        "anonymous": [
            sum(bool(node.get("anonymous")) for node in document.findall(kind))
            for kind in (nodes.reference, nodes.target)
        ],
        "substitutions": [
            (node["refname"], _line(node))
            for node in document.findall(nodes.substitution_reference)
        ],
        "links": [
            (node.astext(), _line(node), str(node.attributes))
            for node in document.findall(nodes.inline)
        ],
        "addresses": [
            (node["refuri"], _line(node))
            for child in (first.children if first else ())
            if not isinstance(child, nodes.section)
            for node in child.findall()
            if isinstance(node, (nodes.reference, nodes.target)) and "refuri" in node
        ],
    }


def _assert_same(text: str) -> None:
    assert _view(QuickParser(), text) == _view(Parser(), text)


SPEC = """\
..
 This work is licensed.

 https://creativecommons.org/licenses/by/3.0/legalcode

=====================
A spec with a title
=====================

https://blueprints.launchpad.net/nova/+spec/a-spec

:status: draft

It has *some* words of **introduction**, ``code_`` and a `Reference`_.

Reference
=========

* An item
  with two lines [1]_

  and two paragraphs::

     of which one ** is literal

* Another, with a `name <https://example.org/x>`_

- deeper

  - and deeper:
    it is

1. one
2. two

#. either

Use Cases
---------

Primary assignee:
  nobody (at all)

.. note:: This is a note

.. warning::

   And one with::

     more

.. code-block:: python

   if a:
       b(`c)

.. a comment

   * with ** things

Revisions & more
================

.. list-table:: Revisions
   :header-rows: 1

   * - Release
     - Description
   * - Stein
     - Introduced

+---+---+
| a | b |
+---+---+

.. _label:
.. [1] A footnote
"""

PIECES = [
    "Title\n=====\n",
    "Other title\n===========\nwith text",
    "=====\n Over\n=====\n",
    "Deeper\n------\n",
    "``Deepest`` one\n~~~~~~~~~~~~~~~\n",
    "Short\n==\n",
    "A\n=\n",
    "long text\n::\n",
    "A paragraph of words\nand of more words.",
    "With ``a literal``, *emphasis*, **strong** and `default`.",
    "With ``a literal over\ntwo lines`` and **more\nof it**",
    "unfinished *emphasis and `text",
    "an `open\n\n  quote`",
    "refers to `Title`_, [1]_, foo_ and `other`__",
    "a_word another__word __init__ x_",
    "ends with colons::\n\n    literal\n  literal, too\n",
    "ends with colons::\n\n> quoted\n> literal",
    "ends with colons::",
    "::\n\n  code",
    "* item\n* item\n  with more\n",
    "* item\n\n  * deeper\n\n    text::\n\n      literal\n\n  back",
    "- item\n+ other",
    "* item\n more",
    "1. one\n2. two\n",
    "1. one\n3. three\n",
    "3. three\n   with more",
    "#. any\n",
    "A. Einstein was a really\ninfluential physicist.",
    "term\n  definition\n  of it\n",
    "term ::\n  definition\n",
    "term\n  definition\nother *term\n  definition*\n",
    "term\n    deep\n\n  less\n",
    "  a quote\n\n  -- by me\n",
    "    deep quote\n\n  quote\n",
    ".. note:: text\n   more\n\n  less\n",
    ".. note::\n\n   text\n",
    ".. note::\n",
    ".. tip:: text::\n\n     literal\n",
    ".. code-block:: python\n\n   code(**\n",
    ".. code::\n   :unknown: x\n\n   code\n",
    ".. unknown:: x\n\n   text *there\n",
    ".. comment ** here\n   and here\n",
    "..\n   comment\n",
    "..\n\n   quote\n",
    ".. _name: https://example.org\n.. [1] note\n.. |x| replace:: y\n",
    ".. _name: https://example.org/1\n.. _other title: https://example.org/b_c#d",
    ".. _`Name`: https://example.org/2_\n.. [2] https://example.org/3\n",
    ".. [1] a note\n   with *more* [2]_\n.. [3] and foo_",
    ".. [#name] a note\n.. [2] one::\n   more\n",
    ".. image:: a.png\n   :name: name\n",
    "_`name` and `Name <https://example.org/4>`_ and [3]_, name_",
    "::\n\n    code *(\n\n  more of `it\n",
    ".. default-role:: emphasis\n",
    ".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n     - d\n",
    ".. list-table::\n\n   * - a\n     - b\n   * - c\n",
    "====  ====\na     b\n\nc     d\n====  ====\n",
    "+---+\n| a |\n+---+\n",
    "| line\n| block\n",
    ":field: value\n",
    ">>> doctest\n1\n",
    "--option  described\n",
    "----\n",
    "__ https://example.org\n",
    "https://example.org/a_b",
    "see https://example.org/a_ and :doc:`a/b` and |x| and a|b",
    "`A name <https://example.org/1>`_ and\n`a name <https://example.org/2>`_",
    "* `a name <https://example.org/3>`_\n",
    "back\\slash \\*and\\* more\\",
    "tab\there",
    "nbsp\xa0here \u2028 there",
    "x\u0301\n-\n",
]
SIGNS = [
    "*",
    "**",
    "`",
    "``",
    "_",
    "|",
    "::",
    ":",
    "\\",
    "[1]_",
    ".. ",
    "* ",
    "1. ",
    " ",
    "  ",
    "=",
]


@st.composite
def _mangled(draw: st.DrawFn) -> str:
    """Draw a text of some pieces, some of whose lines are changed."""
    chosen = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
    lines = draw(st.sampled_from(["\n", "\n\n"])).join(chosen).split("\n")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = draw(st.sampled_from(_changes(lines[at], draw)))
        lines = lines or [""]
    return "\n".join(lines) or "x"


def _changes(line: str, draw: st.DrawFn) -> list[list[str]]:
    sign, at = draw(st.sampled_from(SIGNS)), draw(st.integers(0, len(line)))
    return [
        ["x"],
        [],
        [line, line],
        [line, ""],
        [f" {line}"],
        [line[1:]],
        [line[:at] + line[at + 1 :]],
        [line[:at] + sign + line[at:]],
        [sign + line],
        [line + sign],
    ]


@given(_mangled())
@settings(max_examples=300, deadline=None)
@example("===\n    Zed\n===\n")
@example("Title\n=====\n\n.. note::\n\n  https://example.org/\n")
def test_a_text_of_any_kind_is_read_as_by_docutils(text: str) -> None:
    _assert_same(text)


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_between_plain_text_is_read_as_by_docutils(piece: str) -> None:
    _assert_same(f"Title\n=====\n\nbefore\n\n{piece}\n\nafter\n")


@pytest.mark.parametrize("number", range(SPEC.count("\n")))
def test_a_spec_without_one_of_its_lines_is_read_as_by_docutils(number: int) -> None:
    lines = SPEC.split("\n")
    _assert_same("\n".join(lines[:number] + lines[number + 1 :]))


@pytest.mark.parametrize("number", range(SPEC.count("\n")))
def test_a_spec_with_a_line_too_deep_is_read_as_by_docutils(number: int) -> None:
    lines = SPEC.split("\n")
    lines[number] = f"  {lines[number]}"
    _assert_same("\n".join(lines))


def test_little_of_a_spec_is_left_to_docutils() -> None:
    pieces = thinned(SPEC.split("\n"))
    assert pieces is not None
    lines = SPEC.split("\n")
    rest = [lines[one.line - 1].split()[0] for one in pieces if isinstance(one, Rest)]
    assert rest == [":status:", "*", "1.", "+---+---+"]
    assert [one.text for one in pieces if isinstance(one, Title)] == [
        "A spec with a title",
        "Reference",
        "Use Cases",
        "Revisions & more",
    ]
    assert any(isinstance(one, Plain) for one in pieces)


def _left(text: str, longest: int = 0) -> list[str]:
    lines = text.split("\n")
    pieces = thinned(lines, longest)
    assert pieces is not None
    return [lines[one.line - 1] for one in pieces if isinstance(one, Rest)]


NOTES = "Title\n=====\n\n.. _name: https://example.org/1\n\n.. [1] A note on `name`_\n"


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("", []),
        ("\nOther\n-----\n", []),
        ("\n.. [1] another\n", [".. [1] A note on `name`_"]),
        ("\nas `Name\n<x>`_ says\n", [".. _name: https://example.org/1", "as `Name"]),
        ("\n* _`name`\n", [".. _name: https://example.org/1", "* _`name`"]),
    ],
)
def test_names_that_are_there_twice_are_left_to_docutils(more: str, left: list[str]) -> None:
    text = NOTES.replace("\n\n.. _", "\n\nPart\n----\n\n.. _") + more
    assert _left(text) == left
    _assert_same(text)


def test_what_may_excuse_a_long_line_is_left_to_docutils() -> None:
    text = "Title\n=====\n\nshort\n\nlong long line\n\na::\n\n  b\n\nor `a`_\n\nshort\n\n* b\n"
    assert _left(text, longest=10) == ["long long line"]
    assert _left(text, longest=20) == ["a::"]


def test_the_docutils_that_is_here_is_understood() -> None:
    assert type(quick_parser.parser()) is QuickParser


def test_docutils_reads_all_itself_if_its_machines_are_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick_parser._NestedMachine, "run", lambda *_: None)
    quick_parser._is_understood.cache_clear()
    try:
        assert type(quick_parser.parser()) is Parser
    finally:
        quick_parser._is_understood.cache_clear()


def test_docutils_itself_stays_as_it_is() -> None:
    _parsed(QuickParser(), SPEC)
    assert states.RSTState.nested_sm is states.NestedStateMachine
    kept = states.RSTState.nested_sm_cache
    assert not any(isinstance(machine, quick_parser._Late) for machine in kept)
