# SPDX-License-Identifier: Apache-2.0
"""LIF103: a new version of an interface appears, and the one before it is not deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.contract.lifecycle import version_key
from wharfinger.model import Catalog, CheckInfo, Finding, Group, InterfaceVersion, Severity, State

INFO = CheckInfo(
    code="LIF103",
    slug="previous-version-supported",
    severity=Severity.ERROR,
    summary="A new version of an interface appears while the one before it is not deprecated.",
    parts=("comparison", "groups"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    comparison = catalog.comparison
    assert comparison is not None
    for group in catalog.groups:
        before = comparison.base.group(group.name)
        previous = _previous(before, group) if before and before.versions else None
        if previous is not None:
            newest = max(group.versions, key=lambda item: version_key(item.version))
            yield INFO.finding(
                previous.class_name,
                f"version {newest.version} of {group.name} is new, and version "
                f"{previous.version} is not deprecated",
                f"In the policy write under versions: {previous.version}: {{class: "
                f"{previous.class_name}, state: deprecated, since: <this release>, removal: "
                "<a later one>}, and say so in a release note under deprecations.",
                previous.location or NO_FILE,
            )


def _previous(before: Group, after: Group) -> InterfaceVersion | None:
    """Return the version before a new newest one, if it is still in full support."""
    order = sorted(after.versions, key=lambda item: version_key(item.version))
    known = {version.version for version in before.versions}
    if len(order) < 2 or order[-1].version in known:
        return None
    announced = (State.DEPRECATED, State.UNSUPPORTED, State.REMOVED)
    return None if order[-2].state in announced else order[-2]


def _obstacle(catalog: Catalog) -> str:
    if catalog.comparison is None:
        return catalog.comparison_gap
    if not any(group.versions for group in catalog.groups):
        return "the policy names no versions of an interface"
    return ""


check = Rule(INFO, _find, _obstacle)
