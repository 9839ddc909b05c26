# SPDX-License-Identifier: Apache-2.0
"""Finding methods that only have another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from wharfinger.contract.comparison.pairs import Pair, is_protected, is_special
from wharfinger.contract.signatures import parameters_of
from wharfinger.model import Member

# Below this, two names have little in common but letters.
_ALIKE = 0.6
# More candidates than this are a rewrite, not a renaming.
_MOST = 40


def renames(
    pair: Pair, gone: Mapping[str, Member], fresh: Mapping[str, Member]
) -> Iterator[tuple[Member, Member]]:
    """Yield what is gone with the new member that takes its place, the most alike first."""
    if pair.gap or len(gone) > _MOST or len(fresh) > _MOST:
        return
    candidates = [
        (_likeness(old, new), old.name, new.name)
        for old in gone.values()
        for new in fresh.values()
        if _fits(old, new)
    ]
    taken: set[str] = set()
    for likeness, old_name, new_name in sorted(candidates, key=lambda c: (-c[0], c[1:])):
        if likeness >= _ALIKE and not taken & {old_name, new_name}:
            taken |= {old_name, new_name}
            yield gone[old_name], fresh[new_name]


def _fits(old: Member, new: Member) -> bool:
    if is_special(old.name) or is_special(new.name) or is_protected(old.name):
        return False
    if is_protected(new.name) or old.form in ("attribute", "made", "none"):
        return False
    before = [(p.name, p.kind) for p in parameters_of(old)]
    after = [(p.name, p.kind) for p in parameters_of(new)]
    return old.form == new.form and old.kind == new.kind and before == after


def _likeness(old: Member, new: Member) -> float:
    if old.doc and old.doc == new.doc:
        return 1.0
    return SequenceMatcher(None, old.name, new.name, autojunk=False).ratio()
