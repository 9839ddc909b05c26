# SPDX-License-Identifier: Apache-2.0
"""``notes draft``: the release note that a patch lacks."""

from __future__ import annotations

from pathlib import Path

from wharfinger import comparing
from wharfinger.contract.notes import drafts as texts
from wharfinger.contract.notes.kinds import Trigger
from wharfinger.contract.notes.satisfaction import shortfall
from wharfinger.contract.notes.triggers import triggers
from wharfinger.errors import NothingExaminedError
from wharfinger.model import Catalog, Request
from wharfinger.sources.notes import changelog, drafts, settings

_PARTS = ("groups", "contracts", "notes", "comparison")


def draft(request: Request) -> str:
    """Write what is missing and return what to tell the user.

    Raises :class:`~wharfinger.errors.NothingExaminedError` if nothing can be compared.
    """
    if not request.trees:
        raise NothingExaminedError("there is no source tree to write a note into; name it with -C")
    with comparing.opened(request, _PARTS) as reading:
        catalog = reading.catalog
    comparison = catalog.comparison
    if comparison is None:
        raise NothingExaminedError(f"no note can be drafted: {catalog.comparison_gap}")
    if comparison.patch and comparison.patch.exempt:
        return f"no release note is asked of this patch: {comparison.patch.exempt}\n"
    missing = _missing(catalog)
    if not missing:
        return "no release note is missing\n"
    return _write(request.trees[0], catalog, missing)


def _missing(catalog: Catalog) -> tuple[Trigger, ...]:
    return tuple(item for item in triggers(catalog) if shortfall(item, catalog.notes))


def _write(tree: Path, catalog: Catalog, missing: tuple[Trigger, ...]) -> str:
    folder = catalog.policy.notes.folder
    kept = settings.settings(tree, folder)
    kept = kept or settings.Settings("reno", folder or "releasenotes/notes")
    if kept.tool == "changelog":
        return f"add to {kept.folder}:\n\n{_for_changelog(tree, kept, missing)}"
    entries = texts.entries(missing, kept.sections)
    written = [
        drafts.write(tree, item) for item in drafts.drafts(kept, texts.slug(missing), entries)
    ]
    return "".join(f"{path}\n" for path in written)


def _for_changelog(tree: Path, kept: settings.Settings, missing: tuple[Trigger, ...]) -> str:
    """Return the entries below the headings of the changelog, or else below reno's sections."""
    has_headings = changelog.has_headings(tree, kept.folder, texts.HEADINGS)
    sort = texts.by_heading if has_headings else texts.entries
    return drafts.changelog_text(sort(missing, kept.sections))
