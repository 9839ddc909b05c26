# SPDX-License-Identifier: Apache-2.0
"""The sections of a text, also those whose titles docutils drops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docutils import nodes

from wharfinger.sources.rst.messages import is_inconsistent_title
from wharfinger.sources.rst.places import line_of
from wharfinger.sources.rst.words import unparsed

_FARTHEST = 4
"""docutils notes the line at which it was when it had read a title."""


@dataclass(slots=True)
class Part:
    """A section: its title, and the line of that, its own nodes, and the sections in it."""

    title: str
    line: int
    heading: list[nodes.Node] = field(default_factory=list)
    body: list[nodes.Node] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def sections(tree: nodes.document, lines: Sequence[str]) -> Part:
    """Return the text as a whole as a section without a title; ``lines`` are its own."""
    return _filled(Part("", 1), tree.children, lines)


def _filled(part: Part, children: Sequence[nodes.Node], lines: Sequence[str]) -> Part:
    current = part
    for child in children:
        if isinstance(child, nodes.section):
            part.parts.append(_section(child, lines))
        elif isinstance(child, nodes.system_message) and is_inconsistent_title(child):
            current = _dropped(child, lines)
            part.parts.append(current)
        else:
            current.body.append(child)
    return part


def _section(node: nodes.section, lines: Sequence[str]) -> Part:
    title, *rest = node.children
    text = " ".join(title.astext().split())
    line = _line(getattr(title, "rawsource", ""), line_of(title), lines) if lines else 1
    return _filled(Part(text, line, [title]), rest, lines)


def _dropped(message: nodes.system_message, lines: Sequence[str]) -> Part:
    """Return the section that docutils makes none of, as its level is not clear."""
    written = [line for block in unparsed(message) for line in block.astext().splitlines()]
    title = written[-2].strip() if len(written) > 1 else ""
    return Part(" ".join(title.split()), _line(title, line_of(message), lines))


def _line(title: str, near: int, lines: Sequence[str]) -> int:
    """Return the line of a title, at or before the one that docutils knows."""
    wanted = title.split()
    for line in range(min(near, len(lines)), max(near - _FARTHEST, 0), -1):
        if lines[line - 1].split() == wanted:
            return line
    return max(near - 1, 1)


def adornment(line: int, lines: Sequence[str]) -> str:
    """Return the sign below the title of a line, twice if it is above it, too."""
    below = lines[line].strip() if 0 < line < len(lines) else ""
    above = lines[line - 2].strip() if line > 1 else ""
    sign = below[:1]
    overlined = bool(sign) and set(above) == {sign}
    return sign * 2 if overlined else sign
