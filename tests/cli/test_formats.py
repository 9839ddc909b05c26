# SPDX-License-Identifier: Apache-2.0
"""Hostile names in every format; docutils and csv are the judges."""

from __future__ import annotations

import csv
import io
import re

import docutils.core
from docutils import nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wharfinger.cli import output
from wharfinger.cli.formats import comma_separated, plain, restructured, terminal
from wharfinger.model import Anchor, Column, Definition, Location, Page, Paragraph, Table, Value
from wharfinger.reporters import visible

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("*|\\_`:<>[]()-+#.=~\"'/ \n\tabix1A\x00\x1b\x85\u2028•—é"),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
)


def table(texts: list[list[str]], title: str = "", shape: str = "list") -> Table:
    columns = tuple(Column(f"k{index}", title) for index, title in enumerate(texts[0]))
    rows = tuple(tuple(Value(text, literal=True) for text in row) for row in texts[1:])
    return Table(columns, rows, title, shape)


def parsed(text: str) -> nodes.document:
    stream = io.StringIO()
    document = docutils.core.publish_doctree(
        text, settings_overrides={"report_level": 1, "halt_level": 5, "warning_stream": stream}
    )
    assert stream.getvalue() == "", text
    return document


def normal(text: str) -> str:
    return " ".join(visible(text).split())


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.lists(HOSTILE, min_size=2, max_size=2), HOSTILE)
@example("- x", ["1. a", ":f: g"], "::")
@example(".. x::", ["a_", "|s|"], "x::")
@example(">>> a", ["-f", "--foo x"], "ii) x")
@example("(a) b", ["=====", "+--+"], "a\n---")
@example("http://a_", ["a@b.c", "[1]_"], "_`x`")
@example("A.", ["a", "é"], "Í. x")
def test_rst_parses_and_says_the_same(title, cells, text):
    page = Page("t", (Paragraph(text or "x"), table([["h1", "h2"], cells], title, "matrix")))
    document = parsed(restructured.render(page))
    entries = [entry.astext() for entry in document.findall(nodes.entry)]
    assert entries == ["h1", "h2", *map(normal, cells)]
    if normal(title):
        assert next(document.findall(nodes.title)).astext() == normal(title)


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
@example("a : b", "c", "d")
@example("- a", "", "")
@example("0", " ", "")
def test_rst_of_definitions(term, text, field):
    inner = Definition(term or "x", text=text, fields=(("f", field),))
    page = Page("t", (Definition("outer", location=Location("a.py", 1), items=(inner,)),))
    document = parsed(restructured.render(page))
    terms = [node.astext() for node in document.findall(nodes.term)]
    assert terms == ["outer", normal(term) or "x"] or not normal(term)


@settings(max_examples=100)
@given(st.lists(HOSTILE, min_size=2, max_size=2))
@example(["=1+1", "@x"])
def test_csv_reads_back_and_no_cell_is_a_formula(cells):
    text = comma_separated.render(Page("t", (table([["h1", "h2"], cells]),)))
    _, row = csv.reader(io.StringIO(text, newline=""))
    for cell, original in zip(row, cells, strict=True):
        assert cell in {original, f"'{original}"}
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=100)
@given(st.lists(HOSTILE, min_size=2, max_size=2))
@example([" ", ""])
def test_text_has_one_line_a_row_and_nothing_a_terminal_obeys(cells):
    lines = plain.render(Page("t", (table([["h1", "h2"], cells]),)), "").split("\n")
    assert len([line for line in lines if line]) == 2
    assert not any(ord(character) < 32 for line in lines for character in line)


@settings(max_examples=30, deadline=None)
@given(HOSTILE, st.integers(5, 90))
def test_a_terminal_shows_anything(text, width):
    page = Page("t", (table([["h1"], [text]], text), Definition(text, text=text)))
    assert "[red]" not in terminal.render(page, text, width) or "[red]" in text


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 14), min_size=1, max_size=8), st.integers(40, 90))
def test_a_matrix_is_parted_and_never_cut(lengths, width):
    titles = ["first", *("n" * length + "." for length in lengths)]
    matrix = table([titles, ["row", *("yes" for _ in lengths)]], shape="matrix")
    lines = terminal.render(Page("t", (matrix,)), "", width).splitlines()
    shown = [word for line in lines for word in re.findall(r"n+\.", line)]
    assert shown == titles[1:]
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in lines) <= width


def test_a_row_with_a_cell_wider_than_the_terminal_is_shown_line_by_line():
    page = Page("t", (table([["h0", "h1", "h2"], ["one", "two", "word " * 20]]),))
    shown = re.sub(r"\x1b\[[\d;]*m", "", terminal.render(page, "", 60))
    assert shown.splitlines()[:2] == ["  one", "    h1  two"]
    assert max(map(len, shown.splitlines())) <= 60
    assert "h1" in terminal.render(page, "", 140).splitlines()[0]


def test_targets_are_parted_at_the_colon_where_room_is_short():
    page = Page("t", (table([["h"], ["some.long.module:" + "A" * 30]]),))
    assert "module:A" in terminal.render(page, "", 80)
    assert "module:\n" in terminal.render(page, "", 40)


def test_markup_of_rich_is_not_obeyed():
    page = Page("t", (table([["h"], ["[red]x[/red] :smile:"]]), Paragraph("[bold]y")))
    shown = terminal.render(page, "", 80)
    assert "[red]x[/red] :smile:" in shown
    assert "[bold]y" in shown


def test_several_tables_have_the_group_in_front():
    first = Table((Column("a", "A"),), ((Value("1"),),), anchor=Anchor("group", "g"))
    second = Table((Column("b", "B"),), ((Value("2"),),), anchor=Anchor("group", "h"))
    text = comma_separated.render(Page("t", (first, second)))
    assert text == "group,a,b\r\ng,1,\r\nh,,2\r\n"


def test_definitions_in_csv():
    item = Definition("m", signature="m()", labels=("abstract",), location=Location("a.py", 3))
    text = comma_separated.render(Page("t", (Definition("C", items=(item,)),)))
    assert text.splitlines() == [
        "within,name,signature,labels,text,location",
        ",C,,,,",
        "C,m,m(),abstract,,a.py:3",
    ]


def test_wide_characters_keep_columns_aligned():
    lines = plain.render(Page("t", (table([["h", "i"], ["日本", "x"], ["abcd", "y"]]),)), "")
    assert lines.splitlines()[1:] == ["  日本  x", "  abcd  y"]


def test_lone_surrogates_are_written():
    assert output.encoded('"\udc80"') == b'"\\udc80"'


def test_a_page_without_rows_is_valid_rst():
    assert "none" in restructured.render(Page("t", (table([["h"]], "T"),)))
    parsed(restructured.render(Page("t", (Paragraph("groups:\n  a: *b", literal=True),))))
