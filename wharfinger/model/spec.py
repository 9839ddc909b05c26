# SPDX-License-Identifier: Apache-2.0
"""Specs: design proposals, what each says of itself, and what it claims to change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.finding import CodedFault
from wharfinger.model.location import Location

CLAIMS = ("adds-driver", "changes-interface", "removes-driver", "adds-option")
"""The fields in which a spec says what it changes."""


class SpecStatus(StrEnum):
    """How far a spec has come, in the order in which it usually goes."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    ACCEPTED = "accepted"
    IMPLEMENTED = "implemented"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a text. ``depth`` is 1 for those below the title.

    ``digest`` stands for the section's own words, without comments, targets and the sections in
    it; it is empty if there are none. Two sections with the same words have the same.
    """

    title: str
    line: int
    depth: int
    digest: str = ""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the list below the title; ``name`` is in lower case."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to something that is to be in the repository.

    ``kind`` is ``doc``, ``ref``, ``spec`` or ``file`` (an image, a download, an inclusion).
    """

    kind: str
    target: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class TextFault:
    """A fault of a text by itself: the rule, what, and where; lines and columns from 1.

    ``rule`` is ``markup`` for what docutils finds, ``limit`` for what would take too long to
    read, and for faults of lines the code that doc8 gives them (``D001`` ...).
    """

    rule: str
    message: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Outline:
    """What is in the text of a spec, wherever the file is.

    ``adornment`` is the sign that underlines the title, twice if it is overlined, too.
    ``title_apart`` tells that no section has the adornment of the title. ``header`` is the
    text of what stands before the title, comments included, with single spaces. ``urls`` are the
    addresses between the title and the first section, each with its line. ``introduced`` tells
    that there is more than fields and addresses there. ``labels`` are the names of explicit
    targets. ``digest`` stands for all words but the fields and the header.
    """

    title: str = ""
    title_line: int = 0
    adornment: str = ""
    title_apart: bool = True
    header: str = ""
    introduced: bool = False
    fields: tuple[Field, ...] = ()
    urls: tuple[tuple[str, int], ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    labels: tuple[str, ...] = ()
    faults: tuple[TextFault, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a spec says it changes: ``kind`` is one of ``CLAIMS``."""

    kind: str
    target: str
    location: Location


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec: where it is, what it says of itself, what it claims, and what is wrong with it.

    ``slug`` is the name of its file without the ending. ``status`` is None where nothing says;
    ``status_basis`` is ``field``, ``folder`` or empty. ``cycle`` is the release that it is for,
    ``project`` the one of several in one repository, ``number`` that of a repository that
    numbers. ``genre`` is the layout that it is held to, empty for none; ``genre_basis`` is
    ``declared``, ``path`` or ``best match``. ``template_version`` is the version that it was
    born with, 0 where it does not say; ``newest_version`` the newest of its genre, 0 for none.
    ``digest`` and ``history`` stand for the words of the text, and of the section that records
    changes; ``history_section`` is the title that its genre gives that section, empty if it has
    none. ``marked`` tells that its text has a word for the checks, such as a suppression.
    ``touched`` tells one that a patch adds or changes. ``born`` tells that the patch adds it.
    """

    path: str
    slug: str
    title: str = ""
    status: SpecStatus | None = None
    status_basis: str = ""
    cycle: str = ""
    project: str = ""
    number: str = ""
    authors: tuple[str, ...] = ()
    tracker: str = ""
    tracker_line: int = 0
    template: str = ""
    template_version: int = 0
    genre: str = ""
    genre_basis: str = ""
    newest_version: int = 0
    claims: tuple[Claim, ...] = ()
    requires: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    field_lines: tuple[tuple[str, int], ...] = ()
    links: tuple[Link, ...] = ()
    labels: tuple[str, ...] = ()
    faults: tuple[CodedFault, ...] = ()
    digest: str = ""
    history: str = ""
    history_section: str = ""
    marked: bool = False
    touched: bool = False
    born: bool = False

    def at(self, field: str = "") -> Location:
        """Return the place of a field; of the file as a whole where it has none."""
        return Location(self.path, next((n for name, n in self.field_lines if name == field), 1))


@dataclass(frozen=True, slots=True)
class Redirect:
    """A page that has moved: ``old`` and ``new`` are paths of specs, as their files had them."""

    old: str
    new: str
    location: Location


@dataclass(frozen=True, slots=True)
class SkippedSpec:
    """A file below the specs' folder that is not looked at, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """When a spec came to a status: ``time`` is the commit's, in seconds since 1970.

    ``status`` is None where nothing tells it. The first change is that the spec is there.
    """

    path: str
    status: SpecStatus | None
    time: int
    commit: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class SpecFiles:
    """The specs of a repository as a whole.

    ``folder`` is where they are, empty if there are none; ``files`` are the paths of all files
    that a link may lead to.
    """

    folder: str = ""
    specs: tuple[Spec, ...] = ()
    skipped: tuple[SkippedSpec, ...] = ()
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredOption:
    """A configuration option in the source; ``group`` is empty where nothing says."""

    name: str
    group: str
    location: Location


@dataclass(frozen=True, slots=True)
class Release:
    """A final release: its tag, when it was made, and the release notes that are first in it.

    ``time`` is in seconds since 1970, 0 for what is not released yet (then ``version`` is empty).
    """

    version: str
    time: int = 0
    notes: tuple[str, ...] = ()
