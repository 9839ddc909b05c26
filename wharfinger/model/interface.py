# SPDX-License-Identifier: Apache-2.0
"""Interfaces: the contract that the drivers of a group implement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.location import Location


class MethodKind(StrEnum):
    """What an interface's own definition of a method does."""

    ABSTRACT = "abstract"
    REFUSING = "refusing"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a method; ``kind`` is the lower-case name of :class:`inspect.Parameter`'s.

    ``annotation`` and ``default`` are source text, empty where there is none.
    """

    name: str
    kind: str
    line: int
    annotation: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What says that something is deprecated. Empty strings where it does not say."""

    source: str
    location: Location | None
    since: str = ""
    removal: str = ""
    replacement: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A member of an interface, as its first definition has it.

    ``form`` is ``method``, ``classmethod``, ``staticmethod``, ``property`` or ``attribute``.
    ``refuses_with`` names the exception that a refusing method raises.
    ``owner`` is the qualified name of the class that defines it.
    """

    name: str
    kind: MethodKind
    form: str
    owner: str
    location: Location
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    asynchronous: bool = False
    has_setter: bool = False
    decorators: tuple[str, ...] = ()
    doc: str = ""
    refuses_with: str = ""
    deprecation: Deprecation | None = None


@dataclass(frozen=True, slots=True)
class InterfaceVersion:
    """One version of a versioned interface, as the policy declares it.

    ``adapter`` is the class that lets a driver of this version serve the next one.
    """

    version: str
    class_name: str
    state: str
    since: str = ""
    removal: str = ""
    replacement: str = ""
    reason: str = ""
    location: Location | None = None
    adapter: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """The contract of a group: the members that its class and the class's bases define."""

    name: str
    location: Location
    doc: str
    methods: tuple[Method, ...]
    bases: tuple[str, ...] = ()
    deprecation: Deprecation | None = None
