# SPDX-License-Identifier: Apache-2.0
"""A spec's title, licence and sections against a genre."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.specs.likeness import Layout, folded, keys_of
from wharfinger.contract.specs.order import staying
from wharfinger.contract.specs.sections import faults
from wharfinger.model import CodedFault, Genre, Outline, Section, SectionRule, Severity

GENRE = Genre(
    "paper",
    "A paper",
    (
        SectionRule("Problem", aliases=("Why",)),
        SectionRule(
            "Proposed Change",
            sections=(SectionRule("Options"), SectionRule("Costs", required=False)),
            guides=("guide",),
        ),
        SectionRule("Testing", required=False),
        SectionRule("References", may_be_empty=True),
    ),
)
FULL = ("Problem", ("Proposed Change", "Options"), "References")


def outline(*items: str | tuple[str, ...], digest: str = "text") -> Outline:
    found: list[Section] = []
    line = 5
    for item in items:
        title, *inner = (item,) if isinstance(item, str) else item
        below = tuple(Section(name, line + n, 2, digest) for n, name in enumerate(inner, 1))
        found.append(Section(title, line, 1, digest, below))
        line += 1 + len(inner)
    return Outline(title="T", title_line=3, sections=tuple(found))


def found(given: Outline, genre: Genre | None = GENRE, **options: Any) -> list[CodedFault]:
    return list(faults("specs/a.rst", given, genre, **options))


def told(given: Outline, genre: Genre = GENRE, **options: bool | str) -> list[str]:
    return [
        f"{fault.location.line} {fault.code} {fault.key}: {fault.message}. {fault.remedy}"
        for fault in found(given, genre, **options)
    ]


@pytest.mark.parametrize(
    "items",
    [
        FULL,
        ("Why", ("proposed  change", "OPTIONS", "More", "Costs"), "Testing", "References"),
        ("Problem", ("Proposed Change (optional)", "Options"), "References"),
    ],
)
def test_what_fits_has_no_faults(items: tuple[str | tuple[str, ...], ...]) -> None:
    assert told(outline(*items)) == []


class TestMissing:
    def test_says_where_it_belongs(self) -> None:
        assert told(outline("Problem", "Proposed Change")) == [
            "3 SPC104 References: the section 'References' is missing."
            " Add it after 'Proposed Change'; where there is nothing to say, say why.",
            "6 SPC104 Proposed Change/Options: the section 'Options' is missing within"
            " 'Proposed Change'. Add it to 'Proposed Change'; where there is nothing to say,"
            " say why.",
        ]

    def test_first_one_belongs_before_the_next(self) -> None:
        assert "Add it before 'Proposed Change'" in told(outline(*FULL[1:]))[0]

    def test_nearly_the_title_is_told_once(self) -> None:
        assert told(outline("Problems", *FULL[1:])) == [
            "5 SPC104 Problem: the section 'Problem' is missing; 'Problems' seems to be it."
            " Write its heading as 'Problem'."
        ]

    def test_on_another_level_is_to_be_moved(self) -> None:
        assert told(outline("Problem", "Proposed Change", "Options", "References"))[0] == (
            "7 SPC104 Proposed Change/Options: the section 'Options' is missing within"
            " 'Proposed Change'; it stands by itself below the title."
            " Move it to 'Proposed Change'."
        )
        inner = told(outline("Problem", ("Proposed Change", "Options", "References")))
        assert "it stands within 'Proposed Change'. Move it after" in inner[0]

    def test_what_is_within_a_missing_one_is_not_told(self) -> None:
        assert [fault.key for fault in found(outline("Problem", "References"))] == [
            "Proposed Change"
        ]

    def test_letters_count_where_the_genre_says_so(self) -> None:
        exact = replace(GENRE, exact_case=True)
        assert told(outline("problem", *FULL[1:]), exact) == [
            "5 SPC104 Problem: the section 'Problem' is called 'problem' here, and its genre asks"
            " for the very same letters. Write the heading as 'Problem'."
        ]


class TestOrder:
    def test_only_what_has_moved_is_told(self) -> None:
        assert told(outline("References", *FULL[:2], "Testing")) == [
            "5 SPC105 References: the section 'References' is out of order; it belongs after"
            " 'Testing'. Move it there; wharfinger spec lint --fix does that."
        ]

    def test_first_belongs_before(self) -> None:
        given = outline(FULL[1], "Testing", "References", "Problem")
        assert "it belongs before 'Proposed Change'" in told(given)[0]

    def test_within_sections_too(self) -> None:
        given = outline("Problem", ("Proposed Change", "Costs", "Options"), "References")
        assert [fault.code for fault in found(given)] == ["SPC105"]

    def test_is_free_where_the_genre_says_so(self) -> None:
        assert told(outline(*FULL[::-1]), replace(GENRE, ordered=False)) == []


class TestUnwritten:
    def test_empty_one_is_told(self) -> None:
        given = outline(*FULL, digest="")
        assert [(f.code, f.key) for f in found(given)] == [
            ("SPC106", "Problem"),
            ("SPC106", "Proposed Change/Options"),
        ]

    def test_optional_one_may_go(self) -> None:
        given = outline(*FULL[:2], "Testing", "References")
        empty = replace(given.sections[2], digest="")
        given = replace(given, sections=(*given.sections[:2], empty, given.sections[3]))
        assert told(given)[0].endswith("there is nothing to say, take the heading away.")

    def test_guide_of_the_template_is_no_text(self) -> None:
        codes = [(f.code, f.key) for f in found(outline(*FULL, digest="guide"))]
        assert codes == [("SPC107", "Proposed Change")]

    @pytest.mark.parametrize("digest", ["", "guide"])
    def test_draft_may_have_both(self, digest: str) -> None:
        assert told(outline(*FULL, digest=digest), draft=True) == []


class TestUnknown:
    def test_is_told(self) -> None:
        assert told(outline(*FULL, "Appendix")) == [
            "9 SPC108 Appendix: the genre 'paper' has no section 'Appendix'. Rename it, or make it"
            " a part of one that the genre has: Problem, Proposed Change, Testing, References."
        ]

    def test_is_an_error_where_the_genre_is_closed(self) -> None:
        severities = [
            fault.severity
            for closed in (False, True)
            for fault in found(outline(*FULL, "Appendix"), replace(GENRE, closed=closed))
        ]
        assert severities == [None, Severity.ERROR]

    def test_very_many_are_told_in_one(self) -> None:
        given = outline(*FULL, *(f"Section {number}" for number in range(20_000)))
        faults = found(given)
        assert len(faults) == 51
        assert faults[-1].message == "19950 more sections are unknown"

    def test_near_one_is_named(self) -> None:
        assert "; did you mean 'Testing'?" in told(outline(*FULL, "Testings"))[0]

    def test_template_is_named_by_its_path(self) -> None:
        own = replace(GENRE, template="specs/template.rst")
        assert "the template 'specs/template.rst' has no" in told(outline(*FULL, "Odd"), own)[0]

    def test_what_is_in_the_second_of_a_title_is_not_missing(self) -> None:
        given = outline("Problem", "Proposed Change", ("Proposed Change", "Options"), "References")
        assert [fault.code for fault in found(given)] == ["SPC108"]

    def test_second_of_a_title_is_told(self) -> None:
        assert "'problem' is there twice, first in line 5" in told(outline(*FULL, "problem"))[0]


class TestTitle:
    def test_none_is_told_without_a_genre_too(self) -> None:
        assert [(f.code, f.key) for f in found(Outline(), None)] == [("SPC109", "none")]

    def test_style_of_sections_is_told(self) -> None:
        given = replace(outline(*FULL), title_apart=False)
        assert [(f.code, f.key, f.location.line) for f in found(given)] == [("SPC109", "style", 3)]


class TestLicence:
    TEXT = "This work is free. http://example.org/by/3.0/"

    @pytest.mark.parametrize(
        "header",
        [
            "This work is free. http://example.org/by/3.0/",
            "Copyright: ours. this WORK is free https://example.org/by/3.0 And more.",
        ],
    )
    def test_words_are_compared(self, header: str) -> None:
        given = replace(outline(*FULL), header=header)
        assert told(given, replace(GENRE, licence=self.TEXT)) == []

    @pytest.mark.parametrize("header", ["", "This work is freedom. http://example.org/by/3.0/"])
    def test_lack_is_told(self, header: str) -> None:
        given = replace(outline(*FULL), header=header)
        assert told(given, replace(GENRE, licence=self.TEXT)) == [
            "1 SPC120 licence: the licence is not named before the title: "
            f"'{self.TEXT}'. Put it into a comment at the top;"
            " wharfinger spec lint --fix does that."
        ]

    def test_policy_wins_over_the_genre(self) -> None:
        assert told(outline(*FULL), replace(GENRE, licence=self.TEXT), licence="") == []
        assert [f.code for f in found(outline(*FULL), licence="MIT")] == ["SPC120"]


@given(st.lists(st.integers(0, 9), unique=True, max_size=8))
def test_as_many_stay_as_can(ranks: list[int]) -> None:
    stay = [ranks[place] for place in sorted(staying(ranks))]
    assert stay == sorted(stay)
    longest = max(
        n for n in range(len(ranks) + 1) for c in combinations(ranks, n) if list(c) == sorted(c)
    )
    assert len(stay) == longest


TITLES = st.lists(
    st.sampled_from(["Problem", "Why", "problems", "Proposed Change", "Options", "Testing", "Ü"])
    | st.text(max_size=4),
    max_size=6,
)


@given(TITLES, TITLES)
def test_any_titles_are_judged_each_fault_once(top: list[str], inner: list[str]) -> None:
    given_outline = outline(*((title, *inner) for title in top))
    keys = [(fault.code, fault.key) for fault in found(given_outline)]
    assert len(keys) == len(set(keys))
    likeness = Layout(GENRE).likeness(keys_of(given_outline.sections))
    assert 0 <= likeness <= 1


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Use  Cases", "use cases"), ("History (Optional)", "history"), ("STRASSE", "strasse")],
)
def test_titles_are_folded(title: str, expected: str) -> None:
    assert folded(title) == expected
