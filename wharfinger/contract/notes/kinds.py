# SPDX-License-Identifier: Apache-2.0
"""What calls for a release note, and in which section unless the policy says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from wharfinger.contract.notes.markup import plain
from wharfinger.contract.notes.phrases import Phrase
from wharfinger.model import Location

ADDITION = ("features", "upgrade")
OTHER = ("upgrade", "deprecations", "fixes", "other")

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "interface-broken": ("upgrade",),
        "interface-addition": ADDITION,
        "interface-change": OTHER,
        "interface-deprecated": ("deprecations",),
        "driver-added": ("features",),
        "driver-removed": ("upgrade",),
        "driver-renamed": ("upgrade", "deprecations"),
        "driver-retargeted": (),
        "driver-deprecated": ("deprecations",),
        "driver-feature-gained": ("features",),
        "driver-feature-lost": ("upgrade",),
        "option-added": ("features",),
        "option-removed": ("upgrade",),
        "option-default": ("upgrade",),
        "option-deprecated": ("deprecations",),
        "migration-added": ("upgrade",),
        "upgrade-impact": ("upgrade",),
        "security-impact": ("security",),
        "function-removed": ("upgrade",),
    }
)
"""The sections of which one is needed, by the kind of trigger; none asks for no note.

The keys are those of ``notes.sections`` in the policy file.
"""

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        **{kind: "interface" for kind in SECTIONS if kind.startswith("interface-")},
        **{kind: "driver" for kind in SECTIONS if kind.startswith("driver-")},
        **{kind: "option" for kind in SECTIONS if kind.startswith("option-")},
        "migration-added": "migration",
        "upgrade-impact": "impact",
        "security-impact": "impact",
        "function-removed": "function",
    }
)
"""The family of each kind: the checks report them apart."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a change is a part of: the names of it, and the phrases that mean it.

    An entry about the whole tells of the change if ``much`` of it changes, or if it has one
    of the ``parts``, such as the parameter that is new.
    """

    names: tuple[str, ...]
    phrases: tuple[Phrase, ...] = ()
    parts: tuple[str, ...] = ()
    much: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A change that needs a release note.

    One of ``sections`` has to hold an entry with one of ``names`` in it, or with a sentence that
    says one of ``phrases``, or one about the ``whole``; without names, any entry will do.
    ``text`` says what happened, as a clause without a full stop; ``advice`` is what to tell the
    readers of the note, in sentences. Code in both stands between double backquotes.
    """

    kind: str
    subject: str
    names: tuple[str, ...]
    sections: tuple[str, ...]
    location: Location
    text: str
    advice: str = ""
    phrases: tuple[Phrase, ...] = ()
    whole: Whole | None = None

    @property
    def plain_text(self) -> str:
        """What happened, without the marks of code."""
        return plain(self.text)

    @property
    def family(self) -> str:
        """Which check reports it: ``interface``, ``driver``, ``option`` and so on."""
        return FAMILIES[self.kind]


def with_policy(trigger: Trigger, sections: Mapping[str, tuple[str, ...]]) -> Trigger:
    """Return a trigger with the sections that the policy asks for, if it says so."""
    if trigger.kind in sections:
        return replace(trigger, sections=sections[trigger.kind])
    return trigger


def strictest(one: Trigger, other: Trigger) -> Trigger:
    """Return the trigger that is harder to satisfy; of two alike, the first."""
    return other if 0 < len(other.sections) < (len(one.sections) or 99) else one
