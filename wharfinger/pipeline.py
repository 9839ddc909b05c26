# SPDX-License-Identifier: Apache-2.0
"""From sources to the catalog, and from there to findings and pages."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from wharfinger import plugins
from wharfinger.errors import NothingExaminedError, PluginError, ToolkitError, UnknownGroupError
from wharfinger.model import (
    Catalog,
    Check,
    Distribution,
    Examined,
    Finding,
    Group,
    Outcome,
    Page,
    PluginFailure,
    Policy,
    Request,
    Skip,
    Source,
    View,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A view's page, with the catalog that it was made from."""

    view: View
    page: Page
    catalog: Catalog


def read(request: Request, parts: Iterable[str]) -> Catalog:
    """Read the parts of the world that are asked for, and those that they build on.

    ``findings`` is a part too: it runs the checks that need nothing but the catalog.
    ``checks``, the metadata of all checks, is a part that no source needs to read.
    """
    wanted = set(parts)
    if not wanted & {"checks", "findings"}:
        return _read(request, wanted)
    checks, failures = _checks()
    if "findings" in wanted:
        wanted = wanted.union(*(check.info.parts for check in checks))
    from_sources = wanted - {"checks", "findings"}
    catalog = _read(request, from_sources) if from_sources else Catalog()
    catalog = replace(
        catalog,
        plugin_failures=catalog.plugin_failures + failures,
        checks=tuple(check.info for check in checks) if "checks" in wanted else (),
    )
    if "findings" in wanted:
        catalog = replace(catalog, findings=_run(checks, catalog).findings)
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
    catalog = read(replace(request, groups=groups or request.groups), chosen.info.parts)
    if "groups" in chosen.info.parts:
        _require_something(catalog, request)
        _require_groups(catalog, groups)
    with _named(name):
        return Answer(chosen, chosen.build(catalog, groups, options), catalog)


