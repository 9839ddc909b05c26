# SPDX-License-Identifier: Apache-2.0
"""Which specs a patch is judged by, and which spec of its base each of them was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wharfinger.model import Catalog, Patch
from wharfinger.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Pair:
    """A spec before and after: ``before`` is None for a new one, ``after`` for one that is gone."""

    before: Spec | None
    after: Spec | None


class Scope:
    """What is judged: all, or what a patch touches."""

    def __init__(self, catalog: Catalog) -> None:
        patch = _patch(catalog)
        self._paths: frozenset[str] | None = None
        if patch is not None:
            named = {path for file in patch.files for path in (file.path, file.old_path)}
            touched = {spec.path for spec in catalog.specs if spec.touched}
            self._paths = frozenset((named | touched) - {""})

    def has(self, paths: Iterable[str]) -> bool:
        """Tell whether one of the files is judged."""
        return self._paths is None or not self._paths.isdisjoint(paths)


def pairs(catalog: Catalog) -> tuple[Pair, ...]:
    """Return the specs that differ from those of the base, or may, each with what it was.

    A spec is what was at its path, else what git says was renamed to it, else the one of its slug
    that is no longer where it was. Without a comparison there are none.
    """
    if catalog.comparison is None:
        return ()
    olds = {spec.path: spec for spec in catalog.comparison.base.specs}
    news = {spec.path: spec for spec in catalog.specs if spec.touched}
    origins = _origins(_patch(catalog))
    there = {spec.path for spec in catalog.specs}
    gone = {path: spec for path, spec in olds.items() if path not in there}
    found: list[Pair] = []
    for path, spec in sorted(news.items()):
        before = olds.get(path) or gone.get(origins.get(path, ""))
        before = before or _namesake(spec, gone, news.values())
        if before is not None:
            gone.pop(before.path, None)
        found.append(Pair(before, spec))
    return (*found, *(Pair(spec, None) for _, spec in sorted(gone.items())))


def with_born(catalog: Catalog) -> Catalog:
    """Return a catalog in which specs that its comparison adds are marked as born."""
    born = {pair.after.path for pair in pairs(catalog) if pair.after and pair.before is None}
    if not born:
        return catalog
    specs = (replace(s, born=True) if s.path in born else s for s in catalog.specs)
    return replace(catalog, specs=tuple(specs))


def _patch(catalog: Catalog) -> Patch | None:
    return catalog.comparison.patch if catalog.comparison else None


def _origins(patch: Patch | None) -> dict[str, str]:
    return {file.path: file.old_path for file in patch.files if file.old_path} if patch else {}


def _namesake(spec: Spec, gone: dict[str, Spec], news: Iterable[Spec]) -> Spec | None:
    """Return the one spec of the same slug that is gone, if no other spec can be what it is now."""
    olds = [old for old in gone.values() if old.slug == spec.slug]
    others = [new for new in news if new.slug == spec.slug]
    return olds[0] if len(olds) == len(others) == 1 else None
