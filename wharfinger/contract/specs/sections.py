# SPDX-License-Identifier: Apache-2.0
"""A spec against its genre: title, licence, and the sections with their order and text."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.likeness import by_title, folded, unmarked
from wharfinger.contract.specs.order import staying
from wharfinger.model import (
    CodedFault,
    Genre,
    Location,
    Outline,
    Section,
    SectionRule,
    Severity,
)

FIX = "wharfinger spec lint --fix"

_LIKE = 0.8
_MOST_STRANGERS = 50
"""So many unknown sections are compared and told; more help nobody."""

_SIGNS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class _Level:
    """Sections of one level, each with the rule that it follows; ``within`` is the one around.

    ``strangers`` follow none. ``line`` is that of the title around them.
    """

    path: str
    genre: Genre
    rules: tuple[SectionRule, ...]
    known: tuple[tuple[Section, SectionRule], ...]
    strangers: tuple[Section, ...]
    repeated: tuple[tuple[Section, Section], ...]
    line: int
    within: str = ""

    def fault(self, code: str, title: str, texts: tuple[str, str], line: int) -> CodedFault:
        """Return a fault of one section, with its message and remedy."""
        key = f"{self.within}/{title}" if self.within else title
        return CodedFault(code, *texts, Location(self.path, line), key)


def faults(
    path: str,
    outline: Outline,
    genre: Genre | None,
    *,
    draft: bool = False,
    licence: str | None = None,
) -> Iterator[CodedFault]:
    """Yield what is wrong with title, licence and sections (SPC104 to SPC109, SPC120).

    Sections of a draft may still be unwritten. ``licence`` is what the policy asks of every
    header, None for what the genre asks. Without a genre nothing is asked of the sections.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for fault in _all_faults(path, outline, genre, draft, licence):
        counts[fault.code, fault.key] += 1
        nth = counts[fault.code, fault.key]
        yield fault if nth == 1 else replace(fault, key=f"{fault.key} ({nth})")


def _all_faults(
    path: str, outline: Outline, genre: Genre | None, draft: bool, licence: str | None
) -> Iterator[CodedFault]:
    yield from title_faults(path, outline)
    wanted = licence if licence is not None else genre.licence if genre else ""
    yield from licence_faults(path, outline, wanted)
    if genre is None:
        return
    top = _level(path, genre, genre.sections, outline.sections, max(outline.title_line, 1))
    for level in (top, *_below(top)):
        yield from _missing(level, outline)
        yield from _misplaced(level)
        yield from _miswritten(level)
        yield from () if draft else _unwritten(level)
    yield from _unknown(top)


def title_faults(path: str, outline: Outline) -> Iterator[CodedFault]:
    """Yield what is wrong with the title (SPC109)."""
    if not outline.title:
        message = "the spec has no title"
        remedy = "Write one above the first section, in a style that no section has."
        yield CodedFault(codes.TITLE, message, remedy, Location(path, 1), "none")
    elif not outline.title_apart:
        message = "the title is adorned as sections are, so it is one of them"
        remedy = f"Adorn it with a line above as well; {FIX} does that."
        yield CodedFault(codes.TITLE, message, remedy, Location(path, outline.title_line), "style")


def licence_faults(path: str, outline: Outline, licence: str) -> Iterator[CodedFault]:
    """Yield that the header lacks the words of a licence (SPC120)."""
    if licence and _words(licence) not in _words(outline.header):
        message = f"the licence is not named before the title: {_shortened(licence)!r}"
        remedy = f"Put it into a comment at the top; {FIX} does that."
        yield CodedFault(codes.LICENCE, message, remedy, Location(path, 1), "licence")


def _words(text: str) -> str:
    # An address is the same one by either scheme.
    plain = text.casefold().replace("https://", "http://")
    return f" {_SIGNS.sub(' ', plain).strip()} "


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"


