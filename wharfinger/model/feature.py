# SPDX-License-Identifier: Apache-2.0
"""Features, and what a cell of a support matrix says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.location import Location


class Support(StrEnum):
    """The five answers that a cell can give."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    DEFAULT = "default"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Why a cell says what it says."""

    IMPLEMENTED = "implemented"
    DEFAULT = "default"
    REFUSED = "refused"
    MISSING = "missing"
    CONDITIONAL = "conditional"
    DECLARED = "declared"
    DYNAMIC = "dynamic"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Cell:
    """A driver's support for a feature, with the evidence for it.

    ``value`` is what the cell shows in place of the word, where the policy asks for it.
    """

    support: Support
    basis: Basis
    evidence: Location | None = None
    note: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """A named capability of a group's drivers.

    ``rule`` is one of ``all``, ``any``, ``overrides``, ``attribute``, ``declared``; ``methods``
    are the members that the first three look at. ``level`` is ``required``, ``optional``,
    ``choice:<set>`` or ``undeclared``. ``found`` tells a feature that was derived from the
    interface from one that the policy names. ``declared`` maps a driver's name to what the
    policy says of it.
    """

    key: str
    title: str
    level: str
    rule: str
    methods: tuple[str, ...] = ()
    attribute: str = ""
    contains: object = None
    equals: object = None
    show_value: bool = False
    declared: Mapping[str, str] | None = None
    found: bool = False
