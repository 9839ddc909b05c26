# SPDX-License-Identifier: Apache-2.0
"""The reference page of the policy file: its examples load, and it names every key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from wharfinger.sources.policy.loading import load, load_toml
from wharfinger.sources.policy.validation import schema

PAGE = Path(__file__).parents[3] / "doc" / "source" / "reference" / "policy.rst"
TEXT = PAGE.read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    pattern = rf"^\.\. code-block:: {language}\n\n((?:   .*\n|\n)+)"
    return [dedent(block) for block in re.findall(pattern, TEXT, re.MULTILINE)]


def _keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for inner in node.values():
            yield from _keys(inner)


def test_there_are_examples() -> None:
    assert len(_blocks("yaml")) == TEXT.count("code-block:: yaml") >= 10


@pytest.mark.parametrize("block", _blocks("yaml"))
def test_examples_load(block: str) -> None:
    policy = load("driver-policy.yaml", block)
    assert policy.location


def test_the_two_spellings_say_the_same() -> None:
    toml, yaml = load_toml("f", _blocks("toml")[0]), load("f", _blocks("yaml")[0])
    assert toml
    assert toml.project == yaml.project
    assert toml.groups["tooz.backends"].title == yaml.groups["tooz.backends"].title


@pytest.mark.parametrize("key", sorted(set(_keys(schema()))))
def test_every_key_is_on_the_page(key: str) -> None:
    assert re.search(rf"``([\w.]+\.)?{key}(\.\w+|: value)?``", TEXT)
