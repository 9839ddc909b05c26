# SPDX-License-Identifier: Apache-2.0
"""Which release first tells, in its notes, of what a spec claims.

A note that names the spec, by its name or its tracker, and the claim goes first; then one that
names the spec; then one that names what is claimed, in a section for such things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from wharfinger.contract.notes.naming import tells
from wharfinger.contract.notes.phrases import KINDS, Phrase, of_driver, says
from wharfinger.contract.specs.claims import Names, Target, target
from wharfinger.contract.specs.known import Known
from wharfinger.model import Catalog, Claim, Location, Spec

_FAMILIES = {
    Names.METHOD: "interface",
    Names.CLASS: "interface",
    Names.VERSION: "interface",
    Names.OPTION: "option",
}
_ADDS = ("features", "prelude", "upgrade")
_REMOVES = ("upgrade", "prelude", "other")
# Not what is only announced, as in "will be removed".
_REMOVAL = re.compile(
    r"(?<!\bbe )\b(?:remov\w+|delet\w+|dropp?\w*|gone|no longer)\b", re.IGNORECASE
)
_DEPRECATION = re.compile(r"\bdeprecat\w+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a note. ``version`` is None where no release is known to have it."""

    version: str | None
    section: str
    text: str
    location: Location


class Told:
    """What the release notes of a catalog tell, the oldest first."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._entries = tuple(_entries(known.catalog))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def first(self, spec: Spec, claim: Claim) -> tuple[str | None, Location | None]:
        """Return the first release that tells of a claim, and where; None where none does."""
        if not self._entries:
            return None, None
        is_spec, names = self._spec(spec), self._claim(claim)
        removes = claim.kind == "removes-driver"

        def is_claim(entry: _Entry) -> bool:
            return (not removes or bool(_REMOVAL.search(entry.text))) and names(entry)

        ours = [entry for entry in self._entries if is_spec(entry.text)]
        right = [entry for entry in ours if is_claim(entry)]
        sections = _REMOVES if removes else _ADDS
        fitting = (e for e in self._entries if e.section.startswith(sections) and is_claim(e))
        found = next(iter(right or ours), None) or next(fitting, None)
        return (found.version, found.location) if found else (None, None)

    def removal(self, claim: Claim) -> Location | None:
        """Return a note that tells that something claimed has been removed, if there is one."""
        return self._sentence(claim, "upgrade", _REMOVAL)

    def deprecation(self, claim: Claim) -> Location | None:
        """Return a note that tells that something claimed is deprecated, if there is one."""
        return self._sentence(claim, "deprecations", _DEPRECATION)

    def _sentence(self, claim: Claim, section: str, said: re.Pattern[str]) -> Location | None:
        is_claim = self._claim(claim)
        for entry in self._entries:
            if entry.section.startswith(section):
                for sentence in _SENTENCE_END.split(entry.text):
                    if said.search(sentence) and is_claim(replace(entry, text=sentence)):
                        return entry.location
        return None

    def _spec(self, spec: Spec) -> Callable[[str], bool]:
        tracker = spec.tracker.rstrip("/").rpartition("/")[2]
        patterns = [_identifier(name) for name in dict.fromkeys((spec.slug, tracker)) if name]
        return lambda text: any(pattern.search(text) for pattern in patterns)

    def _claim(self, claim: Claim) -> Callable[[_Entry], bool]:
        found = target(claim)
        if found is None:
            return lambda _: False
        if found.names is Names.DRIVER:
            return self._driver(found)
        names, family = self._names(found), _FAMILIES[found.names]
        return lambda entry: bool(names) and tells(entry.text, names, family)

    def _driver(self, found: Target) -> Callable[[_Entry], bool]:
        """Return what finds a driver in a text.

        A name that drivers of several groups have, or of one that is gone, counts only beside the
        last word of its own group's name.
        """
        drivers, group = self._known.drivers(found), self._known.group(found.group)
        exact = (f"{found.group}:{found.name}", *(driver.target for driver in drivers))
        names = (found.name,) if len(found.name) >= _SHORTEST else ()
        phrases: list[Phrase] = [(frozenset({name.lower()}), KINDS) for name in names]
        if drivers and group:
            others = [d for d in group.drivers if d.target != drivers[0].target]
            phrases += of_driver(drivers[0], others)
        beside: tuple[Phrase, ...] = ()
        if group is None or self._known.is_common(found.name):
            beside = ((frozenset({_last_word(found.group)}),),)

        def is_told(entry: _Entry) -> bool:
            if tells(entry.text, exact):
                return True
            if not all(says(entry.text, phrase) for phrase in beside):
                return False
            named = bool(names) and tells(entry.text, names, "driver")
            return named or any(says(entry.text, phrase) for phrase in phrases)

        return is_told

    def _names(self, found: Target) -> tuple[str, ...]:
        if found.names is Names.VERSION:
            group = self._known.group(found.group)
            versions = group.versions if group else ()
            classes = [v.class_name for v in versions if v.version == found.name]
            return tuple(part for name in classes for part in (name, name.rpartition(":")[2]))
        if found.names is Names.CLASS:
            return found.owner, found.owner.rpartition(":")[2]
        return (found.name,)


def _last_word(group: str) -> str:
    return re.split(r"[._-]", group)[-1].lower().removesuffix("s")


def _identifier(name: str) -> re.Pattern[str]:
    """Return what finds the name of a spec or a record; one that is a word, behind what it is."""
    exact = rf"{re.escape(name)}(?![\w-])"
    if re.search(r"[-_]", name):
        return re.compile(rf"(?<![\w-]){exact}", re.IGNORECASE)
    return re.compile(rf"(?:/|#|\b(?:blueprint|bp|bug|spec)[\s:#]+){exact}", re.IGNORECASE)


def _entries(catalog: Catalog) -> Iterator[_Entry]:
    versions = {
        path: release.version for release in reversed(catalog.releases) for path in release.notes
    }
    order = {release.version: -index for index, release in enumerate(catalog.releases)}
    notes = sorted(catalog.notes, key=lambda n: (order.get(versions.get(n.path, "-"), 1), n.path))
    for note in notes:
        version = versions.get(note.path)
        for section, items in note.sections:
            for item in items:
                yield _Entry(version, section, item.text, item.location)
