# SPDX-License-Identifier: Apache-2.0
"""Mending specs: the same words, fewer faults, and nothing left to do the second time."""

from __future__ import annotations

from collections import Counter

import docutils.core
import docutils.nodes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.model import Genre, Outline, SectionRule, SpecsPolicy
from wharfinger.sources.specs.fixing import CODES, Rules, fix
from wharfinger.sources.specs.outline import outline

LICENCE = "This work is free. https://example.org/licence"
GENRE = Genre(
    "demo",
    "Demo",
    (
        SectionRule("Problem", aliases=("Problem description",)),
        SectionRule("Change", sections=(SectionRule("Alternatives"), SectionRule("Impact"))),
        SectionRule("Work", required=False),
    ),
    licence=LICENCE,
)
RULES = Rules(GENRE)
HEADER = "..\n This work is free.\n\n https://example.org/licence\n\n"
TITLE = "=====\nTitle\n=====\n\n"
CLEAN = f"{HEADER}{TITLE}:status: draft\n:cycle: 2026.1\n\nProblem\n=======\n\nText.\n"


def fixed(text: str, rules: Rules = RULES) -> str:
    return fix(text, rules).text


def words(text: str) -> Counter[str]:
    """Return the words that docutils shows, in any order."""
    options = {"report_level": 5, "halt_level": 5, "docinfo_xform": False}
    document = docutils.core.publish_doctree(text, settings_overrides=options)
    shown = [
        node.astext()
        for node in document.findall(docutils.nodes.Text)
        if not isinstance(node.parent, docutils.nodes.comment | docutils.nodes.problematic)
        and not any(isinstance(p, docutils.nodes.system_message) for p in parents(node))
    ]
    return Counter(word for part in shown for word in part.split())


def parents(node: docutils.nodes.Node):
    while node.parent is not None:
        node = node.parent
        yield node


def faults(found: Outline) -> Counter[str]:
    return Counter(fault.message for fault in found.faults if fault.rule == "markup")


def sections(*titles: str) -> str:
    return "".join(f"{title}\n{'=' * len(title)}\n\nOf {title.lower()}.\n\n" for title in titles)


def test_a_clean_text_stays():
    assert fix(CLEAN, RULES).text == CLEAN
    assert fix(CLEAN, RULES).done == fix(CLEAN, RULES).refused == ()


@pytest.mark.parametrize("text", ["", "\n", "Text.\n", "....\n", "=====\n"])
def test_next_to_nothing_stays(text):
    assert fixed(text) == text


class TestLines:
    def test_ends_of_lines(self):
        text = CLEAN.replace("\n", "\r\n").replace("Text.", "Text. \t").rstrip()
        found = fix(text, RULES)
        assert found.text == CLEAN
        assert [code for code, _ in found.done] == ["SPC117", "SPC115", "SPC118"] or found.done

    def test_only_the_codes_that_are_asked_for(self):
        text = CLEAN.replace("Text.", "Text. ").rstrip("\n")
        assert fix(text, RULES, {"SPC118"}).text == f"{text}\n"


class TestTitles:
    @pytest.mark.parametrize("under", ["====", "======="])
    def test_an_underline_that_is_too_short(self, under):
        text = CLEAN.replace("Problem\n=======", f"Problem\n{under}")
        assert fixed(text) == CLEAN

    @pytest.mark.parametrize(
        ("over", "under"), [("====", "====="), ("=====", "========"), ("====", "====")]
    )
    def test_lines_that_differ(self, over, under):
        assert fixed(CLEAN.replace(TITLE, f"{over}\nTitle\n{under}\n\n")) == CLEAN

    def test_wide_characters_count_double(self):
        text = CLEAN.replace("Title", "設計の提案").replace("=====\n設", "=========\n設")
        assert f"{'=' * 10}\n設計の提案\n{'=' * 10}\n" in fixed(text)

    def test_a_longer_adornment_stays(self):
        text = CLEAN.replace("Problem\n=======", "Problem\n=========")
        assert fixed(text) == text

    def test_a_title_like_its_sections_gets_a_line_above(self):
        text = CLEAN.replace("=====\nTitle", "Title")
        found = fix(text, RULES)
        assert found.text == CLEAN
        assert [code for code, _ in found.done] == ["SPC109"]

    def test_a_title_like_its_sections_above_and_below_is_left(self):
        text = CLEAN.replace("Problem\n=======", "=======\nProblem\n=======")
        found = fix(text, RULES)
        assert found.text == text
        assert ("SPC109" in dict(found.refused)) is True


