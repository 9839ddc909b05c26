# SPDX-License-Identifier: Apache-2.0
"""The reader of reno's notes: reno itself says what it accepts."""

from __future__ import annotations

import logging
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from reno.config import Config
from reno.formatter import format_report
from reno.loader import Loader

from wharfinger.model import Note
from wharfinger.sources.notes import codes, phrases
from wharfinger.sources.notes.reno_note import read, uid
from wharfinger.sources.notes.settings import Settings

SETTINGS = Settings("reno", "releasenotes/notes", phrases=phrases.of(""))
PATH = "releasenotes/notes/one-0123456789abcdef.yaml"


def note(text: str, settings: Settings = SETTINGS) -> Note:
    return read(PATH, dedent(text).lstrip("\n"), settings)


def found(text: str, settings: Settings = SETTINGS) -> list[tuple[str, int, int]]:
    """Return the code, line and column of each fault."""
    faults = note(text, settings).faults
    return [(f.code, f.location.line, f.location.column) for f in faults]


def reno_complains(text: str) -> bool:
    """Tell whether reno warns of a note, or fails at it, when it makes its report."""
    warnings: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = warnings.append  # type: ignore[method-assign]
    log = logging.getLogger("reno.loader")
    log.addHandler(handler)
    try:
        loader: Any = object.__new__(Loader)
        loader._config = Config("/nowhere")
        loader._cache = {"file-contents": {PATH: yaml.safe_load(text)}}
        loader._scanner_output = {"1.0": [(PATH, "0")]}
        format_report(loader, loader._config, ["1.0"], show_source=False)
    except Exception:  # noqa: BLE001 - whatever it is, reno does not take the note
        return True
    finally:
        log.removeHandler(handler)
    return bool(warnings)


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "code", "line", "column"),
        [
            ("", codes.EMPTY_NOTE, 1, 1),
            ("---\n", codes.EMPTY_NOTE, 1, 1),
            ("{}\n", codes.EMPTY_NOTE, 1, 1),
            ("- a\n", codes.INVALID_YAML, 1, 1),
            ("fixes\n", codes.INVALID_YAML, 1, 1),
            ("fixes: 'x\n", codes.INVALID_YAML, 2, 1),
            ("fixes:\n\t- x\n", codes.INVALID_YAML, 2, 1),
            ("fixes: [a]\n---\nfixes: [b]\n", codes.INVALID_YAML, 2, 1),
            ("fixes: [a]\nfixes: [b]\n", codes.DUPLICATE_KEY, 2, 1),
            ("bugs: [a]\n", codes.UNKNOWN_SECTION, 1, 1),
            ("1: [a]\n", codes.UNKNOWN_SECTION, 1, 1),
            ("{[a]: [b]}\n", codes.UNKNOWN_SECTION, 1, 2),
            ("fixes:\n", codes.EMPTY_ENTRY, 1, 1),
            ("fixes: []\n", codes.EMPTY_ENTRY, 1, 1),
            ("fixes: ''\n", codes.EMPTY_ENTRY, 1, 8),
            ("fixes:\n  -\n", codes.EMPTY_ENTRY, 2, 4),
            ("fixes:\n  - ''\n", codes.EMPTY_ENTRY, 2, 5),
            ("prelude: >\n", codes.EMPTY_ENTRY, 1, 10),
            ("fixes: 12\n", codes.NOT_TEXT, 1, 8),
            ("fixes: {a: b}\n", codes.NOT_TEXT, 1, 8),
            ("fixes:\n  - a: b\n", codes.NOT_TEXT, 2, 5),
            ("fixes:\n  - 12\n", codes.NOT_TEXT, 2, 5),
            ("fixes:\n  - yes\n", codes.NOT_TEXT, 2, 5),
            ("fixes:\n  - 2020-01-01\n", codes.NOT_TEXT, 2, 5),
            ("fixes:\n  - - a\n", codes.NOT_TEXT, 2, 5),
            ("prelude: [a]\n", codes.NOT_TEXT, 1, 10),
            ("fixes: !foo [a]\n", codes.INVALID_YAML, 1, 8),
            ("fixes:\n  - !!python/name:os.system a\n", codes.NOT_TEXT, 2, 5),
            ("<<: {fixes: [a]}\n", codes.UNKNOWN_SECTION, 1, 1),
        ],
    )
    def test_structure(self, text: str, code: str, line: int, column: int) -> None:
        assert (code, line, column) in found(text)
        assert {code} == {item[0] for item in found(text)} - {codes.NOT_TEXT} or code in {
            codes.NOT_TEXT,
            codes.UNKNOWN_SECTION,
        }

    def test_a_colon_is_named_as_the_cause(self) -> None:
        (fault,) = note("fixes:\n  - The key foo: it is gone\n").faults
        assert "because of the colon in it" in fault.message

    def test_several_faults_come_at_once(self) -> None:
        text = "bugs: [a]\nfixes:\nupgrade:\n  - 1\n  - A ``x\n"
        assert [item[0] for item in found(text)] == [
            codes.UNKNOWN_SECTION,
            codes.EMPTY_ENTRY,
            codes.NOT_TEXT,
            codes.INVALID_RST,
        ]

    def test_the_projects_own_sections_and_prelude(self) -> None:
        own = Settings("reno", "n", sections=("api",), prelude="summary")
        assert found("api: [a]\nsummary: b\n", own) == []
        assert [item[0] for item in found("fixes: [a]\nprelude: b\n", own)] == [
            codes.UNKNOWN_SECTION
        ] * 2

    def test_a_draft(self) -> None:
        text = "# wharfinger: draft; check each text\nfixes: [a]\n"
        assert note(text).draft
        assert found(text) == [(codes.DRAFT, 1, 1)]
        assert not note("fixes:\n  - A wharfinger: draft is nothing.\n").draft

    @pytest.mark.parametrize(
        "own", ["", "---\nfixes:\n  - |\n    Say what you have mended, please.\n"]
    )
    def test_text_of_a_template(self, own: str) -> None:
        settings = Settings("reno", "n", phrases=phrases.of(own))
        left = (
            "Say what you\n    have mended, please."
            if own
            else "List new things here, or remove this section."
        )
        text = f"fixes:\n  - |\n    First. {left}\n"
        assert found(text, settings) == [(codes.TEMPLATE_TEXT, 3, 12)]

    def test_examples_in_a_template_may_be_real(self) -> None:
        template = (
            "fixes:\n  - |\n    Write like this:\n  - |\n    The option x may now be any y.\n"
        )
        assert phrases.of(template) == ()


