# SPDX-License-Identifier: Apache-2.0
"""Running checks: which there are, in which order they run, and what a run comes to.

A run has two steps. First all checks of the catalog run, and what they find is held against
waivers and suppressions. Then the checks of the outcome run, such as the one for waivers that
nothing needed.
"""

from __future__ import annotations

import graphlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeGuard

from wharfinger import plugins
from wharfinger.contract import waivers
from wharfinger.errors import PluginError, UsageError
from wharfinger.model import (
    AfterCheck,
    Catalog,
    Check,
    CheckInfo,
    Finding,
    Location,
    Outcome,
    PluginFailure,
    Skip,
    Suppression,
)

Suppressions = Callable[[str], tuple[Suppression, ...]]

BASELINE_REASON = "present when the gate was introduced"


def nowhere(_: str) -> tuple[Suppression, ...]:
    """Return the suppressions of a file where none are asked for."""
    return ()


def load_checks() -> tuple[tuple[Check, ...], tuple[PluginFailure, ...]]:
    """Return all checks, each behind those that it requires, and those that failed to load.

    Raises :class:`~wharfinger.errors.PluginError` if they require each other in a circle.
    """
    loaded = plugins.load(plugins.CHECKS)
    failures = list(loaded.failures)
    by_slug = _by_slug(loaded.plugins, failures)
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


def _by_slug(found: Mapping[str, Check], failures: list[PluginFailure]) -> dict[str, Check]:
    by_slug: dict[str, Check] = {}
    for name, item in found.items():
        if by_slug.setdefault(item.info.slug, item) is not item:
            reason = f"there is another check of the slug {item.info.slug}"
            failures.append(PluginFailure(plugins.CHECKS, name, reason))
    return by_slug


def select_checks(
    checks: Iterable[Check], select: Sequence[str], ignore: Sequence[str]
) -> tuple[Check, ...]:
    """Return the checks that the prefixes of codes pick out: ``select``, without ``ignore``.

    Raises :class:`~wharfinger.errors.UsageError` for a prefix that fits no code.
    """
    checks = tuple(checks)
    for prefix in (*select, *ignore):
        if not any(item.info.code.startswith(prefix) for item in checks):
            known = ", ".join(sorted(item.info.code for item in checks))
            raise UsageError(f"no check has a code that begins with {prefix!r}; there are: {known}")
    return tuple(item for item in checks if _is_selected(item.info.code, select, ignore))


def _is_selected(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))


def run(checks: Sequence[Check], catalog: Catalog, suppressions: Suppressions = nowhere) -> Outcome:
    """Run checks on a catalog, under the severities, options and waivers of its policy.

    ``suppressions`` gives those of a file by its path. The catalog of the outcome has those of
    all files that were asked.
    """
    after = [item for item in checks if _is_after(item)]
    before = [item for item in checks if not _is_after(item)]
    so_far = _Run(catalog)
    for item in before:
        so_far.run(item, partial(item.run, catalog))
    catalog = replace(catalog, suppressions=_suppressions(catalog, so_far.findings, suppressions))
    # Whether an exception is used can be told of the first step's checks alone.
    first = _outcome(catalog, so_far, before)
    so_far.catalog = catalog
    for check in after:
        so_far.run(check, partial(check.run_after, first))
    return _outcome(catalog, so_far, checks)


def _is_after(check: Check) -> TypeGuard[AfterCheck]:
    # To ask whether it is an instance of the protocol takes as long as most checks.
    return hasattr(check, "run_after")


