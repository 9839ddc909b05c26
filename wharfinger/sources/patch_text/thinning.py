# SPDX-License-Identifier: Apache-2.0
"""Classes without the methods that are equal on both sides, so that the rest is soon parsed.

A class is one statement, and may have ten thousand lines of which a patch changes one. An equal
method gives way to a ``pass`` and empty lines: all that stays keeps its line and its class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from wharfinger.sources.patch_text.tokens import NO_CODE

_HEADER = re.compile(r"^(?:class[ \t]+(?P<name>\w+)|def\b|async\b)", re.MULTILINE)
_INDENT = re.compile(r"^( +)(?:async +)?def\b", re.MULTILINE)
_NAME = re.compile(r" +(?:async +)?def +(\w+)")
# An option with an equal text may yet have another default: that of a constant.
_OPTION = re.compile(r"Opt\b")
# Where the first word of a line at the level of the methods, or further out, begins.
_LEVEL = r"|^(?: {{{level}}}(?P<start>@|[^\W\d]\w*)|(?P<outer> {{1,{outer}}}(?=@|[^\W\d])))"

_Span = tuple[int, int]


def thinned(
    old: Sequence[str], new: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the statements of both sides, their classes without equal methods.

    None is for statements of which nothing can be taken away. Whoever parses the result and
    fails has to take the statements as they were: a bracket may have misled the search.
    """
    before, after = list(old), list(new)
    first, second = _classes(old), _classes(new)
    for name in first.keys() & second.keys():
        i, k = first[name], second[name]
        before[i], after[k] = _without_equal(old[i], new[k])
    result = tuple(before), tuple(after)
    return None if result == (tuple(old), tuple(new)) else result


def _classes(statements: Sequence[str]) -> dict[str, int]:
    """Return the positions of classes by their names, as far as a name is not used again."""
    headers = ((number, _HEADER.search(text)) for number, text in enumerate(statements))
    found = [(header["name"], number) for number, header in headers if header and header["name"]]
    counts = Counter(name for name, _ in found)
    return {name: number for name, number in found if counts[name] == 1}


def _without_equal(old: str, new: str) -> tuple[str, str]:
    before, after = _methods(old), _methods(new)
    equal = [
        name
        for name in before.keys() & after.keys()
        if old[slice(*before[name])].rstrip() == new[slice(*after[name])].rstrip()
    ]
    return _cut(old, [before[name] for name in equal]), _cut(new, [after[name] for name in equal])


def _cut(text: str, spans: Sequence[_Span]) -> str:
    parts: list[str] = []
    end = 0
    for begin, stop in sorted(spans):
        lead = len(text[begin:stop]) - len(text[begin:stop].lstrip(" "))
        parts += [text[end:begin], " " * lead, "pass", "\n" * text.count("\n", begin, stop)]
        end = stop
    return "".join((*parts, text[end:]))


def _methods(text: str) -> dict[str, _Span]:
    """Return where in a class its methods are, decorators included; nothing in any doubt.

    A name that is bound by several methods, such as that of a property, is left out: which of
    them is the same on the other side is not a question of their texts.
    """
    found = list(_functions(text, _starts(text)))
    counts = Counter(name for name, _ in found)
    return {name: span for name, span in found if counts[name] == 1}


def _starts(text: str) -> list[tuple[int, str]]:
    """Return where statements of a class body may begin, each with its first word."""
    level = min(map(len, _INDENT.findall(text)), default=0)
    if level < 2 or "\t" in text or _OPTION.search(text):
        return []
    pattern = re.compile(NO_CODE + _LEVEL.format(level=level, outer=level - 1), re.MULTILINE)
    starts: list[tuple[int, str]] = []
    for match in pattern.finditer(text):
        if match["outer"]:
            return []
        if match["start"]:
            starts.append((match.start(), match["start"]))
    return starts


def _functions(text: str, starts: Sequence[tuple[int, str]]) -> Iterator[tuple[str, _Span]]:
    decorated: int | None = None
    for (start, word), (end, _) in pairwise([*starts, (len(text), "")]):
        if word == "@":
            decorated = start if decorated is None else decorated
            continue
        if name := _NAME.match(text, start):
            yield name[1], (start if decorated is None else decorated, end)
        decorated = None
