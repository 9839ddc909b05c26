# SPDX-License-Identifier: Apache-2.0
"""Triggers keep old and new columns alike between expand and contract, and not a day longer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from wharfinger.model import Effect, Migration, Operation

Pair = tuple[Migration, Operation]

_PLACE = re.compile(r"\{[^{}]*\}")


def not_dropped(migrations: Sequence[Migration]) -> Iterator[Pair]:
    """Yield triggers of expand that no contract of that number or a later one drops.

    Where such a contract has operations that cannot be judged, nothing is certain.
    """
    for migration, trigger in _operations(migrations, "expand", Effect.ADDS):
        later = [c for c in _of(migrations, "contract", migration) if _may_follow(migration, c)]
        if not _settled(later, partial(_ends, trigger)):
            yield migration, trigger


def not_created(migrations: Sequence[Migration]) -> Iterator[Pair]:
    """Yield triggers that contract drops and no expand of that number or an earlier one creates."""
    for migration, trigger in _operations(migrations, "contract", Effect.REMOVES):
        earlier = [e for e in _of(migrations, "expand", migration) if _may_follow(e, migration)]
        if not _settled(earlier, partial(_begins, trigger)):
            yield migration, trigger


def _operations(migrations: Iterable[Migration], phase: str, effect: Effect) -> Iterator[Pair]:
    for migration in migrations:
        for item in migration.operations:
            if migration.phase == phase and item.effect is effect and item.what == "trigger":
                yield migration, item


def _of(migrations: Iterable[Migration], phase: str, like: Migration) -> Iterator[Migration]:
    return (item for item in migrations if item.phase == phase and item.home == like.home)


def _may_follow(expand: Migration, contract: Migration) -> bool:
    """Tell whether a contract is not before an expand; numbers compare within a series alone."""
    if expand.number is None or contract.number is None or expand.series != contract.series:
        return True
    return contract.number >= expand.number


def _settled(migrations: Iterable[Migration], fits: Callable[[Operation], bool]) -> bool:
    operations = [item for migration in migrations for item in migration.operations]
    return any(item.effect is Effect.UNKNOWN or fits(item) for item in operations)


def _ends(trigger: Operation, item: Operation) -> bool:
    """Tell whether an operation drops a trigger, or the table that it is on."""
    if item.effect is not Effect.REMOVES:
        return False
    if item.what == "table":
        return bool(trigger.table) and _alike(item.name, trigger.table)
    return item.what == "trigger" and _alike(item.name, trigger.name)


def _begins(trigger: Operation, item: Operation) -> bool:
    created = item.effect is Effect.ADDS and item.what == "trigger"
    return created and _alike(item.name, trigger.name)


def _alike(one: str, other: str) -> bool:
    """Tell whether two names may be one; what only runs show may be anything."""
    if one.casefold() == other.casefold():
        return True
    return any(
        _PLACE.search(name) and _pattern(name).fullmatch(_PLACE.sub("x", text))
        for name, text in ((one, other), (other, one))
    )


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _PLACE.split(name))), re.IGNORECASE | re.DOTALL)
