# SPDX-License-Identifier: Apache-2.0
"""What supersedes what: both specs say it, the status agrees, and nothing runs in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.cycles import cycles
from wharfinger.contract.specs.judged import Scope
from wharfinger.contract.specs.names import Names
from wharfinger.model import Catalog, CodedFault
from wharfinger.model.spec import Spec, SpecStatus

_DROPPED = (SpecStatus.REJECTED, SpecStatus.WITHDRAWN)
# What is not accepted replaces nothing yet.
_UNDECIDED = (SpecStatus.DRAFT, SpecStatus.IN_REVIEW, *_DROPPED)


def faults(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield what is wrong between specs that supersede each other, where one is judged."""
    names, scope = Names(catalog.specs), Scope(catalog)
    for spec in catalog.specs:
        if scope.has((spec.path,)):
            yield from _alone(spec)
        yield from _of_field(spec, "supersedes", spec.supersedes, names, scope)
        yield from _of_field(spec, "superseded-by", spec.superseded_by, names, scope)
    yield from _circles(catalog, names, scope)


def _alone(spec: Spec) -> Iterator[CodedFault]:
    """Yield where the status and the successors of one spec do not agree."""
    status = spec.status
    if status is SpecStatus.SUPERSEDED and not spec.superseded_by:
        message = "the spec is superseded, and does not say by what"
        remedy = "Add the field superseded-by with the slug of its successor."
        yield CodedFault(codes.SUCCESSION, message, remedy, spec.at("status"), "superseded-by")
    elif spec.superseded_by and status not in (SpecStatus.SUPERSEDED, None):
        message = f"the spec says that it is superseded, and its status is {status}"
        remedy = "Set the status to superseded, or drop the field superseded-by."
        yield CodedFault(codes.SUCCESSION, message, remedy, spec.at("superseded-by"), "status")


def _of_field(
    spec: Spec, field: str, targets: tuple[str, ...], names: Names, scope: Scope
) -> Iterator[CodedFault]:
    for target in targets:
        found = names.find(target)
        if not scope.has((spec.path, *(other.path for other in found))):
            continue
        problem = names.problem(target)
        if problem is None:
            problem = _out_of_step(spec, field, found[0], names)
        if problem is not None:
            yield CodedFault(codes.SUCCESSION, *problem, spec.at(field), f"{field}:{target}")


def _out_of_step(spec: Spec, field: str, other: Spec, names: Names) -> tuple[str, str] | None:
    """Return how two specs do not agree, and what to do; None where they do."""
    if spec is other:
        # A circle of one is reported with the others.
        return None
    if field == "supersedes":
        if spec.status in _UNDECIDED or _names(other.superseded_by, spec, names):
            return None
        return (
            f"the spec supersedes {other.path}, which does not say so",
            f"Set the status of {other.path} to superseded and its superseded-by to {spec.slug}.",
        )
    if other.status in _DROPPED:
        return (
            f"the spec is superseded by {other.path}, which is {other.status}",
            "Name another successor, or drop the field and set the status that holds.",
        )
    if _names(other.supersedes, spec, names):
        return None
    return (
        f"the spec is superseded by {other.path}, which does not say so",
        f"Add {spec.slug} to the field supersedes of {other.path}.",
    )


def _names(targets: tuple[str, ...], spec: Spec, names: Names) -> bool:
    return any(found is spec for target in targets for found in names.find(target))


def _circles(catalog: Catalog, names: Names, scope: Scope) -> Iterator[CodedFault]:
    specs = {spec.path: spec for spec in catalog.specs}
    for circle in cycles(_edges(catalog, names)):
        if not scope.has(circle):
            continue
        spec = specs[circle[0]]
        field = "supersedes" if spec.supersedes else "superseded-by"
        way = " and ".join(circle[1:])
        message = f"the spec and {way} supersede each other" if way else "it supersedes itself"
        remedy = "Drop the field supersedes of the older spec, and superseded-by of the newer."
        yield CodedFault(codes.SUCCESSION, message, remedy, spec.at(field), "circle")


def _edges(catalog: Catalog, names: Names) -> dict[str, list[str]]:
    """Return for each spec those that it replaces, whichever of the two says so."""
    edges: dict[str, list[str]] = {}
    for spec in catalog.specs:
        for target in spec.supersedes:
            if other := names.one(target):
                edges.setdefault(spec.path, []).append(other.path)
        for target in spec.superseded_by:
            if other := names.one(target):
                edges.setdefault(other.path, []).append(spec.path)
    return edges
