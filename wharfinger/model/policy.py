# SPDX-License-Identifier: Apache-2.0
"""The policy: what a project says of its drivers that cannot be derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wharfinger.model.distribution import Fault
from wharfinger.model.feature import Feature
from wharfinger.model.finding import Severity
from wharfinger.model.interface import InterfaceVersion
from wharfinger.model.location import Location


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a group's drivers are registered, if not as entry points.

    ``kind`` is one of ``mapping`` (a literal of dotted names), ``decorated`` (classes
    that carry a decorator), ``subclasses`` (of a class) and ``calls`` (of a register
    function with literal arguments). ``subject`` is the mapping, decorator, class or
    function. ``below`` limits the search to a folder of the source, ``key`` picks the
    dotted name out of a mapping's inner mapping, ``arguments`` says which argument of a
    call (its position or keyword) is the driver's ``name``, ``target``, ``module`` or
    ``attribute``.
    """

    kind: str
    subject: str
    below: str = ""
    key: str = ""
    arguments: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactRule:
    """Where a fact is read: a class attribute, and how its values are to be understood."""

    key: str
    attribute: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """What the policy says about one group. ``facts_of`` maps a driver to its facts."""

    name: str
    location: Location
    title: str = ""
    interface: str = ""
    versioning: str = "default-implementation"
    versions: tuple[InterfaceVersion, ...] = ()
    features: tuple[Feature, ...] | None = None
    fact_rules: tuple[FactRule, ...] = ()
    facts_of: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    origin: Origin | None = None
    structural: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written exception: this code on this subject, for this reason."""

    code: str
    subject: str
    reason: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A project's policy; the default one where there is no policy file.

    ``severities`` and ``options`` are keyed by a check's code. ``location`` is None for
    the default. ``faults`` are those of the policies that distributions ship.
    """

    project: str = ""
    location: Location | None = None
    groups: Mapping[str, GroupPolicy] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    faults: tuple[Fault, ...] = ()
