# SPDX-License-Identifier: Apache-2.0
"""A template as genre: its sections are what specs must have, its text what none may keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wharfinger.contract.specs.likeness import (
    by_title,
    folded,
    is_marked_optional,
    keys_of,
    keys_of_rules,
    unmarked,
)
from wharfinger.model import Genre, Outline, Section, SectionRule


def genre_of(path: str, name: str, outline: Outline, known: Iterable[Genre]) -> Genre:
    """Return the genre of a template at ``path``.

    A known genre with the same sections says which of them are optional, what they are also
    called, and the rest. Without one, sections are required down to those within the ones below
    the title, if their headings do not end in ``(optional)``, and others are welcome. This is
    what the tests of the repositories ask that have templates of their own.
    """
    sections = tuple(_rule(section, 2) for section in outline.sections)
    keys = keys_of(outline.sections)
    like = next((genre for genre in known if keys_of_rules(genre.sections) == keys), None)
    if like is None:
        history = next((s.title for s in sections if folded(s.title) in _HISTORIES), "")
        return Genre(name, outline.title or name, sections, template=path, history=history)
    rules = _joined(like.sections, by_title(sections))
    return replace(like, sections=rules, template=path, newest=like.version)


_HISTORIES = ("history", "revision history")
_MAY_BE_EMPTY = ("references",)


def _rule(section: Section, levels: int) -> SectionRule:
    inner = section.sections if levels > 1 else ()
    return SectionRule(
        unmarked(section.title),
        required=not is_marked_optional(section.title),
        sections=tuple(_rule(below, levels - 1) for below in inner),
        guides=(section.digest,) if section.digest else (),
        may_be_empty=folded(section.title) in _MAY_BE_EMPTY,
    )


def _joined(
    rules: Iterable[SectionRule], found: Mapping[str, SectionRule]
) -> tuple[SectionRule, ...]:
    """Return rules with the guides of the same sections in a template."""
    return tuple(_guided(rule, found.get(folded(rule.title))) for rule in rules)


def _guided(rule: SectionRule, own: SectionRule | None) -> SectionRule:
    if own is None:
        return rule
    inner = _joined(rule.sections, by_title(own.sections))
    return replace(rule, guides=own.guides, sections=inner)
