# SPDX-License-Identifier: Apache-2.0
"""Specs in groups: by cycle, status, genre, or by the drivers that they claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from wharfinger.contract.specs.delivery.claims import Names, target
from wharfinger.contract.specs.series import age
from wharfinger.model import Spec, SpecStatus


def drivers(spec: Spec) -> tuple[str, ...]:
    """Return the drivers that a spec adds or removes, ``group:name``."""
    found = ((claim, target(claim)) for claim in spec.claims)
    return tuple(
        dict.fromkeys(claim.target for claim, it in found if it and it.names is Names.DRIVER)
    )


BY: dict[str, Callable[[Spec], tuple[str, ...]]] = {
    "cycle": lambda spec: (spec.cycle,),
    "status": lambda spec: (str(spec.status or ""),),
    "genre": lambda spec: (spec.genre,),
    "driver": lambda spec: drivers(spec) or ("",),
    "none": lambda _: ("",),
}
"""How a spec is grouped: the words of its groups, an empty one where it has none."""


def grouped(specs: Iterable[Spec], by: str) -> Iterator[tuple[str, Sequence[Spec]]]:
    """Yield the title of each group with its specs; the group of those without comes last."""
    found: dict[str, list[Spec]] = {}
    for spec in specs:
        for word in BY[by](spec):
            found.setdefault(word, []).append(spec)
    for word in _ordered(found, by):
        yield _title(word, by, len(found[word])), found[word]


def _ordered(found: Iterable[str], by: str) -> list[str]:
    if by == "status":
        known = list(SpecStatus)
        return sorted(found, key=lambda word: known.index(SpecStatus(word)) if word else len(known))
    if by == "cycle":
        return sorted(found, key=age, reverse=True)
    return sorted(found, key=lambda word: (not word, word))


def _title(word: str, by: str, count: int) -> str:
    number = f"{count} spec{'' if count == 1 else 's'}"
    if by == "none":
        return number
    return f"{word or f'No {by}'}: {number}"
