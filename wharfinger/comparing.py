# SPDX-License-Identifier: Apache-2.0
"""Reading two states of a project, and what lies between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from wharfinger import reading
from wharfinger.contract.comparison import compare, compare_registrations
from wharfinger.contract.driver_changes import compare_drivers
from wharfinger.contract.notes.exemptions import exemption
from wharfinger.errors import CannotCompareError, PolicyError
from wharfinger.model import Catalog, Comparison, Patch, Policy, Request
from wharfinger.sources import files, revisions
from wharfinger.sources.policy import own_policy
from wharfinger.sources.policy.loading import TOML_NAME, YAML_NAME
from wharfinger.sources.revisions import Revisions, unaffected, within

BOTH_SIDES = frozenset({"contracts", "distributions", "groups", "policy"})
"""The parts that have to be known of either side to compare them."""


def read(request: Request, parts: Iterable[str]) -> Catalog:
    """Read what is asked for, and compare it with a base.

    The catalog is that of the head, judged by the policy of the base. Where nothing was asked
    to be compared with, and nothing offers itself, the comparison is None and the catalog
    says why.

    Raises :class:`~wharfinger.errors.CannotCompareError` if a base or a head was named.
    """
    wanted = {*parts} - {"comparison"}
    try:
        with revisions.compared(request, own_policy(request).target_branch) as sides:
            return between(sides, wanted)
    except CannotCompareError as error:
        if request.base or request.head:
            raise
        return replace(reading.read(request, wanted), comparison_gap=error.reason)


def between(sides: Revisions, wanted: set[str]) -> Catalog:
    """Read both sides, and return the head with what changed."""
    with files.recorded() as seen:
        head = reading.read(sides.head, wanted | BOTH_SIDES)
    same = sides.patch is not None and unaffected(sides, within(seen, sides.head))
    base = head if same else _base(sides)
    return compared(base, head, _exempted(sides.with_text().patch, base.policy))


def compared(base: Catalog, head: Catalog, patch: Patch | None) -> Catalog:
    """Return the head with what changed between two states that were read."""
    changes = (
        *compare_registrations(base, head),
        *compare(base.contracts, head.contracts, patch),
    )
    comparison = Comparison(
        base=base,
        patch=patch,
        changes=changes if base is not head else (),
        driver_changes=compare_drivers(base, head) if base is not head else (),
        head_policy=head.policy,
    )
    return replace(
        head,
        policy=judging(base.policy, head.policy),
        comparison=comparison,
        comparison_gap="",
        examined=replace(head.examined, commits=len(patch.commits) if patch else 0),
    )


def judging(base: Policy, head: Policy) -> Policy:
    """Return the policy that judges a patch.

    What it describes is as the head has it; what it demands is as the base had it, so that
    no patch weakens its own judge. Waivers that the patch adds count: a reviewer sees them.
    """
    groups = {
        name: replace(group, versioning=base.groups[name].versioning)
        if name in base.groups
        else group
        for name, group in head.groups.items()
    }
    return replace(
        head,
        groups=groups,
        fail_on=base.fail_on,
        severities=base.severities,
        options=base.options,
        lifecycle=base.lifecycle,
        notes=base.notes,
        stable_branches=base.stable_branches,
        target_branch=base.target_branch,
    )


def _base(sides: Revisions) -> Catalog:
    """Read the base. If its policy is faulty, which the patch may mend, the head's stands in."""
    try:
        return reading.read(sides.base, BOTH_SIDES)
    except PolicyError:
        return reading.read(replace(sides.base, policies=_policy_files(sides.head)), BOTH_SIDES)


def _policy_files(request: Request) -> tuple[Path, ...]:
    found = (tree / name for tree in request.trees[:1] for name in (YAML_NAME, TOML_NAME))
    return request.policies or tuple(path for path in found if files.exists(path))[:1]


def _exempted(patch: Patch | None, base: Policy) -> Patch | None:
    """Exempt a patch whose authors the policy of the base exempts from release notes."""
    if patch is None or patch.exempt:
        return patch
    return replace(patch, exempt=exemption(patch.commits, base.notes.exempt_authors))
