# SPDX-License-Identifier: Apache-2.0
"""Scripts that move a database from one release to the next, in three phases.

While a service is upgraded, old and new code use one database. *Expand* adds what new code needs,
*migrate* moves data, and *contract* removes what only old code needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.location import Location

PHASES = ("expand", "migrate", "contract")
"""In the order in which they run."""


class Effect(StrEnum):
    """What an operation does to code that does not know of it.

    ``neutral`` operations change the schema, but neither what can be read nor what can be
    written: an index, a wider column. ``unknown`` ones cannot be judged from the text.
    """

    ADDS = "adds"
    REMOVES = "removes"
    RESTRICTS = "restricts"
    NEUTRAL = "neutral"
    DATA = "data"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a script: ``verb`` is a method of Alembic or the words of an SQL statement.

    ``what`` is the kind of the thing that it is about (``table``, ``column``, ``trigger``…),
    ``name`` the thing's name. What only runs show stands in braces in a name. ``table`` is the
    one that a trigger or a constraint is on. For an unknown operation ``name`` says what it is
    that cannot be judged.
    """

    effect: Effect
    verb: str
    what: str = ""
    name: str = ""
    line: int = 0
    table: str = ""

    @property
    def text(self) -> str:
        """Verb and name, as messages and waivers have them."""
        return f"{self.verb} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration script of a phase, and the operations of its upgrade.

    ``home`` is the folder of all phases, ``series`` tells apart scripts in it that are numbered
    anew, such as those of a release. ``number`` is the one in the file's name, None where there
    is none. ``touched`` tells that a patch adds or changes it, and ``edited_since`` the release
    (or ``the base``) that had it with other code.
    """

    path: str
    phase: str
    home: str = ""
    series: str = ""
    number: int | None = None
    operations: tuple[Operation, ...] = ()
    touched: bool = False
    edited_since: str = ""

    def at(self, operation: Operation) -> Location:
        """Return the place of an operation."""
        return Location(self.path, operation.line)
