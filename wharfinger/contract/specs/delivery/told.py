# SPDX-License-Identifier: Apache-2.0
"""Which release first tells, in its notes, of what a spec claims.

A note that names the spec, by its name or its tracker, and the claim goes first; then one that
names the spec; then one that names what is claimed, in a section for such things.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from wharfinger.contract.notes.naming import is_plain, tells
from wharfinger.contract.notes.phrases import KINDS, Phrase, says
from wharfinger.contract.specs.delivery.claims import Names, Target, target
from wharfinger.contract.specs.delivery.known import Known
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
# A name is no part of a longer one: "redfish" is another driver than "idrac-redfish".
_BEGIN, _END = r"(?<![\w-])", r"(?![\w-])"
_FEW = r"\W+(?:\w+\W+){0,4}?"


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a note, or a sentence of one; ``lower`` is its text in lower case.

    ``version`` is None where no release is known to have it.
    """

    version: str | None
    section: str
    text: str
    lower: str
    location: Location


class Told:
    """What the release notes of a catalog tell, the oldest first."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._entries = tuple(_entries(known.catalog))
        self._by_spec: dict[str, tuple[_Entry, ...]] = {}
        self._by_claim: dict[tuple[str, str], tuple[_Entry, ...]] = {}

    def first(self, spec: Spec, claim: Claim) -> tuple[str | None, Location | None]:
        """Return the first release that tells of a claim, and where; None where none does."""
        ours, fitting = self._of_spec(spec), self._of_claim(claim)
        right = (entry for entry in ours if entry in fitting)
        sections = _REMOVES if claim.kind == "removes-driver" else _ADDS
        others = (entry for entry in fitting if entry.section.startswith(sections))
        found = next(itertools.chain(right, ours, others), None)
        return (found.version, found.location) if found else (None, None)

    def _of_spec(self, spec: Spec) -> tuple[_Entry, ...]:
        """Return the entries that name a spec."""
        if spec.path not in self._by_spec:
            is_spec = self._spec(spec)
            self._by_spec[spec.path] = tuple(filter(is_spec, self._entries))
        return self._by_spec[spec.path]

    def _of_claim(self, claim: Claim) -> tuple[_Entry, ...]:
        """Return the entries that name what is claimed, and if it is to go that it is gone."""
        key = (claim.kind, claim.target)
        if key not in self._by_claim:
            names, removes = self._claim(claim), claim.kind == "removes-driver"
            self._by_claim[key] = tuple(
                entry
                for entry in self._entries
                if (not removes or _REMOVAL.search(entry.text)) and names(entry)
            )
        return self._by_claim[key]

    def removal(self, claim: Claim) -> Location | None:
        """Return a note that tells that something claimed has been removed, if there is one."""
        return self._first_of(self._removals, claim)

    def deprecation(self, claim: Claim) -> Location | None:
        """Return a note that tells that something claimed is deprecated, if there is one."""
        return self._first_of(self._deprecations, claim)

    def _first_of(self, sentences: Iterable[_Entry], claim: Claim) -> Location | None:
        found = next(filter(self._claim(claim), sentences), None)
        return found.location if found else None

    @cached_property
    def _removals(self) -> tuple[_Entry, ...]:
        return tuple(_sentences(self._entries, "upgrade", _REMOVAL))

    @cached_property
    def _deprecations(self) -> tuple[_Entry, ...]:
        return tuple(_sentences(self._entries, "deprecations", _DEPRECATION))

    def _spec(self, spec: Spec) -> Callable[[_Entry], bool]:
        tracker = spec.tracker.rstrip("/").rpartition("/")[2]
        names = filter(None, dict.fromkeys((spec.slug, tracker)))
        patterns = [(name.lower(), _identifier(name)) for name in names]
        return lambda entry: any(
            # Texts are many: what is cheap to tell goes first.
            name in entry.lower and pattern.search(entry.text)
            for name, pattern in patterns
        )

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

        A name that drivers of several groups have, or of one that is gone, counts only close to
        the last word of its own group's name.
        """
        group = self._known.group(found.group)
        exact = (f"{found.group}:{found.name}",)
        kind = _last_word(found.group)
        if group is None or self._known.is_common(found.name):
            is_named = _close(found.name, kind)
        else:
            is_named = _named(found.name, kind)
        part = max(re.split("[-_]", found.name.lower()), key=len)

        def is_told(entry: _Entry) -> bool:
            if part not in entry.lower:
                return False
            sentences = _SENTENCE_END.split(entry.text) if len(found.name) >= _SHORTEST else ()
            return tells(entry.text, exact) or any(map(is_named, sentences))

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


def _named(name: str, kind: str) -> Callable[[str], bool]:
    """Return what finds the name of a driver in a sentence.

    A plain word is to stand beside a word for drivers or for its group. Of a name with several
    parts the signs between them count, but before such a word: "the Akamai v2 backend".
    """
    kinds = KINDS | {kind}
    beside: Phrase = (kinds,) if is_plain(name) else ()
    either = "|".join(map(re.escape, sorted(kinds)))
    parts = r"[-_\s]".join(map(re.escape, re.split("[-_]", name)))
    spelled = re.compile(
        rf"{_BEGIN}(?:{re.escape(name)}{_END}|{parts}[`\s]+(?:{either})s?\b)", re.IGNORECASE
    )

    def is_named(sentence: str) -> bool:
        found = spelled.search(sentence) and tells(sentence, (name,), "driver")
        return bool(found) and says(sentence, beside)

    return is_named


def _close(word: str, kind: str) -> Callable[[str], bool]:
    """Return what finds the name of a driver in a sentence, a few words from that of its kind."""
    name, kind = f"{_BEGIN}{re.escape(word)}{_END}", rf"\b{re.escape(kind)}s?\b"
    close = re.compile(rf"{name}{_FEW}{kind}|{kind}{_FEW}{name}", re.IGNORECASE)
    return lambda sentence: bool(close.search(sentence)) and tells(sentence, (word,), "driver")


def _sentences(entries: Iterable[_Entry], section: str, said: re.Pattern[str]) -> Iterator[_Entry]:
    """Yield the sentences that say something, in a section for such things."""
    for entry in entries:
        if entry.section.startswith(section):
            for text in filter(said.search, _SENTENCE_END.split(entry.text)):
                yield replace(entry, text=text, lower=text.lower())


def _last_word(group: str) -> str:
    return re.split(r"[._-]", group)[-1].lower().removesuffix("s")


def _identifier(name: str) -> re.Pattern[str]:
    """Return what finds the name of a spec or a record.

    One of several words is found anywhere, a number or a single word behind what it is.
    """
    exact = rf"{re.escape(name)}(?![\w-])"
    if re.search(r"[-_]", name):
        return re.compile(rf"(?<![\w-]){exact}", re.IGNORECASE)
    known = r"\b(?:blueprint|bp|bug|spec|story)[\s:#/]+|\bspecs/(?:[\w.-]+/)*"
    before = rf"(?:{known}|/|#)" if name.isdecimal() else rf"(?:{known})"
    return re.compile(before + exact, re.IGNORECASE)


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
                yield _Entry(version, section, item.text, item.text.lower(), item.location)
