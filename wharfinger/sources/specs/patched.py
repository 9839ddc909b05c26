# SPDX-License-Identifier: Apache-2.0
"""The specs of a patch: what it touches on either side, and who names what it takes away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from wharfinger.errors import PolicyError
from wharfinger.model import Patch, Request, SpecFiles, SpecsPolicy
from wharfinger.sources import files
from wharfinger.sources.files import UnreadableError
from wharfinger.sources.revisions import Revisions
from wharfinger.sources.specs import places, read_specs, reading
from wharfinger.sources.specs import redirects as moves


def of_sides(sides: Revisions, base: SpecsPolicy, head: SpecsPolicy) -> tuple[SpecFiles, SpecFiles]:
    """Return the specs of the base and of the head; each side is read by a policy of its own.

    Of a patch, the base's are those that it touches. The head's that it touches are marked; the
    others are looked at lightly, unless they name a spec that is no longer where it was.
    """
    if sides.patch is None:
        return _read(sides.base, base), _all_touched(_read(sides.head, head))
    olds, news = _paths(sides.patch)
    after = _read(sides.head, head, news)
    before = _of_base(sides.base, base, olds, redirects=not after.redirects)
    naming = _naming_lost(sides.head, before, after) - news
    if naming:
        after = _joined(after, _read(sides.head, head, naming), naming)
    touched = (replace(s, touched=True) if s.path in news else s for s in after.specs)
    return before, replace(after, specs=tuple(touched))


def _read(request: Request, policy: SpecsPolicy, only: frozenset[str] | None = None) -> SpecFiles:
    """Return the specs of the patch's tree; of another one, which no patch touches, if it has none.

    Those of another tree are all looked at closely: no commit says which of them matter.
    """
    for place, tree in enumerate(request.trees):
        found = read_specs(tree, policy, request.cache, None if place else only)
        if found.folder:
            return found
    return SpecFiles()


def _of_base(
    request: Request, policy: SpecsPolicy, paths: frozenset[str], *, redirects: bool
) -> SpecFiles:
    """Return the specs of some paths alone; the redirects if they are asked for."""
    tree = next(iter(request.trees), None)
    folder = policy.folder
    touched = redirects or any(path.startswith(f"{folder}/") for path in paths)
    if tree is None or not touched:
        return SpecFiles()
    found = places.find(tree, policy)
    there = [path for path in found.specs if files.encodable(path) in paths]
    chosen = replace(found, specs=there)
    try:
        specs = reading.read(tree, chosen, policy, request.cache)
    except PolicyError:
        # A genre file of the base has faults, which the patch may mend.
        plain = replace(policy, genre_files=(), genres=())
        specs = reading.read(tree, chosen, plain, request.cache)
    moved = moves.read(tree, found.folder, found.redirects, policy) if redirects else ()
    return SpecFiles(found.folder, specs, redirects=moved)


def _all_touched(found: SpecFiles) -> SpecFiles:
    return replace(found, specs=tuple(replace(spec, touched=True) for spec in found.specs))


def _paths(patch: Patch) -> tuple[frozenset[str], frozenset[str]]:
    """Return the files of the base that a patch changes, and those of the head."""
    olds = (f.old_path or f.path for f in patch.files if f.status != "added")
    news = (f.path for f in patch.files if f.status != "deleted")
    return frozenset(olds), frozenset(news)


def _joined(found: SpecFiles, others: SpecFiles, paths: frozenset[str]) -> SpecFiles:
    read = {spec.path: spec for spec in others.specs if spec.path in paths}
    return replace(found, specs=tuple(read.get(spec.path, spec) for spec in found.specs))


def _naming_lost(request: Request, before: SpecFiles, after: SpecFiles) -> frozenset[str]:
    """Return the specs of the head in whose text a spec is named that is no longer where it was."""
    there = {spec.path for spec in after.specs}
    lost = {spec.slug.encode() for spec in before.specs if spec.path not in there}
    if not lost:
        return frozenset()
    tree = request.trees[0]
    return frozenset(path for path in sorted(there) if _has(tree, path, lost))


def _has(tree: Path, path: str, words: Iterable[bytes]) -> bool:
    try:
        text = files.read_bytes(tree / path, tree, files.METADATA_LIMIT)
    except UnreadableError:
        return False
    return any(word in text for word in words)