class TestItems:
    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ("fixes:\n  - |\n    Text\n", 3, 5),
            ("fixes:\n  - |-\n\n    Text\n", 4, 5),
            ("fixes:\n  - >2\n      Text\n", 3, 7),
            ("fixes:\n  - Text\n", 2, 5),
            ("fixes:\n  - 'Text'\n", 2, 6),
            ('fixes:\n  - "Text"\n', 2, 6),
            ("fixes: Text\n", 1, 8),
            ("fixes:\n  - &a Text\n", 2, 8),
        ],
    )
    def test_the_place_is_where_the_text_begins(self, text: str, line: int, column: int) -> None:
        (item,) = read(PATH, text, SETTINGS).items("fixes")
        assert item.text.strip() == "Text"
        assert (item.location.line, item.location.column) == (line, column)

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_line_ends_and_byte_order_marks(self, newline: str, mark: str) -> None:
        text = mark + "---\nfixes:\n  - |\n    One\n    ``two\n".replace("\n", newline)
        result = read(PATH, text, SETTINGS)
        assert [(f.code, f.location.line, f.location.column) for f in result.faults] == [
            (codes.INVALID_RST, 5, 5)
        ]

    def test_aliases_are_followed(self) -> None:
        result = note("fixes:\n  - &a Text\nupgrade:\n  - *a\n")
        assert result.items("upgrade")[0].text == "Text"
        assert not result.faults


