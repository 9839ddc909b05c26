# SPDX-License-Identifier: Apache-2.0
"""The published schema, judged by the meta-schema and by what the design promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wharfinger.contract.notes.kinds import SECTIONS
from wharfinger.sources.policy.validation import _EXPLANATIONS, schema

_ANNOTATIONS = {"$ref", "default", "description", "examples", "title"}
_APPLICATORS = {"items", "properties", "propertyNames"}


def _definitions(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, node
    for name in ("properties", "$defs"):
        for key, inner in node.get(name, {}).items():
            yield from _definitions(inner, f"{path}/{key}")
    if isinstance(node.get("additionalProperties"), dict):
        yield from _definitions(node["additionalProperties"], f"{path}/*")


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_its_identifier_names_no_host() -> None:
    assert schema()["$id"].startswith("urn:")


def test_every_key_can_be_completed_by_an_editor() -> None:
    for path, node in _definitions(dict(schema())):
        if node.keys() != {"$ref"}:
            assert node.get("title"), path
            assert node.get("description", "").endswith("."), path


def test_every_keyword_is_explained_in_plain_words() -> None:
    for path, node in _definitions(dict(schema())):
        keywords = node.keys() - _ANNOTATIONS - _APPLICATORS - {"$schema", "$id", "$defs"}
        assert keywords <= _EXPLANATIONS.keys(), path


@pytest.mark.parametrize("name", ["dotted", "code", "identifier", "methods", "argument"])
def test_examples_fit_their_own_definitions(name: str) -> None:
    definition = schema()["$defs"][name]
    for example in definition["examples"]:
        Draft202012Validator(definition).validate(example)


def test_the_triggers_of_notes_are_those_that_there_are() -> None:
    named = schema()["properties"]["notes"]["properties"]["sections"]["properties"]
    assert list(named) == list(SECTIONS)
