# SPDX-License-Identifier: Apache-2.0
"""What became of what specs claim: delivered, partly, not delivered, unknown.

Claims are held against the drivers, interfaces, support matrix and options of a catalog, and
against the release notes for the version. What a claim names is in
:mod:`wharfinger.contract.specs.delivery.claims`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wharfinger.contract.specs.delivery import drivers, interfaces, options
from wharfinger.contract.specs.delivery.claims import FORMS, Names, Target, target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.contract.specs.delivery.told import Told
from wharfinger.contract.specs.delivery.verdicts import (
    ClaimDelivery,
    Judgement,
    SpecDelivery,
    Unclaimed,
    Verdict,
)
from wharfinger.model import Catalog, Claim, Group, Location, Spec, SpecStatus

PARTS = ("specs", "policy", "distributions", "groups", "options", "note_texts", "releases")
"""The parts of a catalog that tell of delivery."""

DUE = frozenset({SpecStatus.ACCEPTED, SpecStatus.IMPLEMENTED})
"""The statuses of specs whose claims are to come true."""

_LAPSED = frozenset({SpecStatus.REJECTED, SpecStatus.WITHDRAWN})


def deliveries(
    catalog: Catalog, statuses: Collection[SpecStatus] = DUE
) -> tuple[SpecDelivery, ...]:
    """Return what became of the claims of specs that have some, in the order of the catalog."""
    specs = [spec for spec in catalog.specs if spec.status in statuses and spec.claims]
    if not specs:
        return ()
    known = Known(catalog)
    told = Told(known)
    return tuple(
        SpecDelivery(spec, tuple(_delivery(spec, claim, known, told) for claim in spec.claims))
        for spec in specs
    )


def releases_since(catalog: Catalog, delivery: SpecDelivery) -> int | None:
    """Return how many final releases have all that a spec claims.

    None where that is not known: a claim is not delivered, or no release is known to tell of it.
    """
    made = [release.version for release in catalog.releases if release.version]
    counts: list[int] = []
    for item in delivery.claims:
        if item.verdict is not Verdict.DELIVERED or item.version is None:
            return None
        counts.append(made.index(item.version) + 1 if item.version in made else 0)
    return min(counts, default=None)


def unclaimed(catalog: Catalog) -> tuple[Unclaimed, ...]:
    """Return what is delivered without a claim, sorted.

    These are drivers of the trees, versions and methods of interfaces, each only in groups of
    which some spec claims one of that kind: elsewhere everything would be. Methods count where
    the policy names the group.
    """
    known = Known(catalog)
    claimed = _Claimed(catalog, known)
    found = [item for group in catalog.groups for item in claimed.others(group)]
    return tuple(sorted(found, key=lambda item: (item.group, item.kind, item.name)))


def _delivery(spec: Spec, claim: Claim, known: Known, told: Told) -> ClaimDelivery:
    judgement = _judgement(spec, claim, known)
    if judgement.verdict is Verdict.NOT_DELIVERED:
        judgement = _mended(claim, judgement, told)
    if judgement.verdict in (Verdict.UNKNOWN, Verdict.NOT_DELIVERED):
        return ClaimDelivery(claim, judgement)
    version, place = told.first(spec, claim)
    return ClaimDelivery(claim, judgement, version, place)


def _mended(claim: Claim, judgement: Judgement, told: Told) -> Judgement:
    """Return what release notes say of a claim that the source knows nothing of."""
    if claim.kind == "removes-driver":
        place = told.deprecation(claim)
        note = "a release note speaks of its deprecation; it is still there"
        return Judgement(Verdict.PARTLY, note, (place,)) if place else judgement
    place = told.removal(claim)
    note = "it is not there; a release note tells that it was removed"
    return Judgement(Verdict.DELIVERED, note, (place,)) if place else judgement


def _judgement(spec: Spec, claim: Claim, known: Known) -> Judgement:
    found = target(claim)
    if found is None:
        return Judgement(Verdict.UNKNOWN, f"the claim is not written as {FORMS[claim.kind]}")
    if claim.kind == "adds-driver":
        return drivers.added(found, known, _removals(spec, claim, known.catalog))
    if claim.kind == "removes-driver":
        return drivers.removed(found, known)
    if claim.kind == "adds-option":
        return options.added(found, known)
    return interfaces.changed(found, known)


def _removals(spec: Spec, claim: Claim, catalog: Catalog) -> Iterator[Location]:
    """Yield the claims of other specs to remove a driver that this one adds."""
    for other in catalog.specs:
        if other is not spec and other.status in DUE:
            for item in other.claims:
                if item.kind == "removes-driver" and item.target == claim.target:
                    yield item.location


class _Claimed:
    """What specs claim, by group and kind."""

    def __init__(self, catalog: Catalog, known: Known) -> None:
        self._known = known
        self._names: dict[tuple[str, Names], set[str]] = {}
        for spec in catalog.specs:
            for claim in spec.claims if spec.status not in _LAPSED else ():
                found = target(claim)
                if found is not None and found.names is not Names.OPTION:
                    self._take(found)

    def _take(self, found: Target) -> None:
        named = self._known.group(found.group)
        groups = self._known.interfaces(found.owner) if found.owner else (named,)
        for group in filter(None, groups):
            if found.names is Names.CLASS:
                methods = group.interface.methods if group.interface else ()
                self._set(group, Names.METHOD).update(method.name for method in methods)
            else:
                self._set(group, found.names).add(found.name)

    def _set(self, group: Group, kind: Names) -> set[str]:
        return self._names.setdefault((group.name, kind), set())

    def others(self, group: Group) -> Iterator[Unclaimed]:
        """Yield what a group has besides."""
        if names := self._names.get((group.name, Names.DRIVER)):
            for driver in filter(self._known.is_of_trees, group.drivers):
                if names.isdisjoint((driver.registered_name, driver.name, *driver.aliases)):
                    place = driver.registered_at or driver.location
                    yield Unclaimed(Names.DRIVER, group.name, driver.name, place)
        if names := self._names.get((group.name, Names.VERSION)):
            for version in group.versions:
                if version.version not in names:
                    place = version.location
                    yield Unclaimed(Names.VERSION, group.name, version.version, place)
        yield from self._methods(group)

    def _methods(self, group: Group) -> Iterator[Unclaimed]:
        names = self._names.get((group.name, Names.METHOD))
        if not names or not group.governed or group.interface is None:
            return
        for method in group.interface.methods:
            if method.name not in names and not method.name.startswith("_"):
                yield Unclaimed(Names.METHOD, group.name, method.name, method.location)
