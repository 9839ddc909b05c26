# SPDX-License-Identifier: Apache-2.0
"""Specs that share a slug, so that none can be named by it."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.judged import Scope
from wharfinger.model import Catalog, CodedFault, Location, Severity
from wharfinger.model.spec import Spec


def faults(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield each slug that several specs have, at the last of them that is judged.

    It is a warning where the cycle, the status or the project sets them apart: a spec that is
    proposed again keeps its name.
    """
    scope = Scope(catalog)
    for slug, specs in sorted(_shared(catalog).items()):
        judged = [spec for spec in specs if scope.has((spec.path,))]
        if judged:
            yield _fault(slug, judged[-1], specs)


def _shared(catalog: Catalog) -> dict[str, list[Spec]]:
    found: dict[str, list[Spec]] = {}
    for spec in sorted(catalog.specs, key=lambda item: item.path):
        found.setdefault(spec.slug, []).append(spec)
    return {slug: specs for slug, specs in found.items() if len(specs) > 1}


def _fault(slug: str, at: Spec, specs: list[Spec]) -> CodedFault:
    others = [spec.path for spec in specs if spec is not at]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    message = f"the slug {slug!r} is also that of {', '.join(others[:3])}{more}"
    apart = len({(spec.project, spec.cycle, spec.status) for spec in specs}) == len(specs)
    remedy = (
        "Name them by their paths where one refers to the other, or rename one."
        if apart
        else "Rename one of the files, or delete the one that is a copy."
    )
    severity = Severity.WARNING if apart else None
    return CodedFault(codes.DUPLICATE_SLUG, message, remedy, Location(at.path, 1), slug, severity)
