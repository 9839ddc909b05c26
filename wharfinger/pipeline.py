# SPDX-License-Identifier: Apache-2.0
"""From sources to the catalog, and from there to findings and pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wharfinger import engine, plugins, reading
from wharfinger.contract.brought import Known, after, brought
from wharfinger.contract.scope import of_trees
from wharfinger.errors import NothingExaminedError, UnknownGroupError
from wharfinger.model import Catalog, Location, Outcome, Page, Request, View
from wharfinger.sources import files, suppressions

# The parts that a view can wait for: what finds problems in them is shown beside drivers.
_QUICK = frozenset({"distributions", "groups", "policy", "registries"})
# What is known of the base of a comparison, besides the checks that there are.
_OF_BASE = frozenset({"contracts", "distributions", "groups", "policy", "checks"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A view's page, with the catalog that it was made from."""

    view: View
    page: Page
    catalog: Catalog


def read(request: Request, parts: Iterable[str]) -> Catalog:
    """Read the parts of the world that are asked for, and those that they build on.

    ``findings`` is a part too: it runs the checks that need nothing else than what views show.
    ``checks``, the metadata of all checks, is a part that no source needs to read.
    """
    wanted = set(parts)
    if not wanted & {"checks", "findings"}:
        return reading.read(request, wanted)
    checks, failures = engine.load_checks()
    if "findings" in wanted:
        checks = tuple(check for check in checks if _QUICK.issuperset(check.info.parts))
        wanted = wanted.union(*(check.info.parts for check in checks))
    from_sources = wanted - {"checks", "findings"}
    catalog = reading.read(request, from_sources) if from_sources else Catalog()
    catalog = replace(
        catalog,
        plugin_failures=catalog.plugin_failures + failures,
        checks=tuple(check.info for check in checks) if "checks" in wanted else (),
    )
    if "findings" in wanted:
        outcome = engine.run(checks, catalog, suppressions.reader(request))
        catalog = replace(catalog, findings=outcome.findings)
    return catalog


def view(
    name: str,
    request: Request,
    groups: tuple[str, ...],
    options: Mapping[str, Any],
    read: Callable[[Request, Iterable[str]], Catalog] = read,
) -> Answer:
    """Build one view. Whoever shows several may pass a ``read`` that remembers.

    Raises :class:`~wharfinger.errors.UnknownGroupError` for a group that nothing
    announces and :class:`~wharfinger.errors.NothingExaminedError` if there is nothing
    to look at.
    """
    chosen: View = plugins.load_one(plugins.VIEWS, name)
    parts = chosen.info.parts_for(options)
    catalog = read(replace(request, groups=groups or request.groups), parts)
    if "groups" in chosen.info.parts:
        _require_something(catalog, request)
        _require_groups(catalog, groups)
    with plugins.blaming(name):
        return Answer(chosen, chosen.build(catalog, groups, options), catalog)


def read_group(request: Request, group: str, parts: Iterable[str]) -> Catalog:
    """Read what is asked for of one group.

    Raises :class:`~wharfinger.errors.UnknownGroupError` for a group that nothing announces.
    """
    catalog = reading.read(replace(request, groups=(group,)), parts)
    _require_something(catalog, request)
    _require_groups(catalog, (group,))
    return catalog


def diff(request: Request, drivers: Iterable[str] = ()) -> Catalog:
    """Compare what the request names; ``drivers`` limits the answer to what reaches them.

    Raises :class:`~wharfinger.errors.CannotCompareError` if that cannot be done, and
    :class:`~wharfinger.errors.UsageError` for a driver that neither side has.
    """
    from wharfinger import comparing
    from wharfinger.contract.reaching import reaching

    with comparing.opened(request, {"comparison"}) as opened:
        catalog = opened.catalog
    _require_something(catalog, request)
    assert catalog.comparison is not None
    wanted = tuple(drivers)
    if not wanted:
        return catalog
    return replace(catalog, comparison=reaching(catalog, wanted))


