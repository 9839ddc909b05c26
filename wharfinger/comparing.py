# SPDX-License-Identifier: Apache-2.0
"""Reading two states of a project, and what lies between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from wharfinger import reading
from wharfinger.contract.comparison import compare, compare_registrations
from wharfinger.contract.driver_changes import compare_drivers
from wharfinger.contract.notes.exemptions import exemption
from wharfinger.errors import NoBaseError, PolicyError
from wharfinger.model import (
    Catalog,
    Change,
    Comparison,
    Contract,
    Patch,
    Policy,
    Request,
    SpecsPolicy,
)
from wharfinger.sources import files, revisions
from wharfinger.sources.policy import own_policy
from wharfinger.sources.policy.loading import TOML_NAME, YAML_NAME
from wharfinger.sources.remembering import remembering
from wharfinger.sources.revisions import Revisions

_Read = TypeVar("_Read")

Contracts = tuple[Sequence[Contract], Sequence[Contract]]
"""The contracts of the base, and of the head."""

BOTH_SIDES = frozenset({"contracts", "distributions", "groups", "policy"})
"""The parts that have to be known of either side to compare them."""

# Of these, what a patch touches is enough, or what its specs claim.
_OF_PATCHES = frozenset({"migrations", "notes", "options", "releases", "specs"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A catalog, and the request whose files are its head's."""

    catalog: Catalog
    request: Request


@contextmanager
def opened(request: Request, parts: Iterable[str]) -> Iterator[Reading]:
    """Read what is asked for and compare it with a base, whose files stay readable meanwhile.

    The catalog is that of the head, judged by the policy of the base. Where nothing was asked
    to be compared with, and nothing offers itself, the comparison is None and the catalog
    says why.

    Raises :class:`~wharfinger.errors.CannotCompareError` if a base or a head was named, and if
    there is a base that cannot be read, as in a shallow clone.
    """
    wanted = {*parts} - {"comparison"}
    with ExitStack() as stack:
        try:
            target = own_policy(request).target_branch
            sides = stack.enter_context(revisions.compared(request, target))
        except NoBaseError as error:
            if request.base or request.head:
                raise
            yield Reading(_uncompared(request, wanted, error.reason), request)
            return
        if sides.patch is not None:
            stack.enter_context(remembering())
        yield Reading(_between(sides, wanted), sides.head)


def _uncompared(request: Request, wanted: set[str], reason: str) -> Catalog:
    return replace(reading.read(request, wanted), comparison_gap=reason)


def history(request: Request, parts: Iterable[str]) -> Iterator[Reading]:
    """Yield each commit between base and head, compared with its first parent.

    What commits have in common is read once. Raises
    :class:`~wharfinger.errors.CannotCompareError` if there are no such commits.
    """
    wanted = {*parts} - {"comparison"}
    with (
        revisions.history(request, request.base or "HEAD^", request.head) as commits,
        remembering(),
    ):
        for sides in commits:
            yield Reading(_between(sides, wanted), sides.head)


def _between(sides: Revisions, wanted: set[str]) -> Catalog:
    """Return the head with what changed; where specs alone are asked for, nothing of drivers."""
    if wanted == {"specs"}:
        return _with_specs(sides, _with_policies(sides))
    head = reading.read(sides.head, (wanted - _OF_PATCHES) | BOTH_SIDES)
    base = _base(sides)
    patch = _exempted(_with_receivers(sides, head), base.policy)
    catalog = compared(base, head, patch, _contracts(sides, base, head))
    if "notes" in wanted:
        catalog = _with_notes(sides, catalog)
    if "migrations" in wanted:
        catalog = _with_migrations(sides, catalog)
    if "specs" in wanted:
        catalog = _with_specs(sides, catalog)
    if any(spec.claims for spec in catalog.specs) and {"options", "releases"} & wanted:
        # Imported only now: few projects have specs that claim anything.
        from wharfinger.sources.spec_evidence import with_evidence

        catalog = with_evidence(sides, catalog)
    return _with_releases(sides, catalog)