def _level(
    path: str,
    genre: Genre,
    rules: tuple[SectionRule, ...],
    sections: Sequence[Section],
    line: int,
    within: str = "",
) -> _Level:
    titles = by_title(rules)
    known: dict[str, tuple[Section, SectionRule]] = {}
    strangers, repeated = [], []
    for section in sections:
        rule = titles.get(folded(section.title))
        if rule is None:
            strangers.append(section)
        elif rule.title in known:
            repeated.append((section, known[rule.title][0]))
        else:
            known[rule.title] = (section, rule)
    matched = tuple(known.values())
    return _Level(path, genre, rules, matched, tuple(strangers), tuple(repeated), line, within)


def _below(level: _Level) -> Iterator[_Level]:
    for section, rule in level.known:
        within = (*section.sections, *_within_repetitions(level, section))
        inner = _level(level.path, level.genre, rule.sections, within, section.line, rule.title)
        yield inner
        yield from _below(inner)


def _within_repetitions(level: _Level, section: Section) -> Iterator[Section]:
    """Yield what stands within a section where it comes again: that is not missing."""
    for again, first in level.repeated:
        if first is section:
            yield from again.sections


def _missing(level: _Level, outline: Outline) -> Iterator[CodedFault]:
    present = {rule.title for _, rule in level.known}
    for rule in level.rules:
        if rule.required and rule.title not in present:
            yield _missing_one(level, rule, outline)


def _missing_one(level: _Level, rule: SectionRule, outline: Outline) -> CodedFault:
    place = f" within {level.within!r}" if level.within else ""
    message = f"the section {rule.title!r} is missing{place}"
    if near := _near(rule, level.strangers):
        message += f"; {unmarked(near.title)!r} seems to be it"
        texts = message, f"Write its heading as {rule.title!r}."
        return level.fault(codes.MISSING_SECTION, rule.title, texts, near.line)
    if other := _elsewhere(rule, outline.sections, level.within):
        message += f"; it stands {other[1]}"
        texts = message, f"Move it {_where(level, rule)}."
        return level.fault(codes.MISSING_SECTION, rule.title, texts, other[0].line)
    remedy = f"Add it {_where(level, rule)}; where there is nothing to say, say why."
    return level.fault(codes.MISSING_SECTION, rule.title, (message, remedy), level.line)


def _near(rule: SectionRule, strangers: Sequence[Section]) -> Section | None:
    """Return a section that no rule knows whose title is nearly that of a rule."""
    few = strangers[:_MOST_STRANGERS]
    titles = {folded(section.title)[:80]: section for section in reversed(few)}
    wanted = [folded(title) for title in (rule.title, *rule.aliases)]
    close = [c for title in wanted for c in difflib.get_close_matches(title, titles, 1, _LIKE)]
    return titles[close[0]] if close else None


def _elsewhere(
    rule: SectionRule, sections: Sequence[Section], within: str
) -> tuple[Section, str] | None:
    """Return a section of that title on the other level, and where that is."""
    title = folded(rule.title)
    for section in sections:
        if within and folded(section.title) == title:
            return section, "by itself below the title"
        for inner in section.sections:
            if folded(inner.title) == title and folded(section.title) != folded(within):
                return inner, f"within {section.title!r}"
    return None


def _where(level: _Level, rule: SectionRule) -> str:
    """Return where a section belongs, after one that is there."""
    present = {known.title for _, known in level.known}
    index = level.rules.index(rule)
    before = [other.title for other in level.rules[:index] if other.title in present]
    after = [other.title for other in level.rules[index + 1 :] if other.title in present]
    if before:
        return f"after {before[-1]!r}"
    if after:
        return f"before {after[0]!r}"
    return f"to {level.within!r}" if level.within else "below the title"


