# SPDX-License-Identifier: Apache-2.0
"""Whether the notes of a patch tell of what needs a note.

An entry tells of a change if it names it: by the member, the parameter, the class with or
without its version, the group or the driver. One of these is enough. An entry that names the
class may describe changes of many methods, as one that tells authors to follow a new version
does, and need not list them. Nor need it spell a driver as its entry point does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wharfinger.contract.notes.kinds import Trigger
from wharfinger.contract.notes.phrases import says
from wharfinger.model import Location, Note, NoteItem


class Gap(StrEnum):
    """What is wrong: no note at all, one in another section, or one that names nothing of it."""

    MISSING = "missing"
    SECTION = "section"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A trigger without its note. ``section`` and ``location`` are of the note that comes near."""

    trigger: Trigger
    gap: Gap
    section: str = ""
    location: Location | None = None


def shortfall(trigger: Trigger, notes: tuple[Note, ...]) -> Shortfall | None:
    """Return what a trigger lacks among the notes that a patch touches, None if nothing."""
    entries = [(s, i) for note in notes if note.touched for s, i in _entries(note)]
    right = [(s, item) for s, item in entries if is_in(s, trigger.sections)]
    if any(is_told(trigger, item.text) for _, item in right):
        return None
    elsewhere = [(s, i) for s, i in entries if trigger.names and is_told(trigger, i.text)]
    for gap, near in ((Gap.SECTION, elsewhere), (Gap.UNNAMED, right)):
        if near:
            section, item = near[0]
            return Shortfall(trigger, gap, section, item.location)
    return Shortfall(trigger, Gap.MISSING)


def _entries(note: Note) -> Iterator[tuple[str, NoteItem]]:
    for section, items in note.sections:
        for item in items:
            yield section, item


def is_in(section: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether a section is one of those, or a subsection: ``features_api`` of ``features``."""
    return any(section == name or section.startswith(f"{name}_") for name in wanted)


def is_told(trigger: Trigger, text: str) -> bool:
    """Tell whether an entry names what a trigger is about, or says it in other words."""
    return tells(text, trigger.names) or any(says(text, phrase) for phrase in trigger.phrases)


def tells(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether a text has one of the names as a word of its own.

    Names in lower case are found in any case, with ``-``, ``_`` or a space between their parts;
    others, such as those of classes, as they are.
    """
    return not names or any(_pattern(name).search(text) for name in names)


@functools.lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    flags = re.NOFLAG
    if name == name.lower():
        word = re.sub(r"_|\\-", lambda _: r"[-_\s]", word)
        flags = re.IGNORECASE
    return re.compile(rf"(?<!\w){word}(?!\w)", flags)
