# SPDX-License-Identifier: Apache-2.0
"""The key ``specs`` of a policy: what it becomes, and its faults with file, line and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.specs.metadata import FIELDS
from wharfinger.errors import PolicyError
from wharfinger.model import GenreChoice, SpecsPolicy, SpecStatus
from wharfinger.sources.policy.loading import load, load_toml
from wharfinger.sources.policy.validation import schema
from wharfinger.sources.policy.values import PLACEHOLDERS

_FULL = """\
specs:
  folder: ./doc/specs/
  layout: "{cycle}/{status}/{number}-{slug}.rst"
  statuses: {parked: withdrawn}
  fields: {Blueprint: tracker}
  tracker: 'https://tracker/(?P<id>[^/]+)'
  genres:
    - {path: "policy/**", genre: oslo-policy 2}
    - {path: "*/*/*", template: "{cycle}-template.rst"}
  genre_files: tools/genre.yaml
  ignore: ["*/index.rst", "a/**/b.rst"]
  redirects: doc/*/redirects
  line_length: 0
  require: [status, status, tracker]
  licence: ""
"""


def test_all_keys_arrive() -> None:
    assert load("p.yaml", _FULL).specs == SpecsPolicy(
        folder="doc/specs",
        layouts=("{cycle}/{status}/{number}-{slug}.rst",),
        statuses={"parked": "withdrawn"},
        fields={"Blueprint": "tracker"},
        tracker="https://tracker/(?P<id>[^/]+)",
        genres=(
            GenreChoice("policy/**", genre="oslo-policy 2"),
            GenreChoice("*/*/*", template="{cycle}-template.rst"),
        ),
        genre_files=("tools/genre.yaml",),
        ignored=("*/index.rst", "a/**/b.rst"),
        redirects=("doc/*/redirects",),
        line_length=0,
        required=("status", "tracker"),
        licence="",
    )


@pytest.mark.parametrize("text", ["", "specs:", "specs: {}"])
def test_nothing_said_is_the_default(text: str) -> None:
    assert load("p.yaml", text or "project: p").specs == SpecsPolicy()


def test_toml_says_the_same() -> None:
    policy = load_toml("f", '[tool.wharfinger.specs]\nlayout = ["{cycle}/{slug}.rst"]\n')
    assert policy
    assert policy.specs.layouts == ("{cycle}/{slug}.rst",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tracker: '('", "specs.tracker: not a regular expression: missing )"),
        ("tracker: 'https://x/(.*)'", "specs.tracker: needs a group called 'id'"),
        ("layout: '{cycel}/{slug}.rst'", "specs.layout: unknown placeholder {cycel}; known are:"),
        ("layout: ['{slug}.rst', '{a}.rst']", "specs.layout[1]: unknown placeholder {a}"),
        ("layout: '{slug}/{slug}.rst'", "specs.layout: the placeholder {slug} is there twice"),
        ("layout: '{cycle}/x.rst'", "specs.layout: needs the placeholder {slug}"),
        ("layout: '{slug}'", "specs.layout: needs the placeholder {slug}, and .rst at the end"),
        ("statuses: {parked: gone}", "specs.statuses.parked: 'gone' is not one of: draft"),
        ("fields: {Blueprint: trakcer}", "specs.fields.Blueprint: 'trakcer' is not one of: status"),
        ("require: [titel]", "specs.require[0]: 'titel' is not one of: status"),
        ("genres: [{path: a, genre: g, template: t}]", "'genre' and 'template' exclude each other"),
        ("genres: [{path: a}]", "specs.genres[0]: needs exactly one of: genre, template"),
        ("genres: [{genre: g}]", "specs.genres[0]: the key 'path' is missing"),
        ("genres: [{path: a, genre: 'a b'}]", "specs.genres[0].genre: 'a b' is not understood"),
        ("genres: [{path: a, template: '{status}.rst'}]", "unknown placeholder {status}; known is"),
        ("folder: /etc", "specs.folder: '/etc' is not understood"),
        ("folder: a/../..", "specs.folder: 'a/../..' is not understood"),
        ("genre_files: [../x]", "specs.genre_files[0]: '../x' is not understood"),
        ("redirects: [/x]", "specs.redirects[0]: '/x' is not understood"),
        ("ignore: '../*'", "specs.ignore: '../*' is not understood"),
        ("ignore: '*a*a*a*a*a*a*a*a*a'", "specs.ignore: '*a*a*a*a*a*a*a*a*a' is not understood"),
        ("genres: [{path: /a, genre: g}]", "specs.genres[0].path: '/a' is not understood"),
        ("genres: [{path: a, template: ../t}]", "specs.genres[0].template: '../t' is not"),
        ("line_length: -1", "specs.line_length: must be 0 or more"),
        ("licence: 3", "specs.licence: expected text, found a number"),
        ("layuot: x", "specs.layuot: unknown key; did you mean 'layout'?"),
        (f"tracker: '(?P<id>{'a' * 501})'", "specs.tracker: must have at most 500 characters"),
    ],
)
def test_faults_name_file_line_and_key(text: str, fault: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load("p.yaml", f"project: p\nspecs:\n  {text}\n")
    found = [str(item) for item in caught.value.faults]
    assert len(found) == 1
    assert found[0].startswith("p.yaml:3: ")
    assert fault in found[0]


def test_the_schema_knows_the_words_of_the_code() -> None:
    specs = schema()["properties"]["specs"]["properties"]
    assert tuple(specs["require"]["items"]["enum"]) == FIELDS
    assert tuple(specs["fields"]["additionalProperties"]["enum"]) == FIELDS
    assert specs["statuses"]["additionalProperties"]["enum"] == list(SpecStatus)
    text = specs["layout"]["description"]
    assert all(f"{{{name}}}" in text for name in PLACEHOLDERS)


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(schema()["properties"]["specs"]["properties"])), _VALUE)
def test_any_value_is_good_or_a_fault(key: str, value: object) -> None:
    import json

    try:
        policy = load("p.yaml", json.dumps({"specs": {key: value}}))
    except PolicyError as error:
        assert error.faults
    else:
        assert policy.specs.line_length >= 0
