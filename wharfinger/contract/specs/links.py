# SPDX-License-Identifier: Apache-2.0
"""Links of specs that lead nowhere in the repository, and what specs require in vain."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.judged import Scope, pairs
from wharfinger.contract.specs.names import Names
from wharfinger.model import Catalog, CodedFault, Location
from wharfinger.model.spec import Link, Spec, SpecStatus

_DROPPED = (SpecStatus.REJECTED, SpecStatus.WITHDRAWN)
_OVER = (*_DROPPED, SpecStatus.SUPERSEDED)
_WORDING = {
    "doc": ("no document", "Name a document by its path without the ending"),
    "ref": ("no label", "Write the label above a section title"),
    "file": ("no file", "Add the file, or name one"),
}


def faults(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the broken links of the specs that are judged, and of those that lose their target.

    The links to documents, labels and files that a spec still has are those which the source could
    not find.
    """
    names, scope, lost = Names(catalog.specs), Scope(catalog), _lost(catalog)
    for spec in catalog.specs:
        judged = scope.has((spec.path,))
        for link in spec.links:
            if judged or _is_lost(link, lost):
                yield from _of_link(spec, link, names)
        for name in spec.requires:
            if judged or lost.find(name) or scope.has(s.path for s in names.find(name)):
                yield from _required(spec, name, names)


def _lost(catalog: Catalog) -> Names:
    """Return the specs that were in the base and are not where they were."""
    return Names(
        pair.before
        for pair in pairs(catalog)
        if pair.before and (pair.after is None or pair.after.path != pair.before.path)
    )


def _is_lost(link: Link, lost: Names) -> bool:
    if link.kind == "doc":
        return bool(lost.find(link.target.rpartition("/")[2]))
    return link.kind == "spec" and bool(lost.find(link.target))


def _of_link(spec: Spec, link: Link, names: Names) -> Iterator[CodedFault]:
    where = Location(spec.path, link.line, link.column)
    key = f"{link.kind}:{link.target}"
    if link.kind == "spec":
        problem = names.problem(link.target)
    else:
        what, remedy = _WORDING[link.kind]
        problem = (f"there is {what} {link.target!r}", f"{remedy} that is in this repository.")
    if problem is not None:
        yield CodedFault(codes.BROKEN_LINK, *problem, where, key)


def _required(spec: Spec, name: str, names: Names) -> Iterator[CodedFault]:
    problem = names.problem(name)
    other = names.one(name)
    if other is spec:
        problem = ("the spec requires itself", "Drop it from the field requires.")
    elif other is not None and other.status in _DROPPED and spec.status not in _OVER:
        problem = (
            f"the spec requires {other.path}, which is {other.status}",
            "Require what takes its place, or do without it.",
        )
    if problem is not None:
        yield CodedFault(codes.BROKEN_LINK, *problem, spec.at("requires"), f"requires:{name}")
