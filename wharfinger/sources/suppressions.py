# SPDX-License-Identifier: Apache-2.0
"""Comments that silence a finding where it is: ``wharfinger: ignore[CODE] reason``.

In Python such a comment may stand behind code; in INI files it stands alone, since there a
comment behind a value is part of the value. In YAML it may also have the form that it has in
reStructuredText, so that it can stand in the text of a release note without being published.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

from wharfinger.model import Location, Request, Suppression
from wharfinger.sources.files import UnreadableError, read_text

MARK = "wharfinger:"
_WORDS = r"wharfinger:[ \t]*ignore\b(?:\[(?P<codes>[^\]\n]*)\])?(?P<reason>[^\n]*)"
_BEHIND_HASH = re.compile(rf"#[ \t]*{_WORDS}")
_HASH = re.compile(rf"(?:^|(?<=[ \t]))#[ \t]*{_WORDS}")
_INI = re.compile(rf"^[ \t]*[#;][ \t]*{_WORDS}")
_RST = re.compile(rf"^[ \t]*\.\.[ \t]+{_WORDS}")
_FORMS: dict[str, tuple[re.Pattern[str], ...]] = {
    ".yaml": (_HASH, _RST),
    ".yml": (_HASH, _RST),
    ".toml": (_HASH,),
    ".cfg": (_INI,),
    ".ini": (_INI,),
    ".rst": (_RST,),
}

Reader = Callable[[str], tuple[Suppression, ...]]
_Found = tuple[int, int, re.Match[str]]


def reader(request: Request) -> Reader:
    """Return what reads the suppressions of a file of the trees, by its path in findings.

    Files of environments belong to others; they are not asked. A file that cannot be read
    has no suppressions.
    """

    @cache
    def read(path: str) -> tuple[Suppression, ...]:
        return tuple(item for tree in request.trees for item in _in_file(tree, path))

    return read


def _in_file(tree: Path, path: str) -> Sequence[Suppression]:
    suffix = PurePosixPath(path).suffix
    if suffix != ".py" and suffix not in _FORMS:
        return ()
    try:
        text = read_text(tree / path, tree)
    except UnreadableError:
        return ()
    return suppressions(path, text)


def suppressions(path: str, text: str) -> tuple[Suppression, ...]:
    """Return the suppressions in the text of a file, whose format its name tells."""
    if MARK not in text:
        return ()
    lines = text.split("\n")
    suffix = PurePosixPath(path).suffix
    found = list(_in_python(text) if suffix == ".py" else _in_lines(lines, _FORMS.get(suffix, ())))
    alone = {line for line, column, _ in found if not lines[line - 1][:column].strip()}
    return tuple(
        _suppression(match, Location(path, line, column + 1), _covered(line, lines, alone))
        for line, column, match in found
    )


def _in_python(text: str) -> Iterator[_Found]:
    """Find comments as Python does: what looks like one in a string is none."""
    # Few files have a suppression: the others do not pay for this import.
    import tokenize

    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            match = token.type == tokenize.COMMENT and _BEHIND_HASH.search(token.string)
            if match:
                yield token.start[0], token.start[1] + match.start(), match
    except (tokenize.TokenError, SyntaxError):
        # What stands before the fault has been found.
        return


def _in_lines(lines: Sequence[str], forms: Sequence[re.Pattern[str]]) -> Iterator[_Found]:
    for number, line in enumerate(lines, 1):
        match = MARK in line and next(filter(None, (form.search(line) for form in forms)), None)
        if match:
            # A form that takes the indentation with it begins behind it.
            indented = len(match[0]) - len(match[0].lstrip())
            yield number, match.start() + indented, match


def _covered(line: int, lines: Sequence[str], alone: set[int]) -> tuple[int, ...]:
    """Return the lines that a suppression covers; one alone is about the next with content."""
    if line not in alone:
        return (line,)
    after = range(line + 1, len(lines) + 1)
    return line, *(n for n in _first(n for n in after if lines[n - 1].strip() and n not in alone))


def _first(numbers: Iterator[int]) -> tuple[int, ...]:
    number = next(numbers, None)
    return () if number is None else (number,)


def _suppression(match: re.Match[str], location: Location, lines: tuple[int, ...]) -> Suppression:
    codes = [code.strip() for code in (match["codes"] or "").split(",")]
    # Another comment behind this one, such as noqa, is no reason.
    reason = re.split(r"(?:^|\s)#", match["reason"])[0].strip(" \t\r:-\u2013\u2014")
    return Suppression(tuple(filter(None, codes)), reason, location, lines)