def _with_policies(sides: Revisions) -> Catalog:
    """Return the head with nothing but the project's policies and the patch."""
    head = Catalog(policy=own_policy(sides.head))
    base = Catalog(policy=_of_base(sides, own_policy))
    return compared(base, head, sides.patch)


def _contracts(sides: Revisions, base: Catalog, head: Catalog) -> Contracts:
    """Return what is compared of either side; most patches leave each group its interface."""
    if _interfaces(base) == _interfaces(head):
        return base.contracts, head.contracts
    # Imported only now: it reads source files.
    from wharfinger.sources.counterparts import Side, counterparts

    return counterparts(Side(sides.base, base), Side(sides.head, head))


def _interfaces(catalog: Catalog) -> dict[str, str]:
    """Return the names of the interface classes, by group."""
    return {c.group: c.interface.name for c in catalog.contracts if c.interface}


def _with_receivers(sides: Revisions, head: Catalog) -> Patch | None:
    """Return the patch, its calls with the groups whose drivers certainly receive them."""
    patch = sides.with_text().patch
    if patch is None or not patch.new_calls:
        return patch
    from wharfinger.sources.host_calls import with_groups

    parts = {
        "groups": head.groups,
        "distributions": head.distributions,
        "policy": (head.policy,),
    }
    return replace(patch, new_calls=with_groups(sides.head, parts, patch.new_calls))


def _with_releases(sides: Revisions, catalog: Catalog) -> Catalog:
    """Add the releases so far where something was removed, which may be too early."""
    comparison = catalog.comparison
    if comparison is None or comparison.patch is None or sides.folder is None:
        return catalog
    removed = any(change.change == "removed" for change in comparison.driver_changes)
    versions = {(g.name, v.version) for g in comparison.base.groups for v in g.versions}
    if not removed and versions <= {
        (g.name, v.version) for g in catalog.groups for v in g.versions
    }:
        return catalog
    patch = replace(comparison.patch, releases=revisions.releases(sides.folder, comparison.patch))
    return replace(catalog, comparison=replace(comparison, patch=patch))


def _with_notes(sides: Revisions, catalog: Catalog) -> Catalog:
    """Add the release notes: those of the patch, or all where there is none."""
    touched = tuple(file.path for file in sides.patch.files) if sides.patch else None
    notes = reading.read(replace(sides.head, notes=touched), {"notes"}).notes
    if sides.patch:
        # Imported only now: most patches come without a note.
        from wharfinger.sources.notes import released

        notes = released.judged(notes, sides)
    counted = sum(note.touched for note in notes) if sides.patch else len(notes)
    comparison = catalog.comparison
    if comparison is not None:
        comparison = replace(comparison, keeps_notes=_keeps_notes(sides))
    examined = replace(catalog.examined, notes=counted)
    return replace(catalog, notes=notes, comparison=comparison, examined=examined)


def _with_migrations(sides: Revisions, catalog: Catalog) -> Catalog:
    """Add the migration scripts, with what the patch does to them."""
    if sides.patch is None:
        return replace(catalog, migrations=reading.read(sides.head, {"migrations"}).migrations)
    # Imported only now: most reviews ask for nothing of them.
    from wharfinger.sources.migrations.patched import hidden, of_patch

    comparison, after = catalog.comparison, catalog.policy.migrations
    before = comparison.base.policy.migrations if comparison else after
    if comparison is not None:
        lost = hidden(sides.head.trees[0], before, after)
        comparison = replace(comparison, hidden_migrations=lost)
    found = of_patch(sides, sides.patch, before, after)
    return replace(catalog, migrations=found, comparison=comparison)


