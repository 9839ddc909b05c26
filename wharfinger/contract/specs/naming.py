# SPDX-License-Identifier: Apache-2.0
"""Whether the name of a spec's file agrees with its record in the tracker, and its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from wharfinger.contract.specs import codes
from wharfinger.model import CodedFault, Location, Spec

BLUEPRINT = re.compile(
    r"https?://(?:[a-z]+\.){0,3}launchpad\.net/[^\s?#]*\+spec/(?P<id>[^/\s?#>`'\"]+)"
)
"""The address of a blueprint in Launchpad, whose name is chosen by people."""

NUMBERED = re.compile(
    r"https?://(?:(?:www\.|bugs\.)?launchpad\.net/(?:.*/\+bug|bugs)"
    r"|storyboard\.openstack\.org/(?:#!/)?story)/(?P<id>\d+)"
)
"""The address of a bug in Launchpad or a story in StoryBoard, which has a number."""

_WORDS = re.compile(r"[a-z0-9]+")
_SEPARATORS = re.compile(r"[-_.+ ]+")
# Words that many names have, and that tell none from another.
_COMMON = frozenset(
    [
        *("a", "add", "adds", "an", "and", "by", "for", "from", "in", "new", "of", "on", "or"),
        *("support", "the", "to", "use", "with"),
    ]
)
_SHARED = 3
# What templates have in place of a name.
_PLACEHOLDERS = frozenset({"example", "blueprint-name", "your-blueprint-name"})


def tracker_name(address: str, pattern: str = "") -> str:
    """Return the name of a record whose name is chosen by people, empty for other records.

    ``pattern`` is the policy's, with a group ``id``. A number is no such name.
    """
    for expression in (*((re.compile(pattern),) if pattern else ()), BLUEPRINT):
        found = expression.search(address)
        if found:
            name = unquote(found["id"] or "").rstrip(".,;:)")
            return "" if name.isdecimal() else name
    return ""


def mismatches(path: str, spec: Spec, title_line: int, pattern: str = "") -> Iterator[CodedFault]:
    """Yield how the name of the file differs from the tracker's, else from the title (SPC110)."""
    slug = spec.slug
    if spec.number:
        slug = re.sub(rf"^\D*{re.escape(spec.number)}[-_. ]?", "", slug) or slug
    name = tracker_name(spec.tracker, pattern)
    if name:
        if not _is_named(name, {slug, spec.slug}, spec.cycle):
            message = f"the file is called {spec.slug!r}, but its record in the tracker {name!r}"
            remedy = f"Rename the file to {name}.rst, or mend the address of the record."
            if name in _PLACEHOLDERS:
                remedy = "Write the address of the record; this one is the template's."
            where = Location(path, max(spec.tracker_line, 1))
            yield CodedFault(codes.NAME_MISMATCH, message, remedy, where, "tracker")
    elif not spec.tracker and _are_strangers(slug, spec.title):
        message = f"the file is called {spec.slug!r}, and its title has no word of that"
        remedy = "Name the file after the title, or add the address of the record in the tracker."
        yield CodedFault(
            codes.NAME_MISMATCH, message, remedy, Location(path, max(title_line, 1)), "title"
        )


def _is_named(name: str, slugs: set[str], cycle: str) -> bool:
    """Tell whether a record is called as a file is, but for a number or cycle of later work."""
    folded, known = _folded(name), {_folded(slug) for slug in slugs}
    earlier, _, last = folded.rpartition("-")
    is_later = last == cycle.casefold() or (last.isdecimal() and len(last) < 3)
    return folded in known or (is_later and earlier in known)


def _folded(name: str) -> str:
    return _SEPARATORS.sub("-", name.casefold())


def _are_strangers(slug: str, title: str) -> bool:
    """Tell whether no word of a slug is in a title; a title in another script says nothing."""
    words, others = _telling(slug), _telling(title)
    if len(words) < 2 or len(others) < 2 or not title.isascii():
        return False
    run = "".join(_WORDS.findall(title.casefold()))
    initials = "".join(word[0] for word in _WORDS.findall(title.casefold()))
    return not any(
        word in run or word in initials or any(_is_alike(word, other) for other in others)
        for word in words
    )


def _telling(text: str) -> tuple[str, ...]:
    return tuple(word for word in _WORDS.findall(text.casefold()) if word not in _COMMON)


def _is_alike(word: str, other: str) -> bool:
    """Tell whether two words begin alike, as the forms of one word do."""
    return word[:_SHARED] == other[:_SHARED]
