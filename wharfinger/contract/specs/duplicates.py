# SPDX-License-Identifier: Apache-2.0
"""Specs that share a slug or a number, so that none can be named by it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.judged import Scope
from wharfinger.model import Catalog, CodedFault, Location, Severity
from wharfinger.model.spec import Spec

_NAMES = ("slug", "number")


def faults(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield each slug or number that several specs have, at the last of them that is judged.

    What another cycle or project has is no fault: a spec that is proposed again keeps its name,
    and who refers to one of the two by it is told. It is a warning where the status sets the
    specs apart.
    """
    scope = Scope(catalog)
    for name in _NAMES:
        for key, specs in _shared(catalog, name):
            judged = [spec for spec in specs if scope.has((spec.path,))]
            if judged:
                yield _fault(name, key, judged[-1], specs)


def _shared(catalog: Catalog, name: str) -> Iterator[tuple[str, list[Spec]]]:
    """Yield the specs of one project and cycle that share a slug, or a number but not the slug."""
    found: dict[tuple[str, ...], list[Spec]] = {}
    for spec in sorted(catalog.specs, key=attrgetter("path")):
        if value := getattr(spec, name):
            found.setdefault((spec.project, spec.cycle, value), []).append(spec)
    for key, namesakes in sorted(found.items()):
        specs = _without_signposts(namesakes)
        if len({spec.path if name == "slug" else spec.slug for spec in specs}) > 1:
            yield "/".join(filter(None, key)), specs


def _without_signposts(specs: list[Spec]) -> list[Spec]:
    """Return specs without pages that only say where one of the others is now."""
    return [spec for spec in specs if spec.status or spec.genre] or specs


def _fault(name: str, key: str, at: Spec, specs: list[Spec]) -> CodedFault:
    others = [spec.path for spec in specs if spec is not at]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    message = f"the {name} {getattr(at, name)!r} is also that of {', '.join(others[:3])}{more}"
    apart = len({spec.status for spec in specs}) == len(specs)
    remedy = (
        f"Give one of them a {name} of its own."
        if name == "number"
        else "Delete the one that is left over, or rename it."
        if apart
        else "Rename one of the files, or delete the one that is a copy."
    )
    return CodedFault(
        codes.DUPLICATE_SLUG,
        message,
        remedy,
        Location(at.path, 1),
        key if name == "slug" else f"{name}:{key}",
        Severity.WARNING if apart and name == "slug" else None,
    )
