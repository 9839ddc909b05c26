# SPDX-License-Identifier: Apache-2.0
"""Titles of sections as they are compared, and how like a text is to a genre."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from wharfinger.model import Genre, Section, SectionRule

THRESHOLD = 0.5
"""A text that is less like a genre than this does not follow it."""

_TOP = 2
"""What a section right below the title counts, compared with one within a section."""

_OPTIONAL = re.compile(r"\s*\(optional\)\s*$", re.IGNORECASE)

Key = tuple[str, str]
"""A section by the folded titles of the one around it, empty for none, and its own."""


@lru_cache(maxsize=4096)
def folded(title: str) -> str:
    """Return a title as it is compared: without case, and without a mark as optional."""
    return " ".join(_OPTIONAL.sub("", title).split()).casefold()


def is_marked_optional(title: str) -> bool:
    """Tell whether a title ends in ``(optional)``."""
    return bool(_OPTIONAL.search(title))


def unmarked(title: str) -> str:
    """Return a title without its mark as optional."""
    return _OPTIONAL.sub("", title).strip()


def by_title(rules: Iterable[SectionRule]) -> Mapping[str, SectionRule]:
    """Return rules by all folded titles that they answer to; the first of two wins."""
    found: dict[str, SectionRule] = {}
    for rule in rules:
        for title in (rule.title, *rule.aliases):
            found.setdefault(folded(title), rule)
    return found


class Layout:
    """What a genre asks for, prepared for the comparison with many texts."""

    def __init__(self, genre: Genre) -> None:
        self.genre = genre
        self._canonical = dict(_canonical(genre))
        self._required = frozenset(_keys_of_rules(genre.sections, "", required=True))
        self._known = frozenset(self._canonical.values())
        self._titles = frozenset(_titles(genre.sections))

    def likeness(self, keys: Iterable[Key]) -> float:
        """Return the share of sections that both have, from 0 to 1.

        It is taken of the sections that either has, but optional ones that the text lacks and
        those that it has within others besides: these are the author's. Sections right below
        the title count twice.
        """
        has = {self._canonical.get(key, key) for key in keys}
        common = has & self._known
        strange = {key for key in has - self._known if not key[0]}
        either = _weight(common | self._required | strange)
        return _weight(common) / either if either else 0.0

    def lacking(self, keys: Iterable[Key]) -> int:
        """Return how many sections of the genre a text does not have, optional ones as well."""
        return len(self._known - {self._canonical.get(key, key) for key in keys})

    def exact(self, sections: Iterable[Section]) -> int:
        """Return how many titles of a text are written as in the genre."""
        return sum(
            (section.title in self._titles) + self.exact(section.sections) for section in sections
        )


def keys_of(sections: Iterable[Section]) -> frozenset[Key]:
    """Return the sections of a text, down to those within the ones below the title."""
    return frozenset(_keys_of(sections, "", 2))


def keys_of_rules(rules: Iterable[SectionRule]) -> frozenset[Key]:
    """Return the sections of a genre, optional ones as well, as deep as those of a text."""
    return frozenset(_keys_of_rules(rules, "", required=False))


def _keys_of(sections: Iterable[Section], around: str, levels: int) -> Iterator[Key]:
    for section in sections:
        title = folded(section.title)
        yield around, title
        if levels > 1:
            yield from _keys_of(section.sections, title, levels - 1)


def _keys_of_rules(rules: Iterable[SectionRule], around: str, *, required: bool) -> Iterator[Key]:
    for rule in rules:
        if rule.required or not required:
            title = folded(rule.title)
            yield around, title
            if not around:
                yield from _keys_of_rules(rule.sections, title, required=required)


def _canonical(genre: Genre) -> Iterator[tuple[Key, Key]]:
    for name, rule in by_title(genre.sections).items():
        title = folded(rule.title)
        yield ("", name), ("", title)
        for inner, below in by_title(rule.sections).items():
            yield (name, inner), (title, folded(below.title))


def _titles(rules: Iterable[SectionRule]) -> Iterator[str]:
    for rule in rules:
        yield rule.title
        yield from _titles(rule.sections)


def _weight(keys: Iterable[Key]) -> int:
    return sum(1 if around else _TOP for around, _ in keys)
