# SPDX-License-Identifier: Apache-2.0
"""The page about genres lists what the data files say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from wharfinger.model import Genre, SectionRule
from wharfinger.sources.policy import yaml_document
from wharfinger.sources.specs.genres.shipped import SHIPPED, shipped
from wharfinger.sources.specs.genres.validation import _OF_GENRE, _OF_SECTION, validate
from wharfinger.sources.specs.templates import NAMES

PAGE = Path(__file__).parents[3] / "doc/source/reference/spec-genres.rst"
MARK = ".. The test of this page tells what to write here.\n\n"


def listed() -> str:
    return "".join(f"{item}\n" for name in SHIPPED for item in entry(shipped(name)[-1]))


def entry(genre: Genre) -> Iterator[str]:
    yield f"``{genre.name}`` {genre.version}"
    text = "; ".join(map(shown, genre.sections)) + "." + "".join(rules(genre))
    yield from textwrap.wrap(text, 96, initial_indent="    ", subsequent_indent="    ")


def shown(rule: SectionRule) -> str:
    inner = f": {', '.join(map(shown, rule.sections))}" if rule.sections else ""
    return f"{rule.title}{inner}" if rule.required else f"[{rule.title}{inner}]"


def rules(genre: Genre) -> Iterable[str]:
    yield " Letters count." if genre.exact_case else ""
    yield " No other sections." if genre.closed else ""
    yield " With a licence." if genre.licence else ""
    yield f" Metadata: {', '.join(genre.metadata)}." if genre.metadata else ""


def test_all_genres_are_listed_as_they_are() -> None:
    _, mark, rest = PAGE.read_text("utf-8").partition(MARK)
    assert mark
    assert rest == listed()


def test_all_templates_and_keys_are_explained() -> None:
    text = PAGE.read_text("utf-8")
    missing = [n for n in (*NAMES, *_OF_GENRE, *_OF_SECTION) if f"``{n}``" not in text]
    assert missing == []


def test_example_is_a_genre_file() -> None:
    text = (
        PAGE.read_text("utf-8").partition("Genre files\n")[2].partition("code-block:: yaml\n\n")[2]
    )
    block = textwrap.dedent(text.partition("\n``sections``")[0])
    assert yaml.safe_load(block)["versions"] == 2
    validate(yaml_document.load("idea.yaml", block))
