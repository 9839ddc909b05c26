# SPDX-License-Identifier: Apache-2.0
"""How a project keeps its release notes: the tool, its folder, its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wharfinger.model import CodedFault, Location
from wharfinger.sources import files
from wharfinger.sources.notes import codes

SECTIONS = (
    "features",
    "issues",
    "upgrade",
    "deprecations",
    "critical",
    "security",
    "fixes",
    "other",
)
"""The sections of reno, to which the kinds of other tools are translated."""

TITLES = (
    "New Features",
    "Known Issues",
    "Upgrade Notes",
    "Deprecation Notes",
    "Critical Issues",
    "Security Issues",
    "Bug Fixes",
    "Other Notes",
    "Prelude",
)
"""The titles of reno's sections in its report."""

KINDS: Mapping[str, str] = {
    "feature": "features",
    "bugfix": "fixes",
    "removal": "upgrade",
    "breaking": "upgrade",
    "deprecation": "deprecations",
    "security": "security",
    "doc": "other",
    "misc": "other",
    "added": "features",
    "changed": "upgrade",
    "removed": "upgrade",
    "deprecated": "deprecations",
    "fixed": "fixes",
}
"""The section of reno for a kind of fragment of towncrier, or a heading of a changelog."""

_STEMS = (
    *(("feat", "features"), ("add", "features"), ("bug", "fixes"), ("fix", "fixes")),
    *(("remov", "upgrade"), ("break", "upgrade"), ("chang", "upgrade"), ("upgrad", "upgrade")),
    *(("deprec", "deprecations"), ("secur", "security"), ("critical", "critical")),
    *(("known", "issues"), ("issue", "issues")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How notes are kept.

    ``folder`` is the notes' folder, or the file of a changelog, relative to the tree.
    ``sections`` are those that the tool knows; ``kinds`` translates towncrier's, and for reno
    a subsection to the section that it is a part of. ``phrases`` are sentences of the template
    that must not be left in a note. ``titles`` are those of the sections of the report, to which
    a text may refer. ``options`` are the rest of reno's own. ``path`` is the
    file that says all this, empty for the defaults.
    """

    tool: str
    folder: str
    sections: tuple[str, ...] = SECTIONS
    kinds: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = TITLES
    prelude: str = "prelude"
    ignored: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    encoding: str = "utf-8"
    subfolders: bool = False
    options: Mapping[str, object] = field(default_factory=dict)
    path: str = ""
    faults: tuple[CodedFault, ...] = ()


def fault(code: str, message: str, remedy: str, location: Location, key: str = "") -> CodedFault:
    """Return a fault; the arguments in the order in which people read them."""
    return CodedFault(code, message, remedy, location, key)


def settings(tree: Path, folder: str = "") -> Settings | None:
    """Return how the project in a tree keeps its notes, None if it keeps none.

    reno comes first, then towncrier, then a changelog file. ``folder`` is where the policy
    says that the notes are, if the tool does not say it.
    """
    # Imported only now: only a project with such files pays for their parsers.
    from wharfinger.sources.notes import changelog, reno_settings, towncrier

    return (
        reno_settings.read(tree, folder)
        or towncrier.read_settings(tree, folder)
        or changelog.read_settings(tree, folder)
    )


def section_of(kind: str) -> str:
    """Return the section for a kind of fragment or heading; ``other`` where nothing fits."""
    word = kind.strip().lower()
    if word in KINDS:
        return KINDS[word]
    return next((section for stem, section in _STEMS if word.startswith(stem)), "other")


def exists(tree: Path, path: str) -> bool:
    """Tell whether a file can be read."""
    folder, _, name = path.rpartition("/")
    return name in files.names(tree / folder if folder else tree)


def unreadable(path: str, reason: str, line: int = 0) -> CodedFault:
    """Return the fault of a settings file that cannot be used."""
    return fault(
        codes.SETTINGS,
        f"the configuration of the release notes cannot be used: {reason}",
        "Mend the file; until then the tool's defaults are taken.",
        Location(path, line),
        "file",
    )
