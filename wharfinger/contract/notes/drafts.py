# SPDX-License-Identifier: Apache-2.0
"""What a missing release note could say, in sections, ready for somebody to edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wharfinger.contract.notes.kinds import Trigger
from wharfinger.contract.notes.markup import literal, parts
from wharfinger.contract.notes.naming import tells

_WORD = re.compile(r"\S+")
_AROUND = re.compile(r"^([(\"']*)(.*?)([)\"',.;:!?]*)$", re.DOTALL)
_CODE = re.compile(r"[_*|\\<>=\[\]`]|\w\.\w|\w:\w|\w\(")
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 48
_HEADING_OF = {
    "features": "Added",
    "deprecations": "Deprecated",
    "fixes": "Fixed",
    "security": "Security",
}

HEADINGS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
"""The headings of https://keepachangelog.com, in its order."""


def entries(triggers: Iterable[Trigger], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the texts of a draft by section, in the order of the known sections.

    Each trigger goes into the first of its sections that the project has.
    """
    found: dict[str, list[str]] = {}
    for trigger in triggers:
        section = next((name for name in trigger.sections if name in known), trigger.sections[0])
        text = entry(trigger)
        if text not in found.setdefault(section, []):
            found[section].append(text)
    order = (*known, *found)
    return {name: tuple(found[name]) for name in dict.fromkeys(order) if name in found}


def by_heading(triggers: Iterable[Trigger], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the texts of a draft by the headings that keepachangelog.com gives to changelogs."""
    found: dict[str, tuple[str, ...]] = {}
    for trigger in triggers:
        for section, texts in entries((trigger,), known).items():
            name = _heading(trigger, section)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *texts)))
    return {name: found[name] for name in HEADINGS if name in found}


def _heading(trigger: Trigger, section: str) -> str:
    if section == "upgrade" and trigger.kind.endswith("-removed"):
        return "Removed"
    return _HEADING_OF.get(section, "Changed")


def entry(trigger: Trigger) -> str:
    """Return what a draft says of a trigger, in reStructuredText that is always valid."""
    sentences = [f"{trigger.text[:1].upper()}{trigger.text[1:]}.", trigger.advice]
    text = " ".join(sentence for sentence in sentences if sentence)
    marked = "".join(
        piece if is_code else _WORD.sub(lambda word: _marked(word[0], trigger.names), piece)
        for piece, is_code in parts(text)
    )
    marked = " ".join(marked.split())
    if trigger.names and not tells(marked, trigger.names, trigger.family):
        marked = f"{literal(trigger.names[0])}: {marked}"
    return marked


def slug(triggers: Sequence[Trigger]) -> str:
    """Return a name for the draft: what it is mostly about."""
    first = triggers[0]
    words = [first.kind, *first.names[:1]]
    text = _SLUG.sub("-", "-".join(words).lower()).strip("-")
    return text[:_LONGEST_SLUG].strip("-") or "note"


def _marked(word: str, names: tuple[str, ...]) -> str:
    """Return a word as a literal if it is a name, or has signs that would be markup."""
    match = _AROUND.match(word)
    before, core, after = match.groups() if match else ("", word, "")
    if core and (_CODE.search(core) or core in names):
        return f"{before}{literal(core)}{after}"
    return word