def _misplaced(level: _Level) -> Iterator[CodedFault]:
    if not level.genre.ordered:
        return
    ranks = [level.rules.index(rule) for _, rule in level.known]
    stay = staying(ranks)
    fixed = sorted(ranks[place] for place in stay)
    for place, (section, rule) in enumerate(level.known):
        if place not in stay:
            message = f"the section {rule.title!r} is out of order; it belongs"
            message += f" {_neighbour(level, ranks[place], fixed)}"
            texts = message, f"Move it there; {FIX} does that."
            yield level.fault(codes.SECTION_ORDER, rule.title, texts, section.line)


def _neighbour(level: _Level, rank: int, fixed: Sequence[int]) -> str:
    before = [other for other in fixed if other < rank]
    if before:
        return f"after {level.rules[before[-1]].title!r}"
    return f"before {level.rules[fixed[0]].title!r}"


def _miswritten(level: _Level) -> Iterator[CodedFault]:
    for section, rule in level.known if level.genre.exact_case else ():
        if unmarked(section.title) not in (rule.title, *rule.aliases):
            message = f"the section {rule.title!r} is called {section.title!r} here, and its genre"
            message += " asks for the very same letters"
            texts = message, f"Write the heading as {rule.title!r}."
            yield level.fault(codes.MISSING_SECTION, rule.title, texts, section.line)


def _unwritten(level: _Level) -> Iterator[CodedFault]:
    for section, rule in level.known:
        if section.digest and section.digest in rule.guides:
            message = f"the section {rule.title!r} still has the template's own text"
            remedy = "Write what is asked for there; where there is nothing to say, say why."
            yield level.fault(codes.TEMPLATE_TEXT, rule.title, (message, remedy), section.line)
        elif not (section.digest or section.sections or rule.may_be_empty):
            message = f"the section {rule.title!r} is empty"
            or_else = "say why" if rule.required else "take the heading away"
            remedy = f"Write it; where there is nothing to say, {or_else}."
            yield level.fault(codes.EMPTY_SECTION, rule.title, (message, remedy), section.line)


def _unknown(level: _Level) -> Iterator[CodedFault]:
    """Yield the sections below the title that the genre does not know, or has once."""
    present = {rule.title for _, rule in level.known}
    absent = [rule for rule in level.rules if rule.title not in present]
    found = [_near(rule, level.strangers) for rule in absent if rule.required]
    told = {section.line for section in found if section}
    severity = Severity.ERROR if level.genre.closed else None
    for section in level.strangers[:_MOST_STRANGERS]:
        if section.line not in told:
            yield replace(_unknown_one(level, section), severity=severity)
    for section in level.strangers[_MOST_STRANGERS:][:1]:
        more = len(level.strangers) - _MOST_STRANGERS
        texts = f"{more} more sections are unknown", "Make them parts of those that are known."
        yield replace(
            level.fault(codes.UNKNOWN_SECTION, "more", texts, section.line), severity=severity
        )
    for section, first in level.repeated:
        message = f"the section {section.title!r} is there twice, first in line {first.line}"
        texts = message, "Join the two, or give one another title."
        yield level.fault(codes.UNKNOWN_SECTION, section.title, texts, section.line)


def _unknown_one(level: _Level, section: Section) -> CodedFault:
    title = unmarked(section.title)
    known = {folded(rule.title): rule.title for rule in level.rules}
    close = difflib.get_close_matches(folded(title)[:80], known, 1, _LIKE)
    message = f"{_named(level.genre)} has no section {_shortened(title)!r}"
    message += f"; did you mean {known[close[0]]!r}?" if close else ""
    remedy = "Rename it, or make it a part of one that the genre has:"
    remedy += f" {', '.join(rule.title for rule in level.rules)}."
    return level.fault(codes.UNKNOWN_SECTION, title, (message, remedy), section.line)


def _named(genre: Genre) -> str:
    kind, name = ("template", genre.template) if genre.template else ("genre", genre.name)
    return f"the likest {kind}, {name!r}," if genre.guessed else f"the {kind} {name!r}"
