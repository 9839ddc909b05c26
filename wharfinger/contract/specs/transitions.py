# SPDX-License-Identifier: Apache-2.0
"""What a patch does to specs that were there: their status, accepted text, and template."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.judged import pairs
from wharfinger.model import Catalog, CodedFault
from wharfinger.model.spec import Spec, SpecStatus

_DRAFT, _IN_REVIEW = SpecStatus.DRAFT, SpecStatus.IN_REVIEW
_ACCEPTED, _IMPLEMENTED = SpecStatus.ACCEPTED, SpecStatus.IMPLEMENTED
_SUPERSEDED = SpecStatus.SUPERSEDED
_REJECTED, _WITHDRAWN = SpecStatus.REJECTED, SpecStatus.WITHDRAWN

ALLOWED: dict[SpecStatus, tuple[SpecStatus, ...]] = {
    _DRAFT: (_IN_REVIEW, _ACCEPTED, _REJECTED, _WITHDRAWN),
    _IN_REVIEW: (_DRAFT, _ACCEPTED, _REJECTED, _WITHDRAWN),
    _ACCEPTED: (_IMPLEMENTED, _SUPERSEDED, _WITHDRAWN, _IN_REVIEW),
    _IMPLEMENTED: (_SUPERSEDED,),
    _REJECTED: (_DRAFT,),
    _WITHDRAWN: (_DRAFT,),
    _SUPERSEDED: (),
}
"""Which status may follow which."""

# While it is one of these, people rely on what the text says.
_AGREED = (_ACCEPTED, _IMPLEMENTED, _SUPERSEDED)


def transitions(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the specs whose status has become one that may not follow what it was."""
    for before, after in _kept(catalog):
        old, new = before.status, after.status
        if old is None or new is None or new is old or new in ALLOWED[old]:
            continue
        message = f"the status was {old}, which does not become {new}"
        yield CodedFault(
            codes.STATUS_TRANSITION, message, _way(old, new), after.at("status"), "status"
        )


def changed_texts(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the specs whose accepted text differs while their record of changes does not.

    Where a genre has no section for that, nothing is asked; where the genre is a guess, only
    specs that have the section already are.
    """
    for before, after in _kept(catalog):
        agreed = before.status in _AGREED and after.status in _AGREED
        if not agreed or not _keeps_history(before, after) or before.digest == after.digest:
            continue
        if after.history and after.history != before.history:
            continue
        yield CodedFault(
            codes.ACCEPTED_CHANGED,
            f"the text of the spec changes though it is {before.status}, and "
            f"{after.history_section!r} does not say so",
            f"Add what changes, when and why to {after.history_section!r}, or write a new spec.",
            after.at(),
            "",
        )


def old_templates(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the specs whose text changes while they keep to an old version of their template."""
    for before, after in _kept(catalog):
        if not 0 < after.template_version < after.newest_version or before.digest == after.digest:
            continue
        name, newest = after.template or after.genre, after.newest_version
        yield CodedFault(
            codes.OLD_TEMPLATE,
            f"the spec keeps to version {after.template_version} of the template {name}, "
            f"of which the newest is {newest}",
            f"Take over what the newest asks for, and set the field template to {name} {newest}.",
            after.at("template"),
            "",
        )


def _keeps_history(before: Spec, after: Spec) -> bool:
    guessed = after.genre_basis == "best match"
    return bool(after.history_section) and bool(before.history or not guessed)


def _kept(catalog: Catalog) -> Iterator[tuple[Spec, Spec]]:
    """Yield the specs that both sides have, as they were and as they are."""
    for pair in pairs(catalog):
        if pair.before is not None and pair.after is not None:
            yield pair.before, pair.after


def _way(old: SpecStatus, new: SpecStatus) -> str:
    """Return what to do instead: the steps between, or what may follow."""
    middle = next((step for step in ALLOWED[old] if new in ALLOWED[step]), None)
    if middle is not None:
        return f"Let it become {middle} first, in a review of its own."
    allowed = ", ".join(ALLOWED[old])
    return (
        f"After {old} comes one of: {allowed}."
        if allowed
        else f"Write a new spec; one that is {old} stays so."
    )
