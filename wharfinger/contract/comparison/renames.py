# SPDX-License-Identifier: Apache-2.0
"""Finding methods that only have another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from wharfinger.contract.comparison.pairs import Pair, is_protected, is_special
from wharfinger.contract.signatures import parameters_of
from wharfinger.model import Member, MethodKind

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
    fitting = [(old, new) for old in gone.values() for new in fresh.values() if _fits(old, new)]
    candidates = [
        (_likeness(old, new) or _evidence(pair, (old, new), fitting), old.name, new.name)
        for old, new in fitting
    ]
    taken: set[str] = set()
    for likeness, old_name, new_name in sorted(candidates, key=lambda c: (-c[0], c[1:])):
        if likeness and not taken & {old_name, new_name}:
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
    """Return how much the text alone makes of two members one, 0 where it is not enough."""
    if old.doc and old.doc == new.doc:
        return 1.0
    likeness = SequenceMatcher(None, old.name, new.name, autojunk=False).ratio()
    return likeness if likeness >= _ALIKE else 0.0


def _evidence(
    pair: Pair, members: tuple[Member, Member], fitting: Sequence[tuple[Member, Member]]
) -> float:
    """Return the same for what else is known, which counts less than names that are alike."""
    old, new = members
    if _renamed_by_driver(pair, old.name, new.name):
        return _ALIKE / 2
    rivals = sum(other is old or another is new for other, another in fitting)
    both = old.kind is new.kind is MethodKind.ABSTRACT
    shared = _words(old.name) & _words(new.name)
    return _ALIKE / 3 if both and shared and rivals == 1 and parameters_of(old) else 0.0


def _renamed_by_driver(pair: Pair, old: str, new: str) -> bool:
    """Tell whether a driver has renamed its own definition in the same patch."""
    for info in pair.contract.drivers.values():
        if new not in info.own or old in info.own:
            continue
        before = pair.before.class_named(info.name)
        if before and old in before.own and new not in before.own:
            return True
    return False


def _words(name: str) -> frozenset[str]:
    return frozenset(name.lower().split("_")) - {""}
