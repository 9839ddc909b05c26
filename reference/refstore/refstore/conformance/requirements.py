# SPDX-License-Identifier: Apache-2.0
"""The requirements, each with an id that stays, and the mark that ties tests to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


class Level(StrEnum):
    """Whom a requirement binds: all drivers, or those that claim a capability."""

    CORE = "core"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a driver has to do. ``since`` is the interface version that asks for it."""

    id: str
    text: str
    level: Level = Level.CORE
    since: str = "9"


def _requirements(*found: Requirement) -> dict[str, Requirement]:
    return {requirement.id: requirement for requirement in found}


REQUIREMENTS = _requirements(
    Requirement("store.create.revision", "A new record is stored as revision 1 and returned."),
    Requirement("store.create.id_taken", "An id that is taken is a ConflictError."),
    Requirement("store.create.name_taken", "A name taken in the scope is a ConflictError."),
    Requirement("store.create.atomic", "A refused creation leaves nothing behind."),
    Requirement("store.create.scopes_apart", "Scopes can have records of the same name."),
    Requirement("store.get.whole", "A record comes back exactly as it was stored."),
    Requirement("store.get.unknown", "An unknown id or name is a NotFoundError."),
    Requirement("store.update.parts", "An update changes what it names and nothing else."),
    Requirement("store.update.revision", "Each update raises the revision by one."),
    Requirement("store.update.compare_and_set", "A stale revision is refused, nothing changes."),
    Requirement("store.update.name_taken", "Renaming to a taken name is a ConflictError."),
    Requirement("store.update.rename", "A rename frees the old name and takes the new one."),
    Requirement("store.update.unknown", "Updating an unknown id is a NotFoundError."),
    Requirement("store.delete.gone", "What is deleted is gone by id, by name and from lists."),
    Requirement("store.delete.compare_and_set", "A stale revision is refused, nothing goes."),
    Requirement("store.delete.unknown", "Deleting an unknown id is a NotFoundError."),
    Requirement("store.list.order", "Records come in order of their ids, by code point."),
    Requirement("store.list.scope", "A list has the records of its scope alone."),
    Requirement("store.list.limit", "A page never has more records than the limit."),
    Requirement("store.list.truncation", "A page tells whether more follow, and where."),
    Requirement("store.list.exact_limit", "A limit equal to the count is no truncation."),
    Requirement("store.list.walk", "Page after page has each record exactly once."),
    Requirement("store.list.after", "A list goes on behind an id, even one that is gone."),
    Requirement("store.list.filters", "Filters are satisfied exactly, or named in the page."),
    Requirement("store.list.filters_and_limit", "Filters and a limit together lose nothing."),
    Requirement("store.scopes.listed", "Scopes that have records are listed, or it refuses."),
    Requirement("store.purge.scope", "Purging deletes and counts the records of one scope."),
    Requirement("store.names.exact", "Names are kept and told apart by code point."),
    Requirement("store.size.plain", "A record of 64 KiB is stored."),
    Requirement("store.engine.healthy", "A healthy engine has nothing wrong with it."),
    Requirement("store.model", "Any sequence of calls does what a dictionary would do."),
    Requirement("store.threads", "Threads share a driver; increments by revision are all kept."),
    Requirement("store.threads.one_name", "Of threads that create one name, exactly one does."),
    Requirement(
        "store.processes", "Processes share a store; increments are all kept.", Level.EXTENDED
    ),
    Requirement("store.persistent", "Records outlive the driver's instance.", Level.EXTENDED),
    Requirement(
        "store.consistent_lists", "A list has a record as soon as it was written.", Level.EXTENDED
    ),
)


def checks(*ids: str) -> Callable[[Test], Test]:
    """Mark a test with the requirements that it checks."""
    found = tuple(REQUIREMENTS[requirement] for requirement in ids)

    def mark(test: Test) -> Test:
        test.requirements = found  # type: ignore[attr-defined]
        return test

    return mark
