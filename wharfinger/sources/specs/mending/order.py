# SPDX-License-Identifier: Apache-2.0
"""The order of sections: each moves as a whole, with everything in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from wharfinger.contract.specs.likeness import by_title, folded
from wharfinger.model import Outline, Section, SectionRule
from wharfinger.sources.specs.mending import RefusedError, Rules
from wharfinger.sources.specs.mending.header import slots
from wharfinger.sources.specs.mending.titles import first_line, heading

_LABEL = re.compile(r"\.\. (_[^:]+:[ \t]*$|wharfinger:)")
_COMMENT = re.compile(r"\.\.( (?!_|\[|\||\S+::)|[ \t]*$)")
# What takes its meaning from the text before it.
_TARGET = re.compile(r"^[ \t]*(__ |\.\. __:)", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[[#*]\]_|^\.\. \[[#*]\]", re.MULTILINE)
_SETTING = re.compile(
    r"^\.\. (role|default-role|highlight|currentmodule|default-domain)::", re.MULTILINE
)
_DEPENDENT = (
    (_TARGET, "anonymous targets"),
    (_FOOTNOTE, "footnotes numbered by themselves"),
    (_SETTING, "directives that hold from where they are"),
)


def with_ordered_sections(text: str, outline: Outline, rules: Rules) -> str:
    """Return the text with its sections, and those within them, in the order of the genre.

    Sections that the genre does not know stay where they are among the others.
    """
    genre = rules.genre
    if genre is None or not genre.ordered or _is_ordered(outline.sections, genre.sections):
        return text
    _require_one_answer(text, outline)
    lines = text.split("\n")
    start = _start(lines, outline.sections[0].line)
    moved = _arranged(lines, outline.sections, genre.sections, len(lines))
    return "\n".join([*lines[:start], *moved])


def _is_ordered(sections: Sequence[Section], rules: Sequence[SectionRule]) -> bool:
    places = [place for place in _places(sections, rules) if place >= 0]
    inner = (_is_ordered(s.sections, r) for s, r in _with_rules(sections, rules))
    return places == sorted(places) and all(inner)


def _arranged(
    lines: list[str], sections: Sequence[Section], rules: Sequence[SectionRule], end: int
) -> list[str]:
    """Return the lines of sections that stand beside each other, up to an end, in their order."""
    if not sections:
        return []
    places = _places(sections, rules)
    known = [place for place in places if place >= 0]
    if len(known) != len(set(known)):
        raise RefusedError("a section is there twice")
    bounds = [*(_start(lines, section.line) for section in sections), end]
    chunks: list[list[str]] = []
    for (start, stop), (section, inner) in zip(
        pairwise(bounds), _with_rules(sections, rules), strict=True
    ):
        first = _start(lines, section.sections[0].line) if section.sections else stop
        chunks.append([*lines[start:first], *_arranged(lines, section.sections, inner, stop)])
    return _joined([_split(chunks[n]) for n in slots(places)], [_split(c)[1] for c in chunks])


def _joined(chunks: list[tuple[list[str], list[str]]], gaps: list[list[str]]) -> list[str]:
    """Return sections one after the other; how far from the next one each is belongs to its place.

    The last line of a text has no line after it: whoever moves away from there gets one.
    """
    moved: list[str] = []
    for index, ((body, _), gap) in enumerate(zip(chunks, gaps, strict=True)):
        last = index == len(chunks) - 1
        moved += [*body, *(gap if gap or last else [""])]
    return moved


def _with_rules(
    sections: Sequence[Section], rules: Sequence[SectionRule]
) -> list[tuple[Section, tuple[SectionRule, ...]]]:
    """Return each section with the rules for those in it."""
    known = by_title(rules)
    found = ((section, known.get(folded(section.title))) for section in sections)
    return [(section, rule.sections if rule else ()) for section, rule in found]


def _places(sections: Sequence[Section], rules: Sequence[SectionRule]) -> list[int]:
    """Return the place of each section among the rules, -1 for one that they do not know."""
    known = by_title(rules)
    found = [known.get(folded(section.title)) for section in sections]
    return [rules.index(rule) if rule else -1 for rule in found]


def _require_one_answer(text: str, outline: Outline) -> None:
    if any(fault.rule == "markup" for fault in outline.faults):
        raise RefusedError("its markup is faulty; mend that first")
    if not outline.title_apart:
        raise RefusedError("its title looks like a section")
    for form, what in _DEPENDENT:
        if form.search(text):
            raise RefusedError(f"it has {what}, which depend on the order")


def _start(lines: list[str], line: int) -> int:
    """Return the first line that belongs to a section: labels of its title do."""
    start = first_line(lines, heading(lines, line))
    while (before := _last_block(lines, start)) is not None:
        if _LABEL.match(lines[before]):
            start = before
        elif _COMMENT.match(lines[before]):
            raise RefusedError(f"the comment of line {before + 1} may belong to either section")
        else:
            break
    return start


def _last_block(lines: list[str], end: int) -> int | None:
    """Return the last line before an end that is not indented."""
    return next((n for n in range(end - 1, -1, -1) if lines[n][:1].strip()), None)


def _split(chunk: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a section, and the empty ones behind them."""
    end = len(chunk)
    while end and not chunk[end - 1].strip():
        end -= 1
    return chunk[:end], chunk[end:]