def check(request: Request, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Outcome:
    """Run the checks whose codes begin with one of ``select`` and with none of ``ignore``.

    Raises :class:`~wharfinger.errors.UsageError` for a prefix that fits no code and
    :class:`~wharfinger.errors.NothingExaminedError` if there is nothing to look at.
    """
    available, failures = _checks()
    checks = select_checks(available, select, ignore)
    parts = set[str]().union({"policy"}, *(item.info.parts for item in checks))
    catalog = _read(request, parts)
    catalog = replace(catalog, plugin_failures=catalog.plugin_failures + failures)
    _require_something(catalog, request)
    outcome = _run(checks, catalog)
    if len(outcome.skipped) == len(outcome.checks):
        reasons = ", ".join(f"{skip.code}: {skip.reason}" for skip in outcome.skipped)
        raise NothingExaminedError(f"no check was run; {reasons or 'all were ignored'}")
    return replace(outcome, catalog=replace(catalog, findings=outcome.findings))


def select_checks(
    checks: Iterable[Check], select: tuple[str, ...], ignore: tuple[str, ...]
) -> tuple[Check, ...]:
    """Return the checks that the prefixes of codes pick out."""
    checks = tuple(checks)
    for prefix in (*select, *ignore):
        if not any(item.info.code.startswith(prefix) for item in checks):
            known = ", ".join(sorted(item.info.code for item in checks))
            raise ToolkitError(
                f"no check has a code that begins with {prefix!r}; there are: {known}"
            )
    return tuple(
        item
        for item in checks
        if (not select or item.info.code.startswith(select))
        and not (ignore and item.info.code.startswith(ignore))
    )


def exit_code(outcome: Outcome) -> int:
    """Return 1 if a finding reaches the policy's threshold, else 0."""
    threshold = outcome.catalog.policy.fail_on.rank
    return int(any(finding.severity.rank <= threshold for finding in outcome.findings))


def _read(request: Request, wanted: set[str]) -> Catalog:
    loaded = plugins.load(plugins.SOURCES)
    sources: list[Source] = list(loaded.plugins.values())
    parts: dict[str, tuple[Any, ...]] = {}
    files = 0
    for part in _parts_in_order(sources, wanted | {"policy"}):
        items: tuple[Any, ...] = ()
        for source in sources:
            if source.info.part == part:
                with _named(source.info.name):
                    reading = source.read(request, parts)
                items += reading.items
                files += reading.files
        parts[part] = _replace_installed(items) if part == "distributions" else items
    policy = parts.get("policy") or (Policy(),)
    groups: tuple[Group, ...] = parts.get("groups", ())
    distributions: tuple[Distribution, ...] = parts.get("distributions", ())
    return Catalog(
        policy=policy[0],
        distributions=distributions,
        groups=groups,
        registries=parts.get("registries", ()),
        plugin_failures=loaded.failures,
        examined=Examined(
            distributions=len(distributions),
            entry_points=sum(len(item.entry_points) for item in distributions),
            drivers=sum(len(group.drivers) for group in groups),
            interfaces=len({group.interface.name for group in groups if group.interface}),
            files=files,
        ),
    )


def _parts_in_order(sources: list[Source], wanted: set[str]) -> list[str]:
    requires: dict[str, set[str]] = {}
    for source in sources:
        requires.setdefault(source.info.part, set()).update(source.info.requires)
    needed: set[str] = set()
    waiting = [part for part in wanted if part in requires]
    while waiting:
        part = waiting.pop()
        if part not in needed:
            needed.add(part)
            waiting.extend(requires.get(part, ()))
    order = graphlib.TopologicalSorter(
        {part: sorted(requires.get(part, ())) for part in sorted(needed)}
    )
    try:
        return list(order.static_order())
    except graphlib.CycleError as error:
        raise PluginError("sources", f"their parts require each other: {error.args[1]}") from error


def _replace_installed(distributions: tuple[Distribution, ...]) -> tuple[Distribution, ...]:
    """Let a tree take the place of the installed distribution of the same name."""
    trees = {item.key for item in distributions if item.origin == "tree"}
    kept = [item for item in distributions if item.origin == "tree" or item.key not in trees]
    return tuple(sorted(kept, key=lambda item: (item.key, item.location)))


def _checks() -> tuple[tuple[Check, ...], tuple[PluginFailure, ...]]:
    """Load the checks, each behind those that it requires."""
    loaded = plugins.load(plugins.CHECKS)
    by_slug: dict[str, Check] = {item.info.slug: item for item in loaded.plugins.values()}
    failures = list(loaded.failures)
    graph: dict[str, tuple[str, ...]] = {}
    for slug, item in sorted(by_slug.items(), key=lambda pair: pair[1].info.code):
        unknown = [name for name in item.info.requires if name not in by_slug]
        if unknown:
            reason = f"requires checks that are not there: {', '.join(unknown)}"
            failures.append(PluginFailure(plugins.CHECKS, slug, reason))
        else:
            graph[slug] = item.info.requires
    try:
        order = list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        raise PluginError("checks", f"they require each other: {error.args[1]}") from error
    return tuple(by_slug[slug] for slug in order if slug in graph), tuple(failures)


def _run(checks: tuple[Check, ...], catalog: Catalog) -> Outcome:
    policy = catalog.policy
    findings: list[Finding] = []
    skipped: dict[str, Skip] = {}
    for item in checks:
        info = item.info
        options = {option.name: option.default for option in info.options}
        options.update(policy.options.get(info.code, {}))
        with _named(info.slug):
            reason = item.validate(catalog, options)
            blocked = next((slug for slug in info.requires if slug in skipped), "")
            if blocked:
                reason = reason or f"it requires {skipped[blocked].code}, which was skipped"
            if reason:
                skipped[info.slug] = Skip(info.code, reason)
                continue
            found = tuple(item.run(catalog, options))
        severity = policy.severities.get(info.code)
        findings += [replace(f, severity=severity) if severity else f for f in found]
    findings.sort(key=lambda f: (f.location, f.code, f.subject))
    return _apply_waivers(catalog, checks, findings, tuple(skipped.values()))


def _apply_waivers(
    catalog: Catalog, checks: tuple[Check, ...], findings: list[Finding], skipped: tuple[Skip, ...]
) -> Outcome:
    reasons = {(waiver.code, waiver.subject): waiver.reason for waiver in catalog.policy.waivers}
    return Outcome(
        catalog=catalog,
        findings=tuple(f for f in findings if (f.code, f.subject) not in reasons),
        waived=tuple(
            (f, reasons[f.code, f.subject]) for f in findings if (f.code, f.subject) in reasons
        ),
        skipped=skipped,
        checks=tuple(item.info for item in checks),
    )


def _require_something(catalog: Catalog, request: Request) -> None:
    if catalog.groups or catalog.registries:
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


@contextmanager
def _named(plugin: str) -> Iterator[None]:
    """Turn whatever a plugin raises by mistake into an error that names the plugin."""
    try:
        yield
    except ToolkitError:
        raise
    except Exception as error:
        raise PluginError(plugin, f"{type(error).__name__}: {error}") from error
