# SPDX-License-Identifier: Apache-2.0
"""The parts of two source texts that differ, so that only these need to be parsed.

A module is a row of statements that begin in the first column. Those that both sides have,
letter by letter, say nothing about what changed, and neither do equal methods of a class.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wharfinger.sources.patch_text.thinning import thinned
from wharfinger.sources.patch_text.tokens import NO_CODE

SIZE_LIMIT = 2 * 1024 * 1024

_TOKEN = re.compile(NO_CODE + r"|^(?P<start>@|[^\W\d]\w*)", re.MULTILINE)
_CONTINUES = frozenset({"else", "elif", "except", "finally"})
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*(?!utf-?8\b)[-\w.]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One statement of a module, as text. ``before`` counts the lines in front of it.

    ``word`` is that with which it begins, ``@`` for a decorator.
    """

    text: str
    before: int
    word: str


_Chunks = tuple[Chunk, ...]
_Pair = tuple[_Chunks, _Chunks]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A chunk with its statements, whose lines count from its beginning.

    The text of a class lacks the methods that the other side has as well.
    """

    chunk: Chunk
    body: tuple[ast.stmt, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a changed file.

    ``changed`` are the chunks that the other side does not have, ``first`` and ``last`` the
    lines in between which the sides differ.
    """

    path: str
    text: str
    chunks: tuple[Chunk, ...]
    changed: tuple[Parsed, ...]
    first: int
    last: int

    def differs(self, first: int, last: int) -> bool:
        """Tell whether some lines, both included, reach into what differs."""
        return first <= self.last and last >= self.first


def sides(
    old_path: str, old: bytes | None, new_path: str, new: bytes | None
) -> tuple[Side, Side] | None:
    """Return both sides of a changed file, None where one cannot be read or parsed.

    A side without the file is empty.
    """
    texts = _decoded(old or b""), _decoded(new or b"")
    if texts[0] is None or texts[1] is None:
        return None
    before, after = _split(texts[0]), _split(texts[1])
    whole = _whole(texts[0]), _whole(texts[1])
    changed = next(filter(None, map(_both_parsed, _attempts(before, after, whole))), None)
    if changed is None:
        return None
    first, second = _spans(*changed)
    return (
        Side(old_path, texts[0], before, changed[0], *first),
        Side(new_path, texts[1], after, changed[1], *second),
    )


def _attempts(before: _Chunks, after: _Chunks, whole: _Pair) -> Iterator[_Pair]:
    """Yield what to parse of both sides, the least of it first.

    What is cut out may not stand for itself; what one side takes whole, both have to.
    """
    old, new = _without(before, after), _without(after, before)
    texts = thinned([chunk.text for chunk in old], [chunk.text for chunk in new])
    if texts is not None:
        yield _with_texts(old, texts[0]), _with_texts(new, texts[1])
    yield old, new
    yield whole


def _with_texts(chunks: _Chunks, texts: Sequence[str]) -> _Chunks:
    return tuple(replace(chunk, text=text) for chunk, text in zip(chunks, texts, strict=True))


def _both_parsed(pair: _Pair) -> tuple[tuple[Parsed, ...], tuple[Parsed, ...]] | None:
    old = _parsed(pair[0])
    new = None if old is None else _parsed(pair[1])
    return None if old is None or new is None else (old, new)


def _decoded(data: bytes) -> str | None:
    if len(data) > SIZE_LIMIT or any(_CODING.match(line) for line in data.split(b"\n", 2)[:2]):
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")


def _split(text: str) -> tuple[Chunk, ...]:
    starts: list[tuple[int, str]] = [(0, "")]
    for match in _TOKEN.finditer(text):
        word = match["start"]
        if word and word not in _CONTINUES and starts[-1][1] != "@":
            starts.append((match.start(), word))
        elif word and word != "@" and starts[-1][1] == "@":
            # What is decorated belongs to its decorators; what follows does not.
            starts[-1] = (starts[-1][0], "@ ")
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return tuple(_chunks(text, starts, ends))


def _chunks(text: str, starts: Sequence[tuple[int, str]], ends: Sequence[int]) -> Iterator[Chunk]:
    line = 0
    for (start, word), end in zip(starts, ends, strict=True):
        part = text[start:end]
        if part.strip():
            yield Chunk(part, line, word.strip())
        line += part.count("\n")


def _without(chunks: Sequence[Chunk], others: Sequence[Chunk]) -> tuple[Chunk, ...]:
    known = Counter(chunk.text.rstrip() for chunk in others)
    found: list[Chunk] = []
    for chunk in chunks:
        text = chunk.text.rstrip()
        if known[text]:
            known[text] -= 1
        else:
            found.append(chunk)
    return tuple(found)


def _whole(text: str) -> tuple[Chunk, ...]:
    return (Chunk(text, 0, ""),)


def _parsed(chunks: Sequence[Chunk]) -> tuple[Parsed, ...] | None:
    bodies = [(chunk, parse(chunk.text)) for chunk in chunks]
    found = tuple(Parsed(chunk, body) for chunk, body in bodies if body is not None)
    return found if len(found) == len(bodies) else None


def parse(text: str) -> tuple[ast.stmt, ...] | None:
    """Return the statements of a text, None if it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(ast.parse(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _spans(old: Sequence[Parsed], new: Sequence[Parsed]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return for both sides the first and last line in between which they differ.

    Lines count as if the chunks stood one behind the other, without empty lines: only what both
    sides then have at the beginning or at the end is the same on both.
    """
    before, after = _lines(old), _lines(new)
    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and before[first][1] == after[first][1]:
        first += 1
    same = 0
    while same < shorter - first and before[-1 - same][1] == after[-1 - same][1]:
        same += 1
    return _between(before, first, same), _between(after, first, same)


def _lines(parts: Sequence[Parsed]) -> list[tuple[int, str]]:
    return [
        (part.chunk.before + number, line)
        for part in parts
        for number, line in enumerate(part.chunk.text.rstrip().split("\n"), start=1)
        if line
    ]


def _between(lines: Sequence[tuple[int, str]], first: int, same: int) -> tuple[int, int]:
    if len(lines) - same <= first:
        # Nothing of this side, but what came or went in the midst of a statement is told there.
        here = lines[first][0] if first < len(lines) else 0
        return here, here - 1
    return lines[first][0], lines[len(lines) - same - 1][0]
