# SPDX-License-Identifier: Apache-2.0
"""REL2xx: what is wrong with a release note. The source of notes finds it; each has a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from wharfinger.checks import Rule
from wharfinger.model import Catalog, CheckInfo, CodedFault, Finding, Note, Severity

_LINTS = (
    ("REL201", "unreadable-note", "A release note cannot be read."),
    ("REL202", "invalid-note", "A release note is not valid YAML, or no mapping of sections."),
    ("REL203", "duplicate-note-section", "A section is in a release note twice."),
    ("REL204", "empty-note", "A release note has nothing in it."),
    ("REL205", "unknown-note-section", "A release note has a section or kind that nobody knows."),
    ("REL206", "empty-note-entry", "A section or an entry of a release note is empty."),
    ("REL207", "note-entry-not-text", "An entry of a release note is not text."),
    ("REL208", "note-without-uid", "The name of a release note does not end with a uid."),
    ("REL209", "note-uid-collision", "Two release notes have the same uid."),
    ("REL210", "note-file-name", "The file of a release note has an ending that reno ignores."),
    ("REL211", "note-in-subfolder", "A release note is in a sub-folder of the notes."),
    ("REL212", "note-template-text", "A release note still has text of its template."),
    ("REL213", "draft-note", "A release note is a draft that nobody has edited."),
    ("REL214", "invalid-note-markup", "The reStructuredText of a release note is wrong."),
    ("REL215", "markdown-in-note", "A release note has Markdown in it."),
    ("REL216", "released-note-edited", "A release note is edited after its release."),
    ("REL217", "released-note-deleted", "A release note is deleted after its release."),
    ("REL218", "invalid-note-settings", "The configuration of the release notes is wrong."),
)
_WARNINGS = frozenset({"REL208", "REL211", "REL215", "REL216", "REL217", "REL218"})


def _check(code: str, slug: str, summary: str) -> Rule:
    info = CheckInfo(
        code=code,
        slug=slug,
        severity=Severity.WARNING if code in _WARNINGS else Severity.ERROR,
        summary=summary,
        parts=("notes", "comparison"),
        page=f"pages/{slug.replace('-', '_')}.rst",
    )
    return Rule(info, partial(_find, info), _obstacle)


def _find(info: CheckInfo, catalog: Catalog) -> Iterator[Finding]:
    for note in _judged(catalog):
        for fault in note.faults:
            if fault.code == info.code:
                yield _finding(info, note, fault)


def _judged(catalog: Catalog) -> Iterable[Note]:
    """Return the notes that a patch touches, or all where there is no patch."""
    patch = catalog.comparison.patch if catalog.comparison else None
    if patch is None:
        return catalog.notes
    paths = {path for file in patch.files for path in (file.path, file.old_path)}
    return tuple(note for note in catalog.notes if note.touched or note.path in paths)


def _finding(info: CheckInfo, note: Note, fault: CodedFault) -> Finding:
    subject = f"{note.path}:{fault.key}" if fault.key else note.path
    # Whoever finds a fault says what to do.
    return info.finding(subject, fault.message, f"{fault.remedy.rstrip('.')}.", fault.location)


def _obstacle(catalog: Catalog) -> str:
    return "" if catalog.notes else "the project has no release notes"


checks = tuple(_check(code, slug, summary) for code, slug, summary in _LINTS)
