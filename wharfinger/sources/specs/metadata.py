# SPDX-License-Identifier: Apache-2.0
"""From what a text and its path say to the fields of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wharfinger.contract.specs.metadata import FIELDS, values
from wharfinger.contract.specs.naming import BLUEPRINT, NUMBERED
from wharfinger.model import Claim, Field, Location, Outline, Spec, SpecsPolicy, SpecStatus
from wharfinger.model.spec import CLAIMS
from wharfinger.sources.specs.layouts import standing, status_words

_ADDRESS = re.compile(r"https?://[^\s<>`]+")
_ALIASES = {"author": "authors"}


def fields_of(outline: Outline, policy: SpecsPolicy) -> tuple[Field, ...]:
    """Return the fields of a text by the names that they have here, whatever they are called."""
    ours = _ALIASES | {old.lower(): new for old, new in policy.fields.items()}
    return tuple(replace(field, name=ours.get(field.name, field.name)) for field in outline.fields)


def described(
    path: str, below: str, outline: Outline, fields: tuple[Field, ...], policy: SpecsPolicy
) -> Spec:
    """Return a spec with all that its path, its fields and the text below its title say."""
    found, words, said = standing(below, policy), status_words(policy), _Said(fields)
    status = words.get(said.one("status").lower())
    tracker, line = _tracker(outline, said, policy.tracker)
    template, version = _template(said.one("template"))
    return Spec(
        path=path,
        slug=found.slug,
        title=outline.title,
        status=SpecStatus(status) if status else found.status,
        status_basis="field" if status else "folder" if found.status else "",
        cycle=said.one("cycle") or found.cycle,
        project=found.project,
        number=found.number,
        authors=said.all("authors"),
        tracker=tracker,
        tracker_line=line,
        template=template,
        template_version=version,
        claims=tuple(_claims(path, fields)),
        requires=said.all("requires"),
        supersedes=said.all("supersedes"),
        superseded_by=said.all("superseded-by"),
        field_lines=tuple(said.lines().items()),
        links=outline.links,
        labels=outline.labels,
        digest=outline.digest,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The fields by name."""

    fields: tuple[Field, ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a field, each once."""
        found = (value for field in self._named(name) for value in values(field.value))
        return tuple(dict.fromkeys(found))

    def one(self, name: str) -> str:
        """Return the first value of a field, empty where it is not there."""
        return next(iter(self.all(name)), "")

    def lines(self) -> Mapping[str, int]:
        """Return the first line of each field that specs have."""
        found: dict[str, int] = {}
        for field in self.fields:
            if field.name in FIELDS:
                found.setdefault(field.name, field.line)
        return found

    def _named(self, name: str) -> Iterator[Field]:
        return (field for field in self.fields if field.name == name)


def _tracker(outline: Outline, said: _Said, pattern: str) -> tuple[str, int]:
    """Return the address of the record in the tracker and its line."""
    for value in said.all("tracker"):
        found = _ADDRESS.search(value)
        return (found[0] if found else value), said.lines().get("tracker", 0)
    own = (re.compile(pattern),) if pattern else ()
    for address, line in outline.urls:
        if any(expression.search(address) for expression in (*own, BLUEPRINT, NUMBERED)):
            return address, line
    return "", 0


def _template(value: str) -> tuple[str, int]:
    name, _, version = value.partition(" ")
    version = version.strip()
    good = version.isascii() and version.isdecimal() and len(version) < 7
    return name, int(version) if good else 0


def _claims(path: str, fields: tuple[Field, ...]) -> Iterator[Claim]:
    for field in fields:
        if field.name in CLAIMS:
            for value in values(field.value):
                yield Claim(field.name, " ".join(value.split()), Location(path, field.line))