def _with_specs(sides: Revisions, catalog: Catalog) -> Catalog:
    """Add the specs: those of the patch, with what they were, or all where there is none."""
    # Imported only now: most reviews are not of specs.
    from wharfinger.contract.specs.judged import with_born
    from wharfinger.sources.specs.patched import of_sides

    comparison = catalog.comparison
    before = comparison.base.policy.specs if comparison else catalog.policy.specs
    base, head = of_sides(sides, before, catalog.policy.specs)
    if comparison is not None:
        known = replace(comparison.base, specs=base.specs, redirects=base.redirects)
        comparison = replace(comparison, base=known)
    examined = replace(catalog.examined, specs=sum(spec.touched for spec in head.specs))
    return with_born(
        replace(
            catalog,
            specs=head.specs,
            skipped_specs=head.skipped,
            redirects=head.redirects,
            comparison=comparison,
            examined=examined,
        )
    )


def _keeps_notes(sides: Revisions) -> bool:
    """Tell whether the project keeps release notes: a patch may delete the last one."""
    from wharfinger.sources.notes.settings import settings

    trees = (*sides.head.trees[:1], *sides.base.trees[:1])
    return any(settings(tree) is not None for tree in trees)


def compared(
    base: Catalog, head: Catalog, patch: Patch | None, contracts: Contracts | None = None
) -> Catalog:
    """Return the head with what changed between two states that were read.

    ``contracts`` are those to compare, if others than the states have.
    """
    before, after = contracts or (base.contracts, head.contracts)
    drivers = compare_drivers(base, head)
    registered = compare_registrations(base, head)
    found = (*registered, *compare(before, after, patch))
    changes = tuple(_with_distributions(change, base, head) for change in found)
    comparison = Comparison(
        base=base,
        patch=patch,
        changes=changes,
        driver_changes=drivers,
        head_policy=head.policy,
    )
    return replace(
        head,
        policy=judging(base.policy, head.policy),
        comparison=comparison,
        comparison_gap="",
        examined=replace(head.examined, commits=len(patch.commits) if patch else 0),
    )


def _with_distributions(change: Change, base: Catalog, head: Catalog) -> Change:
    """Say of each driver that a change affects whose it is."""
    owners = {d.subject: d.distribution for catalog in (base, head) for d in catalog.drivers}
    affected = (
        replace(item, distribution=item.distribution or owners.get(item.driver, ""))
        for item in change.affected
    )
    return replace(change, affected=tuple(affected)) if change.affected else change


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
        specs=_judging_specs(base.specs, head.specs),
        stable_branches=base.stable_branches,
        target_branch=base.target_branch,
    )


def _judging_specs(base: SpecsPolicy, head: SpecsPolicy) -> SpecsPolicy:
    """Return where specs are as the head says, and what is asked of them as the base did.

    Where the base said nothing of specs, the head's demands are the first.
    """
    if base == SpecsPolicy():
        return head
    return replace(
        head,
        ignored=base.ignored,
        redirects=base.redirects,
        line_length=base.line_length,
        required=base.required,
        licence=base.licence,
    )


def _base(sides: Revisions) -> Catalog:
    return _of_base(sides, lambda request: reading.read(request, BOTH_SIDES))


def _of_base(sides: Revisions, read: Callable[[Request], _Read]) -> _Read:
    """Read the base. If its policy is faulty, which the patch may mend, the head's stands in."""
    try:
        return read(sides.base)
    except PolicyError:
        return read(replace(sides.base, policies=_policy_files(sides.head)))


def _policy_files(request: Request) -> tuple[Path, ...]:
    found = (tree / name for tree in request.trees[:1] for name in (YAML_NAME, TOML_NAME))
    return request.policies or tuple(path for path in found if files.exists(path))[:1]


def _exempted(patch: Patch | None, base: Policy) -> Patch | None:
    """Exempt a patch whose authors the policy of the base exempts from release notes."""
    if patch is None or patch.exempt:
        return patch
    return replace(patch, exempt=exemption(patch.commits, base.notes.exempt_authors))
