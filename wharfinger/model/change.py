# SPDX-License-Identifier: Apache-2.0
"""Changes between two states of a project: of driver interfaces, and of drivers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.location import Location


class Verdict(StrEnum):
    """What a change does to one side of a contract."""

    BREAKING = "breaking"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"
    COMPATIBLE = "compatible"

    @property
    def rank(self) -> int:
        """0 for the one that matters most."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class ContractRule:
    """One kind of change to an interface, and whom it breaks.

    ``implementer`` and ``caller`` are the verdicts for who writes a driver and who calls
    one; a condition in words belongs to each verdict that is conditional. ``sections`` are
    the sections of release notes of which one satisfies the rule. ``moves`` names, by
    versioning strategy, what makes the change right there in the words of a remedy; a
    strategy that is not in it asks for nothing but the note. ``mirror`` is the rule
    for the same change backwards, or empty, and then ``no_mirror`` says why there is none.
    """

    id: str
    code: str
    summary: str
    implementer: Verdict
    caller: Verdict
    implementer_condition: str = ""
    caller_condition: str = ""
    sections: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    mirror: str = ""
    no_mirror: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """A driver that a change reaches: which, whose, and where its code is.

    ``driver`` is ``group:name``. ``signature`` is the driver's own definition of the changed
    method as source text, empty where it has none. ``location`` is that of this definition, or
    of the driver's class.
    """

    driver: str
    distribution: str
    location: Location | None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an interface between base and head.

    ``rule`` is the id of a :class:`ContractRule`. ``subject`` is ``module:Class.member``,
    ``module:Class``, a group, or ``group:name``. ``detail`` is the name of what changed
    within the subject, such as a parameter. ``old`` and ``new`` are source text, empty where
    there is nothing. ``location`` is in the head, or in the base for what is gone.
    ``groups`` are those whose drivers follow the interface. ``interface`` is the class at
    the base whose contract it belongs to. ``evidence`` is the place that sharpened a
    conditional verdict. The verdicts hold for this change: conditions are already weighed.
    """

    rule: str
    code: str
    subject: str
    implementer: Verdict
    caller: Verdict
    location: Location
    implementer_condition: str = ""
    caller_condition: str = ""
    detail: str = ""
    old: str = ""
    new: str = ""
    interface: str = ""
    groups: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()
    evidence: Location | None = None

    @property
    def name(self) -> str:
        """The last part of the subject: what people call it."""
        return self.subject.rpartition(":")[2].rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class DriverChange:
    """What happened to a driver.

    ``change`` is ``added``, ``removed``, ``retargeted``, ``renamed`` (``old`` is the name
    that is gone or became an alias), ``state`` or ``feature`` (``feature`` is its key; ``old``
    and ``new`` are supports). ``old`` and ``new`` are texts.
    """

    group: str
    name: str
    change: str
    old: str = ""
    new: str = ""
    feature: str = ""
    location: Location | None = None

    @property
    def subject(self) -> str:
        """How findings name the driver: ``group:name``."""
        return f"{self.group}:{self.name}"
