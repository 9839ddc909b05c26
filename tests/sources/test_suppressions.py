# SPDX-License-Identifier: Apache-2.0
"""Comments that silence: where they are seen, what they cover, and where they are none."""

from __future__ import annotations

import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Finding, Location, Request, Severity
from wharfinger.sources.suppressions import reader, suppressions

MARK = "wharfinger: ignore"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        # Behind code: the line itself.
        ("a.py", f"x = 1  # {MARK}[DRV001] why\n", [(("DRV001",), "why", 1, 8, (1,))]),
        ("a.py", f"x = 1  # noqa: E1  # {MARK}[A1] why\n", [(("A1",), "why", 1, 20, (1,))]),
        ("a.py", f"#{MARK}[A1]why\nx = 1\n", [(("A1",), "why", 1, 1, (1, 2))]),
        ("a.py", f"x = 1  # {MARK}[A1, B2] why  # noqa\n", [(("A1", "B2"), "why", 1, 8, (1,))]),
        ("a.py", f"x = 1  # {MARK}[A1]: why\n", [(("A1",), "why", 1, 8, (1,))]),
        # Without a reason, or a code.
        ("a.py", f"x = 1  # {MARK}[A1]  # noqa\n", [(("A1",), "", 1, 8, (1,))]),
        ("a.py", f"x = 1  # {MARK} why\n", [((), "why", 1, 8, (1,))]),
        ("a.py", f"x = 1  # {MARK}[] why\n", [((), "why", 1, 8, (1,))]),
        # Alone: the next line with content, other suppressions left out.
        (
            "a.py",
            f"# {MARK}[A1] one\n# {MARK}[B2] two\n\nx = 1\n",
            [(("A1",), "one", 1, 1, (1, 4)), (("B2",), "two", 2, 1, (2, 4))],
        ),
        ("a.py", f"x = 1\n# {MARK}[A1] last\n", [(("A1",), "last", 2, 1, (2,))]),
        # A string is no comment, and a fault further down hides nothing.
        ("a.py", f'"""\n# {MARK}[A1] why\n"""\n', []),
        ("a.py", f'x = "# {MARK}[A1] why"\n', []),
        ("a.py", f"x = 1  # {MARK}[A1] why\nx = (\n", [(("A1",), "why", 1, 8, (1,))]),
        ("a.yaml", f"a: 1  # {MARK}[A1] why\n", [(("A1",), "why", 1, 7, (1,))]),
        ("a.yaml", f"a: x#{MARK}[A1] why\n", []),
        ("a.yml", f"  # {MARK}[A1] why\r\na: 1\r\n", [(("A1",), "why", 1, 3, (1, 2))]),
        ("a.yaml", f"a: |\n  .. {MARK}[A1] why\n\n  b\n", [(("A1",), "why", 2, 3, (2, 4))]),
        ("a.toml", f"a = 1 # {MARK}[A1] why\n", [(("A1",), "why", 1, 7, (1,))]),
        ("a.cfg", f"; {MARK}[A1] why\na = 1\n", [(("A1",), "why", 1, 1, (1, 2))]),
        ("a.ini", f"    # {MARK}[A1] why\n    b\n", [(("A1",), "why", 1, 5, (1, 2))]),
        ("a.cfg", f"a = 1 # {MARK}[A1] part of the value\n", []),
        ("a.rst", f".. {MARK}[A1] why\n\nText.\n", [(("A1",), "why", 1, 1, (1, 3))]),
        ("a.rst", f"# {MARK}[A1] why\n", []),
        ("a.txt", f"# {MARK}[A1] why\n", []),
        ("a.py", "# wharfinger: ignored[A1] why\n", []),
        ("a.py", "x = 1\n", []),
    ],
)
def test_what_is_found(path: str, text: str, expected: list[object]) -> None:
    found = [
        (item.codes, item.reason, item.location.line, item.location.column, item.lines)
        for item in suppressions(path, text)
    ]
    assert found == expected


@given(
    st.text(st.sampled_from(f"# {MARK}[A1]\"'()\\\n\r\f\x0b\u2028\t.:;x")),
    st.sampled_from(["py", "yaml"]),
)
def test_any_text_is_read_and_lines_are_of_the_file(text: str, suffix: str) -> None:
    text = f"{text}# {MARK}[A1] why\n{text}"
    count = text.count("\n") + 1
    for item in suppressions(f"a.{suffix}", text):
        assert all(1 <= line <= count for line in item.lines)
        assert item.location.line == item.lines[0]


@given(
    st.lists(st.sampled_from(["x = 1", "def f():", "    pass", "'''", f"y  # {MARK}[A1] w", "("]))
)
def test_in_python_only_comments_count(lines: list[str]) -> None:
    """The oracle is the tokeniser: blank every comment, and nothing is found any more."""
    text = "\n".join(lines) + "\n"
    found = suppressions("a.py", text)
    rows = text.split("\n")
    try:
        rest = iter([*(row + "\n" for row in rows[:-1]), ""])
        tokens = list(tokenize.generate_tokens(lambda: next(rest)))
    except (tokenize.TokenError, SyntaxError):
        return
    comments = [token.start[0] for token in tokens if token.type == tokenize.COMMENT]
    assert [item.location.line for item in found] == comments


def test_files_of_the_trees_alone_are_read(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "other").mkdir()
    for folder in ("tree", "other"):
        (tmp_path / folder / f"{folder}.py").write_text(f"x = 1  # {MARK}[A1] why\n")
    (tmp_path / "tree/bad.py").write_bytes(b"# " + MARK.encode() + b"[A1] \xff\n")
    (tmp_path / "tree/out.py").symlink_to(tmp_path / "other/other.py")
    read = reader(Request(trees=(tmp_path / "tree",), environments=(tmp_path / "other",)))
    assert [item.location.path for item in read("tree.py")] == ["tree.py"]
    for name in ("other.py", "bad.py", "out.py", "missing.py", "../other/other.py", "a\0.py"):
        assert read(name) == ()


@pytest.mark.parametrize(
    ("code", "path", "line", "covered"),
    [
        ("A1", "a.py", 3, True),
        ("A1", "a.py", 4, False),
        ("B2", "a.py", 3, False),
        ("A1", "b.py", 3, False),
    ],
)
def test_what_is_covered(code: str, path: str, line: int, covered: bool) -> None:
    (item,) = suppressions("a.py", f"\n# {MARK}[A1] why\nx = 1\n")
    finding = Finding(code, Severity.ERROR, "s", "m", "", Location(path, line))
    assert item.covers(finding) is covered


def test_a_finding_about_a_file_as_a_whole_is_on_its_first_line() -> None:
    (item,) = suppressions("a.py", f"# {MARK}[A1] why\nx = 1\n")
    assert item.covers(Finding("A1", Severity.ERROR, "s", "m", "", Location("a.py")))


def test_without_a_reason_nothing_is_covered() -> None:
    (item,) = suppressions("a.py", f"x = 1  # {MARK}[A1]\n")
    assert not item.covers(Finding("A1", Severity.ERROR, "s", "m", "", Location("a.py", 1)))