def check(request: Request, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Outcome:
    """Run the checks whose codes begin with one of ``select`` and with none of ``ignore``.

    Raises :class:`~wharfinger.errors.UsageError` for a prefix that fits no code and
    :class:`~wharfinger.errors.NothingExaminedError` if there is nothing to look at.
    """
    gate = _Gate(select, ignore)
    if "comparison" not in gate.parts or request.base is None:
        return gate.judge(reading.read(request, gate.parts - {"comparison"}), request)
    # Imported only now: whoever compares nothing can do without.
    from wharfinger import comparing

    with comparing.opened(request, gate.parts) as opened:
        return gate.judge(opened.catalog, opened.request)


def check_each(
    request: Request, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> Iterator[Outcome]:
    """Judge each commit between base and head as a patch of its own, oldest first.

    Raises like :func:`check`, and :class:`~wharfinger.errors.CannotCompareError`.
    """
    from wharfinger import comparing

    gate = _Gate(select, ignore)
    for opened in comparing.history(request, gate.parts):
        yield gate.judge(opened.catalog, opened.request)


def check_series(
    request: Request, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> Iterator[Outcome]:
    """Judge like :func:`check_each`, and leave out what was found before each commit already.

    What is told of a commit is what it brought. Raises like :func:`check_each`.
    """
    gate = _Gate(select, ignore)
    known: Known | None = None
    for outcome in check_each(request, select, ignore):
        known = gate.known_before(outcome) if known is None else known
        yield replace(outcome, findings=brought(outcome, known))
        known = after(outcome)


class _Gate:
    """The checks that were picked out, and the parts of the catalog that they need."""

    def __init__(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
        self._available, self._failures = engine.load_checks()
        self._checks = engine.select_checks(self._available, select, ignore)
        self.parts = set[str]().union({"policy"}, *(item.info.parts for item in self._checks))

    def judge(self, catalog: Catalog, request: Request) -> Outcome:
        """Run the checks on a catalog that was read for a request.

        Where there are source trees, they are what is judged.
        """
        catalog = replace(
            catalog,
            plugin_failures=catalog.plugin_failures + self._failures,
            checks=tuple(item.info for item in self._available),
            day=engine.today(catalog, os.environ),
        )
        if request.trees:
            catalog = of_trees(catalog, _is_own(request))
        _require_something(catalog, request)
        outcome = engine.run(self._checks, catalog, suppressions.reader(request))
        if len(outcome.skipped) == len(outcome.checks):
            reasons = ", ".join(f"{skip.code}: {skip.reason}" for skip in outcome.skipped)
            raise NothingExaminedError(f"no check was run; {reasons or 'all were ignored'}")
        return replace(outcome, catalog=replace(catalog, findings=outcome.findings))

    def known_before(self, outcome: Outcome) -> Known:
        """Return what the checks find in the base that an outcome was compared with.

        They need nothing else than what was read of it. Comments in its source that silence a
        finding are not, so that what a patch touches is never taken for known.
        """
        comparison = outcome.catalog.comparison
        assert comparison is not None
        checks = [item for item in self._checks if _OF_BASE.issuperset(item.info.parts)]
        base = replace(comparison.base, checks=outcome.catalog.checks, day=outcome.catalog.day)
        found = engine.run(checks, base).findings
        codes = frozenset(item.info.code for item in checks)
        return Known(frozenset(item.fingerprint for item in found), codes, touched=True)


def _is_own(request: Request) -> Callable[[Location], bool]:
    """Return what tells the places of a project from those of an environment that joins it.

    Trees come first wherever modules are looked for: what is there in one of them was read there.
    """
    policies = {path.as_posix() for path in request.policies}

    def is_own(place: Location) -> bool:
        if place.path in policies:
            return True
        return any(files.exists(tree / place.path) for tree in request.trees)

    return is_own


def _require_something(catalog: Catalog, request: Request) -> None:
    if catalog.groups or catalog.registries or catalog.migrations or catalog.specs:
        return
    if catalog.examined.commits:
        return
    if any(item.entry_points or item.empty_groups for item in catalog.distributions):
        return
    places = ", ".join(str(path) for path in (*request.trees, *request.environments))
    names = [item.name for item in catalog.distributions]
    found = f"found {_listed(names)} without entry points" if names else "found no distribution"
    faults = [fault for item in catalog.distributions for fault in item.faults]
    if faults:
        found += f" (not all could be read: {faults[0].location.path}: {faults[0].message})"
    raise NothingExaminedError(
        f"nothing to examine: {found} in {places or 'the current folder'}; name a source tree "
        "with -C, an environment with --env, or another origin of drivers in the policy"
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _require_groups(catalog: Catalog, groups: tuple[str, ...]) -> None:
    for name in groups:
        if catalog.group(name) is None:
            known = {ep.group for item in catalog.distributions for ep in item.entry_points}
            raise UnknownGroupError(name, sorted(known | set(catalog.policy.groups)))