class _Run:
    """A run so far: what was found, and by slug the checks that cannot run."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.findings: list[Finding] = []
        self.skipped: dict[str, Skip] = {}

    def run(self, check: Check, find: Callable[[Mapping[str, Any]], Iterable[Finding]]) -> None:
        """Run a check, or note why it cannot be run."""
        info, policy = check.info, self.catalog.policy
        options = {option.name: option.default for option in info.options}
        options.update(policy.options.get(info.code, {}))
        with plugins.blaming(info.slug):
            reason = check.validate(self.catalog, options) or self._blocked(info)
            found = () if reason else tuple(find(options))
        if reason:
            self.skipped[info.slug] = Skip(info.code, reason)
        severity = policy.severities.get(info.code)
        self.findings += (replace(f, severity=severity) if severity else f for f in found)

    def _blocked(self, info: CheckInfo) -> str:
        needed = next((slug for slug in info.requires if slug in self.skipped), "")
        return f"it requires {self.skipped[needed].code}, which was skipped" if needed else ""


def _suppressions(
    catalog: Catalog, findings: Iterable[Finding], read: Suppressions
) -> tuple[Suppression, ...]:
    """Read the suppressions where findings are, and where unused ones would be of interest."""
    paths = {finding.location.path for finding in findings} | set(_files_of_interest(catalog))
    return tuple(item for path in sorted(paths) for item in read(path))


def _files_of_interest(catalog: Catalog) -> Iterator[str]:
    """Yield what a patch touches or, without one, the files that say something about drivers."""
    if catalog.comparison and catalog.comparison.patch:
        yield from (file.path for file in catalog.comparison.patch.files)
        return
    places: list[Location | None] = [item.location for item in catalog.distributions]
    for group in catalog.groups:
        places.append(group.interface.location if group.interface else None)
        places += (place for d in group.drivers for place in (d.location, d.registered_at))
    places += (Location(note.path) for note in catalog.notes)
    places += (Location(script.path) for script in catalog.migrations)
    places += (Location(spec.path) for spec in catalog.specs if spec.marked)
    yield from (place.path for place in places if place)


def _outcome(catalog: Catalog, so_far: _Run, checks: Iterable[Check]) -> Outcome:
    """Set aside the findings that a waiver or a suppression covers."""
    waived = waivers.reasons(catalog)
    kept: list[Finding] = []
    silenced: list[tuple[Finding, str]] = []
    for finding in sorted(so_far.findings, key=lambda f: (f.location, f.code, f.subject)):
        reason = waived.get((finding.code, finding.subject)) or _suppressed(catalog, finding)
        if reason:
            silenced.append((finding, reason))
        else:
            kept.append(finding)
    skipped = tuple(so_far.skipped.values())
    infos = tuple(item.info for item in checks)
    return Outcome(catalog, tuple(kept), tuple(silenced), skipped, infos)


def _suppressed(catalog: Catalog, finding: Finding) -> str:
    return next((item.reason for item in catalog.suppressions if item.covers(finding)), "")


def exit_code(outcome: Outcome) -> int:
    """Return 1 if a finding reaches the policy's threshold, else 0."""
    threshold = outcome.catalog.policy.fail_on.rank
    return int(any(finding.severity.rank <= threshold for finding in outcome.findings))


def today(catalog: Catalog, environment: Mapping[str, str]) -> date:
    """Return the day on which exceptions that end are judged.

    It is that of ``SOURCE_DATE_EPOCH`` (seconds since 1970), else that of the newest commit
    under review, and only where there is neither the clock's; always in UTC. Raises
    :class:`~wharfinger.errors.UsageError` if ``SOURCE_DATE_EPOCH`` is no such number.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "").strip()
    patch = catalog.comparison.patch if catalog.comparison else None
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; it is a number of seconds since 1970"
        ) from None
    if patch and patch.commits:
        return datetime.fromtimestamp(patch.commits[0].time, UTC).date()
    return datetime.now(UTC).date()


def baseline(outcome: Outcome) -> str:
    """Return waivers for all present findings as YAML, the list below ``waivers:``.

    Each finding is waived once, whatever the number of places where it is found. The list is
    empty text if there is none.
    """
    pairs = sorted({(finding.code, finding.subject) for finding in outcome.findings})
    return "".join(
        f"  - code: {code}\n    subject: {scalar(subject)}\n    reason: {BASELINE_REASON}\n"
        for code, subject in pairs
    )


def scalar(text: str) -> str:
    """Return text as a scalar of YAML: as JSON quotes it, with all that is not printable named."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
