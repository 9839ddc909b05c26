# SPDX-License-Identifier: Apache-2.0
"""What is said of lines is what doc8 itself says of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("doc8")

from doc8 import checks, parser

from wharfinger.sources.specs import lines
from wharfinger.sources.specs.outline import outline

# doc8's own parse asks docutils for its settings in the old way.
pytestmark = pytest.mark.filterwarnings("ignore:The frontend:DeprecationWarning")

OF_FILES = (checks.CheckMaxLineLength, checks.CheckCarriageReturn, checks.CheckNewlineEndOfFile)
OF_LINES = (checks.CheckTrailingWhitespace, checks.CheckIndentationNoTab)
TRICKY = sorted((Path(__file__).parent / "tricky").glob("*.txt"))
LENGTH = 20


def of_doc8(text: str) -> list[tuple[str, int]]:
    config = {"max_line_length": LENGTH, "allow_long_titles": False}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spec.rst")
        path.write_bytes(text.encode())
        file = parser.parse(str(path))
        found = [(code, n) for one in OF_FILES for n, code, _ in one(config).report_iter(file)]
        for one in OF_LINES:
            for number, line in enumerate(file.lines_iter(), 1):
                found += [(code, number) for code, _ in one(config).report_iter(line)]
    return sorted(found)


def of_ours(text: str) -> list[tuple[str, int]]:
    faults = outline(text, LENGTH).faults
    return sorted((one.rule, one.line) for one in faults if one.rule.startswith("D"))


@pytest.mark.parametrize("path", TRICKY, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    text = path.read_bytes().decode()
    assert of_ours(text) == of_doc8(text)


LONG = "some words in a row that are too long"
LINES = st.sampled_from(
    [
        *("", "", "", "Title", "=====", "Part of it", "----------", LONG, "=" * len(LONG)),
        *(f"  {LONG}", f"- {LONG}", f"  - {LONG}", f".. {LONG}", f".. _a: {LONG}", f"| {LONG}"),
        *("::", "text::", f"\t{LONG}", " \tx", "x ", "x\t", "x\r", "y\ry", "\x0c", "x\x0b"),
        *(
            "`a <b>`_ c",
            "`a <http://b>`_",
            "_`a` b",
            "__ b",
            "* text::",
            ".. code::",
            "    code",
            "> q",
        ),
        *(".. note::", f".. note:: {LONG}", ".. toctree::", ".. raw:: html", f".. foo:: {LONG}"),
        *(
            "x" * 30,
            f"http://{'x' * 30} and",
            "term",
            f"{LONG} `a`_ *b",
            f":f: {LONG}",
            "漢字 " * 9,
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=15), st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.booleans())
def test_made_texts(written: list[str], end: str, last: bool) -> None:
    text = end.join(written) + (end if last else "")
    assert of_ours(text) == of_doc8(text)


def test_any_length_may_be_allowed() -> None:
    assert not outline(f"Title\n=====\n\n{LONG * 9}\n", 0).faults


def test_a_doc8_that_looks_for_directives_in_another_way_is_asked_for_every_long_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f".. note:: {LONG}\n"
    assert not lines.needs_tree(text, LENGTH)
    monkeypatch.delattr(checks.CheckMaxLineLength, "_extract_directives")
    lines.needs_tree.cache_clear()
    assert lines.needs_tree(text, LENGTH)
    lines.needs_tree.cache_clear()


def test_nothing_is_said_without_doc8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "available", lambda: False)
    assert not of_ours("x \r\n\ty")