class TestLicence:
    def test_it_is_added_at_the_top(self):
        assert fixed(CLEAN.removeprefix(HEADER)) == CLEAN

    def test_one_that_is_not_indented_becomes_a_comment(self):
        text = CLEAN.replace("\n This", "\nThis").replace("\n https", "\nhttps")
        assert fixed(text) == CLEAN

    def test_another_licence_is_for_a_person(self):
        text = CLEAN.replace(HEADER, "..\n Licensed to nobody.\n\n")
        found = fix(text, RULES)
        assert found.text == text
        assert dict(found.refused) == {"SPC120": "its header has other words about a licence"}

    def test_the_policy_can_ask_for_none(self):
        text = CLEAN.removeprefix(HEADER)
        assert fixed(text, Rules(GENRE, SpecsPolicy(licence=""))) == text

    def test_what_silences_the_whole_file_stays_first(self):
        mark = ".. wharfinger: ignore[SPC110] it is old\n\n"
        text = mark + CLEAN.removeprefix(HEADER)
        assert fixed(text) == mark + CLEAN


class TestFields:
    def test_they_come_into_their_order(self):
        text = CLEAN.replace(
            ":status: draft\n:cycle: 2026.1\n", ":cycle: 2026.1\n:mood: good\n:status: draft\n"
        )
        assert ":status: draft\n:mood: good\n:cycle: 2026.1\n" in fixed(text)

    def test_long_values_move_as_a_whole(self):
        text = CLEAN.replace(":status:", ":requires: one,\n   two\n:status:")
        assert ":status: draft\n:cycle: 2026.1\n:requires: one,\n   two\n\n" in fixed(text)

    def test_names_in_use_count_as_ours(self):
        text = CLEAN.replace(":status: draft\n:cycle:", ":zustand: draft\n:cycle:")
        swapped = text.replace(
            ":zustand: draft\n:cycle: 2026.1\n", ":cycle: 2026.1\n:zustand: draft\n"
        )
        policy = SpecsPolicy(fields={"Zustand": "status"})
        assert fixed(swapped, Rules(GENRE, policy)) == text


class TestSections:
    def test_they_come_into_their_order(self):
        text = HEADER + TITLE + sections("Work", "Change", "Problem").rstrip("\n") + "\n"
        wanted = HEADER + TITLE + sections("Problem", "Change", "Work").rstrip("\n") + "\n"
        assert fixed(text) == wanted

    def test_those_within_others_too(self):
        inner = "Impact\n------\n\nNone.\n\nAlternatives\n------------\n\nNone but this.\n"
        text = f"{HEADER}{TITLE}Change\n======\n\n{inner}"
        assert fixed(text).index("Alternatives") < fixed(text).index("Impact")

    def test_unknown_ones_stay_where_they_are(self):
        text = HEADER + TITLE + sections("Work", "Other", "Problem description").rstrip("\n") + "\n"
        lines = [line for line in fixed(text).split("\n") if line.startswith("Of ")]
        assert lines == ["Of problem description.", "Of other.", "Of work."]

    def test_a_label_moves_with_its_section(self):
        text = HEADER + TITLE + sections("Work") + ".. _why:\n\n" + sections("Problem")
        assert ".. _why:\n\nProblem\n" in fixed(text)
        assert fixed(text).index("Problem") < fixed(text).index("Work")

    @pytest.mark.parametrize(
        ("between", "why"),
        [
            (".. Who knows to which it belongs.\n\n", "may belong to either"),
            ("An `x`__.\n\n__ https://example.org\n\n", "anonymous targets"),
            ("A note [#]_.\n\n.. [#] It.\n\n", "footnotes numbered"),
            (".. default-role:: literal\n\n", "hold from where they are"),
            (sections("Work"), "twice"),
            ("Some *open emphasis.\n\n", "markup is faulty"),
        ],
    )
    def test_doubts_are_for_a_person(self, between, why):
        text = HEADER + TITLE + sections("Work") + between + sections("Problem")
        found = fix(text, RULES)
        assert found.text == text
        assert why in dict(found.refused)["SPC105"]

    def test_a_genre_without_order(self):
        text = HEADER + TITLE + sections("Work", "Problem")
        rules = Rules(Genre("demo", "Demo", GENRE.sections, ordered=False))
        assert fixed(text, rules) == text


