# SPDX-License-Identifier: Apache-2.0
"""The policy: what a project says of its drivers that cannot be derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wharfinger.model.distribution import Fault
from wharfinger.model.feature import Feature
from wharfinger.model.finding import Severity
from wharfinger.model.interface import InterfaceVersion
from wharfinger.model.location import Location


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a group's drivers are registered, if not as entry points.

    ``kind`` is one of ``mapping`` (a literal of dotted names), ``decorated`` (classes
    that carry a decorator), ``subclasses`` (of a class) and ``calls`` (of a register
    function with literal arguments). ``subject`` is the mapping, decorator, class or
    function. ``below`` limits the search to a folder of the source, ``key`` picks the
    dotted name out of a mapping's inner mapping, ``arguments`` says which argument of a
    call (its position or keyword) is the driver's ``name``, ``target``, ``module`` or
    ``attribute``.
    """

    kind: str
    subject: str
    below: str = ""
    key: str = ""
    arguments: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactRule:
    """Where a fact is read: a class attribute, and how its values are to be understood."""

    key: str
    attribute: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """What the policy says about one group. ``facts_of`` maps a driver to its facts."""

    name: str
    location: Location
    title: str = ""
    interface: str = ""
    versioning: str = "default-implementation"
    versions: tuple[InterfaceVersion, ...] = ()
    features: tuple[Feature, ...] | None = None
    fact_rules: tuple[FactRule, ...] = ()
    facts_of: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    origin: Origin | None = None
    structural: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written exception: this code on this subject, for this reason.

    ``until`` is the release or the day (``2026-12-31``) on which it ends.
    """

    code: str
    subject: str
    reason: str
    until: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How long what is deprecated stays: so many releases, 0 for any.

    ``interface_versions_back`` is how many versions of an interface before the newest are kept.
    """

    releases: int = 0
    interface_versions_back: int = 1


@dataclass(frozen=True, slots=True)
class NotesPolicy:
    """Which change needs which section of a release note, by trigger, where not the default.

    An empty tuple asks for no note. ``exempt_authors`` are names or addresses of bots, with
    ``*`` for any text. ``folder`` is where the notes are, if no tool's configuration says.
    """

    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exempt_authors: tuple[str, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class MigrationsPolicy:
    """Where migration scripts are, if their paths do not tell; what folders of phases are called.

    ``path`` is a folder of the project, empty for all of it. ``phases`` maps ``expand``,
    ``migrate`` and ``contract`` to the names of their folders, empty for those that are known.
    """

    path: str = ""
    phases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GenreChoice:
    """Which specs have which genre: those whose paths match a pattern, below the specs' folder.

    ``genre`` is the name of one; ``template`` the path of a template of the repository below the
    same folder, in which ``{cycle}`` stands for the spec's. One of the two is empty.
    """

    path: str
    genre: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class SpecsPolicy:
    """Where specs are, and how they say what they do not say in fields.

    ``folder`` is where they are. ``layouts`` are patterns of paths below it,
    such as ``{cycle}/{status}/{slug}.rst``; none for those that are known. ``statuses`` maps words
    of folders and fields to statuses, ``fields`` the names of fields in use to ours. ``tracker``
    is a regular expression with a group ``id`` for the address of a spec's record.
    ``genres`` are tried in their order. ``ignored`` and ``redirects`` are patterns of paths below
    the folder and of the project. ``line_length`` is in characters, 0 for any. ``required`` are
    fields that every spec must have. ``licence`` is a text that every header must have, None for
    what the genre says.
    """

    folder: str = "specs"
    layouts: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    tracker: str = ""
    genres: tuple[GenreChoice, ...] = ()
    genre_files: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    line_length: int = 79
    required: tuple[str, ...] = ()
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A project's policy; the default one where there is no policy file.

    ``severities`` and ``options`` are keyed by a check's code. ``location`` is None for
    the default. ``faults`` are those of the policies that distributions ship.
    ``target_branch`` is the branch that patches are for; on branches that match the pattern
    ``stable_branches`` no interface may change.
    """

    project: str = ""
    location: Location | None = None
    groups: Mapping[str, GroupPolicy] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    faults: tuple[Fault, ...] = ()
    lifecycle: Lifecycle = Lifecycle()
    notes: NotesPolicy = NotesPolicy()
    migrations: MigrationsPolicy = MigrationsPolicy()
    specs: SpecsPolicy = SpecsPolicy()
    stable_branches: str = ""
    target_branch: str = ""
