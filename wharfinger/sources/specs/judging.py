# SPDX-License-Identifier: Apache-2.0
"""From the bytes of one file to a spec with all that is wrong with it by itself.

Needs docutils: whoever can do without, imports this late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wharfinger.contract.specs import codes, metadata, naming, sections
from wharfinger.contract.specs.summing_up import NO_SECTIONS
from wharfinger.model import (
    CodedFault,
    Genre,
    Location,
    Outline,
    Section,
    Spec,
    SpecsPolicy,
    SpecStatus,
)
from wharfinger.sources.files import encodable
from wharfinger.sources.specs.genres import DECLARED, NO_KNOWN_SECTION, Chosen, Genres
from wharfinger.sources.specs.layouts import standing, status_words
from wharfinger.sources.specs.metadata import described, fields_of
from wharfinger.sources.specs.outline import outline as read_outline
from wharfinger.sources.specs.places import MARKUP
from wharfinger.sources.suppressions import MARK

_RULES = {
    "limit": (codes.BEYOND_LIMIT, "Make it simpler, or take it apart into several specs."),
    "markup": (codes.INVALID_MARKUP, "Mend the markup; docutils does not understand it so."),
    "D001": (codes.LONG_LINE, "Break the line."),
    "D002": (codes.TRAILING_SPACE, "Remove the space at the end of the line."),
    "D003": (codes.TAB, "Use spaces."),
    "D004": (codes.CARRIAGE_RETURN, "End lines with a line feed alone."),
    "D005": (codes.NO_FINAL_NEWLINE, "End the last line with a line feed."),
}
# Blanks and commas end names in lists and redirects, signs that nobody sees change how a name is
# read, and some systems refuse the rest.
_UNUSABLE = re.compile(
    r"[\s,\\:*?\"<>|\x00-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]"
)


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads specs by the policy and the genres of a repository; ``folder`` is where they are."""

    folder: str
    policy: SpecsPolicy
    genres: Genres

    @classmethod
    def of(cls, tree: Path, folder: str, policy: SpecsPolicy) -> Judge:
        """Return the one for a tree."""
        return cls(folder, policy, Genres.load(tree, policy))

    def read(self, path: str, text: str) -> Spec:
        """Return the spec in a text, its faults in the order of lines."""
        shown, words = encodable(path), status_words(self.policy)
        below = path.removeprefix(f"{self.folder}/")
        outline = read_outline(text, self.policy.line_length)
        fields = fields_of(outline, self.policy)
        spec = described(shown, below, outline, fields, self.policy)
        spec = replace(spec, marked=MARK in text)
        if any(fault.rule == "limit" for fault in outline.faults):
            # What is in it is not known.
            return replace(spec, faults=(*name_faults(shown), *_text_faults(shown, outline)))
        chosen = self.genres.choose(
            below, spec.cycle, spec.template, spec.template_version, outline
        )
        spec = _in_genre(spec, outline, chosen)
        faults = (
            *name_faults(shown),
            *_text_faults(shown, outline),
            *metadata.invalid(shown, fields, words, standing(below, self.policy).status),
            *metadata.missing(shown, spec, self._required(chosen.genre)),
            *metadata.disorder(shown, fields),
            *naming.mismatches(shown, spec, outline.title_line, self.policy.tracker),
            *self._genre_faults(spec, chosen),
            *self._section_faults(spec, outline, chosen.genre),
        )
        return replace(spec, faults=tuple(sorted(faults, key=_place)))

    def unread(self, path: str, reason: str) -> Spec:
        """Return a spec that could not be read, with what its path says."""
        shown = encodable(path)
        spec = described(shown, path.removeprefix(f"{self.folder}/"), Outline(), (), self.policy)
        what = CodedFault(
            codes.UNREADABLE,
            f"the spec cannot be read: {reason}",
            "Write it as UTF-8 text of less than 1 MiB.",
            Location(shown),
            "file",
        )
        return replace(spec, faults=(*name_faults(shown), what))

    def _required(self, genre: Genre | None) -> frozenset[str]:
        return frozenset((*self.policy.required, *(genre.metadata if genre else ())))

    def _genre_faults(self, spec: Spec, chosen: Chosen) -> Iterator[CodedFault]:
        """Yield what is wrong with the choice of a genre (SPC111, SPC123)."""
        where = spec.at("template")
        if not chosen.problem:
            return
        if chosen.basis != DECLARED and self.genres.named(spec.template):
            message = f"the field 'template' has a version that there is not: {chosen.problem}"
            remedy = "Write the version of the template that the spec was begun from."
            yield CodedFault(codes.INVALID_METADATA, message, remedy, where, "template version")
            return
        remedy = "Declare the template, or name the genre in the policy: specs, genres."
        key = NO_SECTIONS if chosen.problem == NO_KNOWN_SECTION else "genre"
        yield CodedFault(codes.UNKNOWN_GENRE, chosen.problem, remedy, where, key)

    def _section_faults(
        self, spec: Spec, outline: Outline, genre: Genre | None
    ) -> Iterator[CodedFault]:
        draft = spec.status is SpecStatus.DRAFT
        licence = self.policy.licence
        return sections.faults(spec.path, outline, genre, draft=draft, licence=licence)


def _in_genre(spec: Spec, outline: Outline, chosen: Chosen) -> Spec:
    """Return a spec with what its genre says of it."""
    genre = chosen.genre
    if genre is None:
        return spec
    return replace(
        spec,
        genre=genre.name,
        genre_basis=chosen.basis,
        newest_version=genre.newest,
        history=_history(outline.sections, genre.history),
        history_section=genre.history,
    )


def name_faults(path: str) -> Iterator[CodedFault]:
    """Yield what is wrong with the name of a file (SPC122)."""
    name = path.rpartition("/")[2]
    where = Location(path)
    if not name.endswith(MARKUP) or name.endswith(f"{MARKUP}{MARKUP}"):
        message = f"the name does not end with {MARKUP}, so no page is made of the file"
        yield CodedFault(codes.FILE_NAME, message, f"Rename it to end with {MARKUP}.", where, "end")
    found = _UNUSABLE.search(name)
    if found:
        message = f"the name of the file has {_shown(found[0])}, which addresses and lists of"
        message += " specs cannot have"
        remedy = "Rename it: letters, digits, '-', '_' and '.'."
        yield CodedFault(codes.FILE_NAME, message, remedy, where, "name")


def _shown(sign: str) -> str:
    return "a blank" if sign == " " else ascii(sign)


def _text_faults(path: str, outline: Outline) -> Iterator[CodedFault]:
    for fault in outline.faults:
        code, remedy = _RULES[fault.rule]
        key = f"{fault.rule} {fault.message[:80]}"
        where = Location(path, fault.line, fault.column)
        yield CodedFault(code, fault.message, remedy, where, key)


def _history(found: tuple[Section, ...], title: str) -> str:
    """Return what stands for the section that records changes, empty if there is none."""
    folded = title.casefold()
    return next((s.digest for s in found if folded and s.title.casefold() == folded), "")


def _place(fault: CodedFault) -> tuple[int, str, str]:
    return fault.location.line, fault.code, fault.message
