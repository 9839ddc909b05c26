# SPDX-License-Identifier: Apache-2.0
"""How the types that an annotation allows differ from those that it allowed before."""

from __future__ import annotations

from enum import Enum
from functools import partial

from wharfinger.contract.comparison.containers import holds_less
from wharfinger.contract.comparison.pairs import Pair
from wharfinger.contract.comparison.source_text import same_source

_OBJECT = frozenset({"object", "builtins:object"})
_PROMOTED = {"float": ("int",), "complex": ("int", "float")}


class Turn(Enum):
    """In which way an annotation changed. ``SAME`` counts where one side says nothing."""

    SAME = 0
    WIDENED = 1
    NARROWED = 2
    REPLACED = 3


def turned(pair: Pair, old: tuple[str, str], new: tuple[str, str]) -> Turn:
    """Compare two annotations, each given as its text and the module that it stands in."""
    if not old[0] or not new[0] or (same_source(old[0], new[0]) and old[1] == new[1]):
        return Turn.SAME
    before, after = pair.before.annotation(*old), pair.after.annotation(*new)
    if before == after or _is_open(before) or _is_open(after):
        return Turn.SAME
    grown, shrunk = _covers(pair, after, before), _covers(pair, before, after)
    if grown and shrunk:
        return Turn.SAME
    if grown:
        return Turn.WIDENED
    return Turn.NARROWED if shrunk else Turn.REPLACED


def _is_open(alternatives: frozenset[str]) -> bool:
    """Tell an annotation that allows anything, unchecked."""
    return any(item.rpartition(":")[2] in ("Any", "typing.Any") for item in alternatives)


def _covers(pair: Pair, wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return bool(wide & _OBJECT) or all(_is_covered(pair, item, wide) for item in narrow)


def _is_covered(pair: Pair, item: str, wide: frozenset[str]) -> bool:
    """Tell whether an alternative, or a class that it descends from, is among others."""
    renamed = pair.contract.moved.get(item, item)
    parents = {*pair.after.ancestors(renamed), *pair.before.ancestors(item)}
    if item in wide or renamed in wide or parents & wide or _is_number(item, wide):
        return True
    covers = partial(_holds, pair)
    return any(holds_less(item, other, covers) for other in wide)


def _holds(pair: Pair, held: frozenset[str], allowed: frozenset[str]) -> bool:
    return _is_open(held) or _is_open(allowed) or _covers(pair, allowed, held)


def _is_number(item: str, wide: frozenset[str]) -> bool:
    """Tell whether a number counts as a wider one, as type checkers have it (PEP 484)."""
    name = item.removeprefix("builtins:")
    names = {other.removeprefix("builtins:") for other in wide}
    return any(name in _PROMOTED.get(other, ()) for other in names)
