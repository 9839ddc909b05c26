# SPDX-License-Identifier: Apache-2.0
"""What doc8 says of the lines of a text: D001 to D005, by its own checks.

doc8 would read and parse the file again; here its checks look at a tree that is there already.
They are loaded for a text only if they could find something in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from importlib import util
from typing import Any

from wharfinger.model.spec import TextFault

_OF_ONE_LINE = ("CheckIndentationNoTab", "CheckTrailingWhitespace")
"""The checks that are given line after line, not the file as a whole."""

_Directives = Callable[[list[str]], list[tuple[int, int]]]
_ENDS = re.compile(r"[\r\n]")


class _File:
    """What doc8's checks ask of a file; they call a line's bytes by two names."""

    def __init__(self, text: str, tree: Any) -> None:
        self.document, self.extension = tree, ".rst"
        self.lines = self._lines = text.encode("utf-8", "replace").splitlines(keepends=True)

    def lines_iter(self) -> Iterator[str]:
        for line in self.lines:
            yield line.decode("utf-8").removesuffix("\n").removesuffix("\r")


@functools.lru_cache(1)
def needs_tree(text: str, line_length: int) -> bool:
    """Tell whether doc8 has to look at all of the tree, which is to find why a line is so long."""
    if not line_length or not _may_be_long(text, line_length) or not available():
        return False
    from doc8.checks import CheckMaxLineLength

    lines = list(_File(text, None).lines_iter())
    check = CheckMaxLineLength({"max_line_length": line_length, "allow_long_titles": False})
    # doc8 looks by itself for what it takes for directives: half of all long lines.
    directives: _Directives = getattr(check, "_extract_directives", lambda _: [])
    long = (at for at, line in enumerate(lines) if _may_be_long(line, line_length))
    return any(not _is_excused(lines, at, directives) for at in long)


def _is_excused(lines: list[str], at: int, directives: _Directives) -> bool:
    """Tell whether doc8 takes a line for one of a directive, or for the term of a definition.

    It need not look at more than that line, the next, and those before it up to one that is not
    indented, which ends any directive further up.
    """
    first = at
    while first and (not lines[first] or lines[first][0].isspace()):
        first -= 1
    found = directives(lines[first : at + 2])
    return any(start <= at - first <= end for start, end in found)


@functools.cache
def available() -> bool:
    """Tell whether doc8 is installed."""
    return util.find_spec("doc8") is not None


def faults(text: str, tree: Any, line_length: int) -> Iterator[TextFault]:
    """Yield what doc8 finds in a text whose parsed tree is given, nothing without doc8.

    Lines may be so many characters long, any number with 0.
    """
    names = list(_wanted(text, line_length))
    if not names or not available():
        return
    from doc8 import checks

    settings = {"max_line_length": line_length, "allow_long_titles": False}
    file = _File(text, tree)
    for name in names:
        yield from _run(getattr(checks, name)(settings), file)


def _run(check: Any, file: _File) -> Iterator[TextFault]:
    if type(check).__name__ in _OF_ONE_LINE:
        for number, line in enumerate(file.lines_iter(), 1):
            for code, message in check.report_iter(line):
                yield TextFault(code, message, number)
    else:
        for number, code, message in check.report_iter(file):
            yield TextFault(code, message, number)


def _wanted(text: str, line_length: int) -> Iterator[str]:
    """Yield the names of the checks that could find something in a text."""
    if needs_tree(text, line_length):
        yield "CheckMaxLineLength"
    if any(sign.isspace() for sign in {line[-1:] for line in _lines(text)}):
        yield "CheckTrailingWhitespace"
    if "\t" in text:
        yield "CheckIndentationNoTab"
    if "\r" in text:
        yield "CheckCarriageReturn"
    if text and not text.endswith(("\n", "\r")):
        yield "CheckNewlineEndOfFile"


def _lines(text: str) -> list[str]:
    return _ENDS.split(text) if "\r" in text else text.split("\n")


def _may_be_long(text: str, line_length: int) -> bool:
    """Tell whether a line is too long, could be split, and has no address: all that doc8 asks."""
    long = (line for line in _lines(text) if len(line) > line_length)
    return any(" " in line.lstrip() and not re.search("https?://", line) for line in long)