class TestMarkup:
    @pytest.mark.parametrize(
        ("style", "line", "column"),
        [
            ("- |\n    One line of text\n    and ``two\n", 4, 9),
            ("- >\n    One line of text\n    and ``two\n", 4, 9),
            ("- One line of text\n    and ``two\n", 3, 9),
            ("- 'One line of text\n    and ``two'\n", 3, 9),
            ('- "One line of text\n    and ``two"\n', 3, 9),
            ("- |\n    * one\n    * two\n\n      and ``two\n", 6, 11),
        ],
    )
    def test_places_in_every_style(self, style: str, line: int, column: int) -> None:
        result = read(PATH, f"fixes:\n  {style}", SETTINGS)
        places = [(f.code, f.location.line, f.location.column) for f in result.faults]
        assert places == [(codes.INVALID_RST, line, column)]

    @pytest.mark.parametrize(
        "body",
        [
            ":doc:`x`, :ref:`y`, :py:func:`z`, :oslo.config:option:`o` and :own-role:`w`",
            ".. versionadded:: 3\n\n.. code-block:: ini\n\n   # heading\n   [a](http://b)\n",
            ".. own-directive:: x\n   :option: 1\n\n   text ``here\n",
            "`link <http://example.org>`__ and `other <http://example.org>`_, other_",
            "See `this`_.\n\n.. _this: http://example.org",
            "See `Upgrade Notes`_.",
            "|release| and `single backticks` and a [1]_\n\n.. [1] Foot",
            ".. include:: /etc/passwd",
            ".. raw:: html\n   :file: /etc/passwd",
            ".. role:: own\n\n:own:`a`",
            "``[text](http://example.org)`` and ``# x``",
            "A list[int](x) of options[0](1)",
            "Colon::\n\n  ```\n  # code\n  ```",
        ],
    )
    def test_what_is_right_or_tolerated(self, body: str) -> None:
        assert found(f"fixes:\n  - |\n{indent(body, '    ')}\n") == []

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ("Title\n=====\n\nText", codes.INVALID_RST),
            (":reff:`x`", codes.INVALID_RST),
            (".. warn::\n\n   x", codes.INVALID_RST),
            ("See nowhere_.", codes.INVALID_RST),
            ("See [1]_.", codes.INVALID_RST),
            ("* one\n  two\n* three\nfour", codes.INVALID_RST),
            ("- " * 3000, codes.INVALID_RST),
            ("lon*g " * 10_000, codes.INVALID_RST),
            ("Code:\n\n```\nx = 1\n```", codes.MARKDOWN),
            ("Code:\n\n~~~ python\nx = 1\n~~~", codes.MARKDOWN),
            ("See [text](https://example.org).", codes.MARKDOWN),
            ("# Heading", codes.MARKDOWN),
        ],
    )
    def test_what_is_wrong(self, body: str, code: str) -> None:
        assert {item[0] for item in found(f"fixes:\n  - |\n{indent(body, '    ')}\n")} == {code}

    def test_the_note_is_one_document(self) -> None:
        text = "fixes:\n  - See `this`_.\nupgrade:\n  - |\n    .. _this: http://example.org\n"
        assert found(text) == []

    def test_roles_of_one_text_are_unknown_to_the_next(self) -> None:
        from docutils.parsers.rst import roles

        before = dict(roles._roles)
        note("fixes:\n  - |\n    .. role:: own\n\n    .. default-role:: own\n")
        assert roles._roles == before

    def test_nothing_is_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.csv"
        secret.write_text("``a,b", encoding="utf-8")
        text = f".. csv-table:: t\n   :file: {secret}\n"
        assert found(f"fixes:\n  - |\n{indent(text, '    ')}\n") == []


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)


class TestBadInput:
    @pytest.mark.parametrize(
        "text",
        [
            BOMB,
            "fixes: &a [*a]\n",
            "&a fixes: &b\n  - *b\n",
            "[" * 5000,
            "{" * 5000,
            "- " * 5000,
            "fixes: " + "[" * 100,
            "fixes:\n" + "  - x\n" * 20_000,
            "? " * 5000,
            "fixes: !!binary |\n  AAAA\n",
            "%YAML 9.9\n---\nfixes: [a]\n",
            'fixes: "\\UFFFFFFFF"\n',
            "fixes: *nowhere\n",
            "\x00",
            "fixes: \x07\n",
            "fixes: !!int x\n",
            "fixes: !!timestamp 2001-99-99\n",
        ],
    )
    def test_a_fault_and_no_hang(self, text: str) -> None:
        assert read(PATH, text, SETTINGS).faults

    def test_a_bomb_of_strings_is_only_text(self) -> None:
        assert not note("fixes: [&a x, *a, *a]\n").faults


SNIPPETS = st.sampled_from(
    [
        *("fixes:", "upgrade:", "prelude:", "bugs:", " - ", "- |\n   ", "- >\n   ", "\n", "\n  "),
        *("``", "`", "*", "**", "_", "|", "::\n\n", ".. note:: ", ":ref:`a`", "`a <b>`_", "[1]_"),
        *("'", '"', "&a ", "*a", "!!int ", "<<: ", "{", "}", "[", "]", ",", "#", "---\n", "\t"),
        *("text", "12", "yes", "~", "===\n", "+--+\n", "\r\n", "\u2028", "\ufeff", "é"),
    ]
)
NOTES = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(SNIPPETS, st.text(max_size=5)), max_size=25).map("".join),
)


@given(NOTES)
def test_nothing_is_raised_and_every_place_is_in_the_text(text: str) -> None:
    result = read(PATH, text, SETTINGS)
    lines = text.count("\n") + text.count("\r") + text.count("\u2028") + text.count("\x85") + 2
    for fault in result.faults:
        assert 0 <= fault.location.line <= lines + text.count("\u2029")
        assert fault.message
        assert fault.remedy.endswith(".")


@given(NOTES)
def test_what_reno_complains_of_has_a_fault(text: str) -> None:
    if reno_complains(text):
        assert read(PATH, text, SETTINGS).faults


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("n/slug-0123456789abcdef.yaml", "0123456789abcdef"),
        ("n/0123456789abcdef-slug.yaml", "0123456789abcdef"),
        ("n/a.yaml", "a"),
        ("n/a-b.c-0123456789abcdef.yaml", "0123456789abcdef"),
    ],
)
def test_the_uid_is_that_of_reno(path: str, expected: str) -> None:
    from reno.scanner import _get_unique_id

    assert uid(path) == _get_unique_id(path) == expected
