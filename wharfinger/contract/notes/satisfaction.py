# SPDX-License-Identifier: Apache-2.0
"""Whether the notes of a patch tell of what needs a note.

An entry tells of a change if it names it: by the member, the driver, the option and so on. One
that names the interface, by its class with or without the version or by its group, tells of a
member if it has its parameter or the like, or if much of the interface changes: one that tells
authors to follow a new version need not list all methods. Nor need an entry spell a
driver as its entry point does. Only entries that the patch adds or changes count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wharfinger.contract.notes.kinds import Trigger, Whole
from wharfinger.contract.notes.naming import mentions, tells
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
    """Return what a trigger lacks among the entries that a patch brings, None if nothing."""
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
        yield from ((section, item) for item in items if item.fresh)


def is_in(section: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether a section is one of those, or a subsection: ``features_api`` of ``features``."""
    return any(section == name or section.startswith(f"{name}_") for name in wanted)


def is_told(trigger: Trigger, text: str) -> bool:
    """Tell whether an entry names what a trigger is about, or says it in other words."""
    if tells(text, trigger.names, trigger.family):
        return True
    said = any(says(text, phrase) for phrase in trigger.phrases)
    return said or (trigger.whole is not None and _tells_whole(trigger.whole, text))


def _tells_whole(whole: Whole, text: str) -> bool:
    """Tell whether an entry is about the whole, and means the part that changes with it."""
    named = mentions(text, whole.names) or any(says(text, phrase) for phrase in whole.phrases)
    return named and (whole.much or mentions(text, whole.parts))