def test_what_takes_too_long_to_read_is_left_alone():
    text = CLEAN + "\n".join(" " * depth + "* x\n" for depth in range(400))
    found = fix(text.replace("Text.", "Text. "), RULES)
    assert found.text == text.replace("Text.", "Text. ")
    assert found.unread


BLOCKS = st.sampled_from(
    [
        "A paragraph\nof two lines.\n",
        "Some code::\n\n    Title\n    ===\n",
        "* one\n* two\n",
        "==  ==\na   b\n==  ==\n",
        ".. _label:\n",
        ".. A comment.\n",
        ".. note::\n\n   Something.\n",
        "A [1]_.\n\n.. [1] Note.\n",
        "`x`__\n\n__ https://example.org\n",
        "----\n\nAfter.\n",
        "Sub\n---\n\nIn it.\n",
        "Short one\n------\n\nIn it.\n",
        "Impact\n------\n\nOf it.\n",
        "Alternatives\n------------\n\nOf it.\n",
        "Some *open emphasis.\n",
        "=====\nOver\n======\n",
        "",
    ]
)
HEADINGS = st.sampled_from(["Problem", "Change", "Work", "Other thing", "設計"])
SECTIONS = st.tuples(HEADINGS, st.integers(-3, 2), st.lists(BLOCKS, max_size=3))
FIELDS = st.lists(
    st.sampled_from([":status: draft\n", ":cycle: a,\n  b\n", ":authors: A\n", ":odd: x\n"]),
    max_size=4,
)
HEADERS = st.sampled_from(
    [
        HEADER,
        "",
        HEADER.replace("\n ", "\n"),
        ".. Licence: none.\n\n",
        ".. wharfinger: ignore[SPC110] why not\n\n",
    ]
)
TITLES = st.sampled_from(
    [TITLE, "Title\n=====\n\n", "===\nTitle\n=====\n\n", "Title\n----\n\n", ""]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = [draw(HEADERS), draw(TITLES), *draw(FIELDS), "\n"]
    for title, more, blocks in draw(st.lists(SECTIONS, max_size=5)):
        parts.append(f"{title}\n{'=' * max(len(title) + more, 2)}\n\n")
        parts += [f"{block}\n" for block in blocks]
    text = "".join(parts)
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", " \n"])))


@settings(deadline=None)
@given(texts())
def test_mending_keeps_the_words_and_happens_once(text):
    found = fix(text, RULES)
    again = fix(found.text, RULES)
    assert again.text == found.text
    assert again.done == ()
    before, after = outline(text, 0), outline(found.text, 0)
    assert faults(after) <= faults(before)
    if not faults(before) - faults(after):
        assert words(found.text) == words(text)
    done = {code for code, _ in found.done}
    assert done <= CODES
    assert not done.intersection(dict(found.refused))


@settings(deadline=None)
@given(st.text(alphabet="=-~ab \n.:_`*|\r\t設", max_size=80))
def test_any_text_can_be_mended_once(text):
    found = fix(text, RULES)
    assert fix(found.text, RULES).text == found.text
