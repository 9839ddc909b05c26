# SPDX-License-Identifier: Apache-2.0
"""The migrations of a patch: what it touches, and what it edits after a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wharfinger.errors import CannotCompareError
from wharfinger.model import ChangedFile, Migration, MigrationsPolicy, Patch
from wharfinger.sources.git import Repository, note_history
from wharfinger.sources.migrations import read_script
from wharfinger.sources.migrations.places import Layout, find
from wharfinger.sources.migrations.script import is_same_code
from wharfinger.sources.revisions import Revisions

_BASE = "the base"


def of_patch(
    sides: Revisions, patch: Patch, base: MigrationsPolicy, head: MigrationsPolicy
) -> tuple[Migration, ...]:
    """Return the scripts of the head, read only if the patch touches one of them.

    They are those that either policy finds, in the phase that the base's says.
    """
    tree = sides.head.trees[0]
    layouts = [Layout.of(policy) for policy in ((head,) if base == head else (head, base))]
    found = {place.path: place for layout in layouts for place in find(tree, layout)}
    places = tuple(found[path] for path in sorted(found))
    changed = {file.path: file for file in patch.files}
    paths = {path for file in patch.files for path in (file.path, file.old_path)}
    if not any(layout.place(path) for layout in layouts for path in paths):
        return places
    edited = _edited(sides, [changed[item.path] for item in places if item.path in changed])
    scripts = (read_script(tree, place) for place in places)
    return tuple(
        replace(item, touched=item.path in changed, edited_since=edited.get(item.path, ""))
        for item in scripts
        if item is not None
    )


def hidden(tree: Path, before: MigrationsPolicy, now: MigrationsPolicy) -> tuple[str, ...]:
    """Return the paths of scripts that one policy finds, and another not or in another phase."""
    if before == now:
        return ()
    layout = Layout.of(now)
    found = ((script, layout.place(script.path)) for script in find(tree, Layout.of(before)))
    return tuple(old.path for old, new in found if new is None or new.phase != old.phase)


def _edited(sides: Revisions, changed: list[ChangedFile]) -> dict[str, str]:
    """Return the scripts whose code a patch changes after a release, with that release."""
    old = {file.path: file.old_path or file.path for file in changed if file.status != "added"}
    other = {path: before for path, before in old.items() if not _is_same(sides, before, path)}
    if not other or sides.folder is None or sides.patch is None:
        return {}
    tag, released = _released(sides.folder, sides.patch.base, {*other.values()})
    since = tag or _BASE
    return {path: since for path, before in other.items() if not tag or before in released}


def _is_same(sides: Revisions, before: str, path: str) -> bool:
    old, new = sides.read_base(before), sides.read_head(path)
    return old is None or new is None or is_same_code(old, new)


def _released(folder: Path, base: str, paths: set[str]) -> tuple[str, frozenset[str]]:
    """Return the last tag before a commit, and which of the paths it has."""
    try:
        with Repository.at(folder) as repository:
            tag = note_history.last_tag(repository.folder, base)
            found: Iterator[str] = (
                name
                for where in sorted({path.rpartition("/")[0] for path in paths} if tag else ())
                for name in note_history.names_at(repository.folder, tag, where)
            )
            return tag, frozenset(found)
    except CannotCompareError:
        return "", frozenset()
