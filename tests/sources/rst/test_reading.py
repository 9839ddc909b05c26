# SPDX-License-Identifier: Apache-2.0
"""Parsing a text: nothing is read, nothing is left behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from docutils.parsers.rst import roles

from wharfinger.sources.rst.places import Places
from wharfinger.sources.rst.reading import UnparsableError, read


@pytest.mark.parametrize(
    "directive",
    [
        ".. include:: {}",
        ".. include:: {}\n   :literal:",
        ".. raw:: html\n   :file: {}",
        ".. csv-table::\n   :file: {}",
        ".. |x| include:: {}",
    ],
)
def test_no_file_is_read(tmp_path: Path, directive: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("revealed", encoding="utf-8")
    assert "revealed" not in read(directive.format(secret) + "\n\n|x|\n").tree.astext()


def test_roles_of_a_text_are_forgotten() -> None:
    before = roles._roles
    text = ".. role:: mine(strong)\n\n.. default-role:: mine\n\n:mine:`x` `y`\n"
    assert len(list(read(text).tree.findall(nodes.strong))) == 2
    assert roles._roles is before
    assert not list(read("`y`").tree.findall(nodes.strong))


@pytest.fixture
def usual_recursion_limit() -> Iterator[None]:
    """Undo what other tests, and hypothesis, may have done to the limit."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("usual_recursion_limit")
def test_deep_nesting_is_said() -> None:
    with pytest.raises(UnparsableError, match="nested") as caught:
        read("- " * 2_000 + "x")
    assert caught.value.too_deep


def test_inline_nodes_have_places() -> None:
    text = "Words,\nthen *some* and\n*more* of\n  them\n"
    found = list(read(text).tree.findall(nodes.emphasis))
    places = Places(text.splitlines())
    assert [places.of(node) for node in found] == [(2, 6), (3, 1)]
