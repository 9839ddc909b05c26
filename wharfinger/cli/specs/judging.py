# SPDX-License-Identifier: Apache-2.0
"""The checks of specs, run on the specs of a tree, on some of them, or on those of a patch.

Most runs find all specs in the cache: what only the others need is imported where it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from wharfinger import engine
from wharfinger.checks.spec_lint import checks as lints
from wharfinger.cli.specs import skipping
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import (
    Catalog,
    Check,
    Examined,
    Finding,
    Outcome,
    Request,
    SkippedSpec,
    SpecsPolicy,
)
from wharfinger.sources import files, suppressions
from wharfinger.sources.policy import own_policy
from wharfinger.sources.specs import read_specs


@dataclass(frozen=True, slots=True)
class Wish:
    """What to lint: the files that are named, and the checks that are picked out."""

    files: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def judge(request: Request, wish: Wish) -> Outcome:
    """Judge the specs of the request's trees, some of them, or those that a patch touches.

    Raises :class:`~wharfinger.errors.NothingExaminedError` if there is nothing to judge, and
    :class:`~wharfinger.errors.UsageError` for a file that is no spec of the project.
    """
    with _read(request, wish) as (catalog, source):
        _require_something(request, catalog)
        judged = replace(catalog, day=engine.today(catalog, os.environ))
        outcome = engine.run(_chosen(wish, judged), judged, _suppressions(source, judged))
    if wish.files:
        outcome = _about(outcome, {spec.path for spec in catalog.specs if spec.touched})
    catalog = replace(
        outcome.catalog,
        findings=outcome.findings,
        skipped_specs=_skipped(outcome.catalog, wish),
    )
    return replace(outcome, catalog=catalog)


def _skipped(catalog: Catalog, wish: Wish) -> tuple[SkippedSpec, ...]:
    """Return the files that are no specs, as far as they would have been looked at."""
    patch = catalog.comparison.patch if catalog.comparison else None
    if wish.files or not patch:
        return () if wish.files else catalog.skipped_specs
    paths = {file.path for file in patch.files}
    return tuple(item for item in catalog.skipped_specs if item.path in paths)


def _chosen(wish: Wish, catalog: Catalog) -> tuple[Check, ...]:
    """Return the checks to run.

    Those of delivery are left out where no spec claims anything, those of suppressions where none
    has one, unless checks are picked out. Raises :class:`~wharfinger.errors.UsageError` for a
    prefix that fits no code.
    """
    is_picked = bool(wish.select or wish.ignore)
    chosen: tuple[Check, ...] = lints
    if is_picked or _claims(catalog):
        from wharfinger.checks.spec_delivery import checks as deliveries

        chosen += deliveries
    if is_picked or any(spec.marked for spec in catalog.specs):
        from wharfinger.checks import unexplained_suppression, unused_suppression

        chosen += (unexplained_suppression.check, unused_suppression.check)
    return engine.select_checks(chosen, wish.select, wish.ignore) if is_picked else chosen


def _suppressions(request: Request, catalog: Catalog) -> engine.Suppressions:
    """Return what reads the suppressions of specs; those of other files are for other commands."""
    read, paths = suppressions.reader(request), {spec.path for spec in catalog.specs}
    return lambda path: read(path) if path in paths else ()


def _parts(wish: Wish, catalog: Catalog) -> set[str]:
    """Return what the checks need to know besides the specs."""
    if not _claims(catalog):
        return set()
    needed = {part for check in _chosen(wish, catalog) for part in check.info.parts}
    return needed - {"specs", "comparison"}


def _claims(catalog: Catalog) -> bool:
    return any(spec.claims for spec in catalog.specs)


@contextmanager
def _read(request: Request, wish: Wish) -> Iterator[tuple[Catalog, Request]]:
    """Read what is judged, and yield it with the request whose files it is of."""
    if request.base is None:
        yield _as_they_are(request, wish), request
        return
    from wharfinger import comparing

    with comparing.opened(request, {"specs"}) as opened:
        more = _parts(wish, opened.catalog)
        if not more:
            yield opened.catalog, opened.request
            return
    with comparing.opened(request, {"specs", *more}) as opened:
        yield opened.catalog, opened.request


def _as_they_are(request: Request, wish: Wish) -> Catalog:
    policy = own_policy(request)
    tree = tree_of_specs(request, policy.specs)
    only = _named(wish.files, tree, policy.specs) if wish.files else set()
    found = read_specs(tree, policy.specs, request.cache, only or None)
    specs = tuple(replace(s, touched=s.path in only) for s in found.specs) if only else found.specs
    catalog = Catalog(
        policy=policy,
        specs=specs,
        skipped_specs=found.skipped,
        redirects=found.redirects,
        examined=Examined(specs=len(only or found.specs)),
    )
    more = _parts(wish, catalog)
    return _with_parts(catalog, request, more) if more else catalog


def tree_of_specs(request: Request, policy: SpecsPolicy) -> Path:
    """Return the first tree that has a folder of specs, else the first of all."""
    folder = policy.folder
    trees = (tree for tree in request.trees if files.is_folder(tree / folder))
    return next(trees, request.trees[0])


def _with_parts(catalog: Catalog, request: Request, parts: set[str]) -> Catalog:
    """Return the catalog with what claims are compared with."""
    from wharfinger import reading

    more = reading.read(request, parts)
    return replace(
        more,
        specs=catalog.specs,
        skipped_specs=catalog.skipped_specs,
        redirects=catalog.redirects,
        examined=replace(more.examined, specs=catalog.examined.specs),
    )


def _named(paths: Sequence[str], tree: Path, policy: SpecsPolicy) -> set[str]:
    """Return the specs that are named by themselves or by a folder that they are in."""
    from wharfinger.cli.notes.linting import relative
    from wharfinger.sources.specs import places

    there = places.find(tree, policy)
    known = tuple(map(files.encodable, there.specs))
    reasons = {item.path: item.reason for item in there.skipped}
    found: set[str] = set()
    for name in (relative(path, tree) for path in paths):
        start = "" if name == "." else f"{name}/"
        specs = {path for path in known if path == name or path.startswith(start)}
        if not specs and name in reasons:
            raise UsageError(f"{name} is not looked at: {reasons[name]}")
        if not specs:
            raise UsageError(f"{name} is no spec of this project, nor a folder with any")
        found |= specs
    return found


def _about(outcome: Outcome, paths: set[str]) -> Outcome:
    """Return what is about some files."""

    def is_about(finding: Finding) -> bool:
        return finding.location.path in paths

    return replace(
        outcome,
        findings=tuple(filter(is_about, outcome.findings)),
        waived=tuple((finding, why) for finding, why in outcome.waived if is_about(finding)),
    )


def _require_something(request: Request, catalog: Catalog) -> None:
    """Raise an error if there is nothing to judge, or the patch has nothing in it."""
    base = catalog.comparison.base if catalog.comparison else Catalog()
    if not (catalog.specs or catalog.redirects or base.specs or base.redirects):
        raise NothingExaminedError(_nothing(request.trees[0], catalog))
    patch = catalog.comparison.patch if catalog.comparison else None
    if patch and not (patch.commits or patch.files):
        raise NothingExaminedError(_unchanged(request))


def _unchanged(request: Request) -> str:
    """Return that a patch has nothing in it, and what to do."""
    more = "" if request.worktree else "; --worktree judges what is not committed, too"
    return f"nothing has changed since {request.base}{more}"


def _nothing(tree: Path, catalog: Catalog) -> str:
    """Return why nothing was examined, and what to do."""
    folder = catalog.policy.specs.folder
    if catalog.skipped_specs:
        skipped = "; ".join(skipping.grouped(catalog.skipped_specs))
        return f"there are no specs in {tree / folder}, only other files: {skipped}"
    return (
        f"there are no specs in {tree / folder}; 'specs: {{folder: ...}}' in the policy file says "
        "where they are, and 'wharfinger spec new' starts the first"
    )
