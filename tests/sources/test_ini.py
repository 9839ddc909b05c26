# SPDX-License-Identifier: Apache-2.0
"""The INI reader, against configparser and importlib.metadata."""

from __future__ import annotations

import configparser
from importlib.metadata import Sectioned

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.sources import ini

_word = st.text("abcXYZ.-_09", min_size=1, max_size=6)
_value = st.text("abc XYZ.:=[]#;%\u00e9", max_size=12).map(str.strip)
_more = _value.filter(lambda text: text and text[0] not in "#;")
_entry = st.tuples(_value, st.lists(_more, max_size=3), st.sampled_from("=:"))
_document = st.dictionaries(
    _word.filter(lambda name: name != "DEFAULT"),
    st.dictionaries(_word, _entry, max_size=4),
    max_size=4,
)
_noise = st.sampled_from(["", "\n", "# comment\n", "  ; comment\n"])


@settings(max_examples=150, deadline=None)
@given(document=_document, noise=_noise, end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_agrees_with_configparser(document, noise, end):
    lines = []
    for section, entries in document.items():
        lines.append(f"[{section}]\n{noise}")
        for key, (value, more, sign) in entries.items():
            lines.append(f"{key} {sign} {value}\n" + "".join(f"    {m}\n{noise}" for m in more))
    text = "".join(lines)
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read_string(text)

    found = ini.read(text.replace("\n", end), ini.SETUP_CFG)

    assert found.faults == ()
    assert {
        section.name: {entry.key: entry.text for entry in section.entries}
        for section in found.sections
    } == {
        name: {key: _without_empty_lines(value) for key, value in parser[name].items()}
        for name in parser.sections()
    }


def _without_empty_lines(value):
    return "\n".join(line for line in value.split("\n") if line)


_line = st.one_of(
    st.text("ab=: [].\t#", max_size=14),
    _word.map("[{}]".format),
    st.tuples(_word, _value).map(" = ".join),
)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(_line, max_size=12))
def test_reads_entry_points_as_the_run_time_does(lines):
    lines = [line for line in lines if not _is_odd(line.strip())]
    text = "[first]\n" + "\n".join(lines)
    wanted = [
        (pair.name, pair.value.name, pair.value.value) for pair in Sectioned.section_pairs(text)
    ]

    found = ini.read(text, ini.ENTRY_POINTS)

    got = [(s.name, e.key, e.value) for s in found.sections for e in s.entries]
    assert sorted(got) == sorted(wanted)


def _is_odd(line):
    """Tell lines that are faults here. The run time fails on them, or takes them literally."""
    header = line[1:-1]
    if line.startswith("["):
        return not line.endswith("]") or not header or header.strip(" []\t") != header
    return bool(line) and not line.startswith("#") and "=" not in line


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200), dialect=st.sampled_from([ini.SETUP_CFG, ini.ENTRY_POINTS]))
def test_never_raises(text, dialect):
    document = ini.read(text, dialect)
    last = len(text) + 1
    assert all(1 <= line <= last for line, _ in document.faults)


def test_keeps_lines_and_duplicates():
    text = "[a]\nx = 1\n  # no\n  two\n\n[b]\ny: 2\n[a]\nx = 3\n"
    document = ini.read(text, ini.SETUP_CFG)
    first, second = document.entries("a")
    assert (first.key, first.line, first.lines) == ("x", 2, ((2, "1"), (4, "two")))
    assert (second.value, second.line) == ("3", 9)
    assert document.faults == ((8, "the section 'a' is there twice (first in line 1)"),)
    assert document.entries("c") == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n[a\nx = 1\n", 2, "the section header '[a' lacks its ']'"),
        ("[ a ]\nx = 1\n", 1, "there are stray spaces in the section header '[ a ]'"),
        ("[a] b\nx = 1\n", 1, "there is text behind the section header '[a]'"),
    ],
)
def test_a_broken_header_is_a_fault_and_costs_nothing(text, line, message):
    document = ini.read(text, ini.SETUP_CFG)
    assert document.faults == ((line, message),)
    assert [entry.value for entry in document.entries("a")] == ["1"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = 1", (1, "a line stands outside any section")),
        ("[a]\nx", (2, "the line has no '=' or ':'")),
        ("[]\n", (1, "a section header has no name")),
    ],
)
def test_other_faults(text, fault):
    assert ini.read(text, ini.SETUP_CFG).faults == (fault,)


def test_faults_are_counted_not_repeated_without_end():
    faults = ini.read("x = 1\n" * 1000, ini.SETUP_CFG).faults
    assert len(faults) == 51
    assert faults[-1] == (51, "there are more faults from this line on")
