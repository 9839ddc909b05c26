# SPDX-License-Identifier: Apache-2.0
"""Classes as the static reader understands them, without running anything.

The reader (:mod:`wharfinger.sources.python`) makes these; :mod:`wharfinger.contract`
judges them. Neither needs to know how the other works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wharfinger.model.interface import Deprecation, MethodKind, Parameter
from wharfinger.model.location import Location


@dataclass(frozen=True, slots=True)
class Use:
    """A method's use of another member of its object: ``self.name`` or ``super().name``.

    ``via`` is ``self`` or ``super``. ``positional`` and ``keywords`` are those of a call, with
    ``open_ended`` where ``*`` or ``**`` may pass more; ``called`` is False for a mere mention.
    """

    name: str
    via: str
    location: Location
    called: bool = True
    positional: int = 0
    keywords: tuple[str, ...] = ()
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """What a class body binds to a name: a function, a property or another value.

    ``form`` is that of a :class:`~wharfinger.model.Method`, ``none`` for an attribute that
    is None, or ``made`` for one that a call makes. ``kind`` is what the body does on its
    own, ``ABSTRACT`` whenever it is marked so. ``refuses_with`` names the exception of a
    refusing member, ``refuses_if`` those of raises under a condition, with the line of the
    first. A member that does nothing but call another one has that one's name in ``calls``
    (the name of the member) and ``calls_parent`` (True if it is looked up behind the
    class, with ``super()``). ``dynamic`` says why the member may be something else at run time.
    ``annotation`` and ``value`` are the source text of an attribute's. ``raises`` are the
    exceptions that the docstring documents, ``uses`` what the body does with its own object.
    """

    name: str
    form: str
    kind: MethodKind
    location: Location
    owner: str
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    asynchronous: bool = False
    has_setter: bool = False
    decorators: tuple[str, ...] = ()
    doc: str = ""
    refuses_with: str = ""
    refuses_if: tuple[str, ...] = ()
    refuses_line: int = 0
    calls: str = ""
    calls_parent: bool = False
    deprecation: Deprecation | None = None
    dynamic: str = ""
    annotation: str = ""
    value: str = ""
    final: bool = False
    generator: bool = False
    raises: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClassInfo:
    """A class, its own members, and its ancestors in method resolution order.

    ``unresolved`` is the reason why nothing is known about this class: it then stands in
    a lineage for a base that could not be found, and has no members. ``dynamic`` is the
    reason why it may have members that its source does not show, ``rewritten`` why those
    that it shows may have been replaced or removed since. ``standard`` tells
    classes of the standard library, which never count as interfaces.

    ``declared`` maps attributes that have an annotation but no value to that annotation's source
    text, in their order. ``enforces`` tells that abstract methods keep the class from being
    instantiated (``ABCMeta``), ``protocol`` that it is a ``typing.Protocol``. ``slots`` are its
    ``__slots__``, None where it has none or they cannot be read.
    """

    name: str
    location: Location | None = None
    doc: str = ""
    members: Mapping[str, Member] | None = None
    ancestors: tuple[ClassInfo, ...] = ()
    unresolved: str = ""
    dynamic: str = ""
    rewritten: str = ""
    standard: bool = False
    deprecation: Deprecation | None = None
    declared: Mapping[str, str] = field(default_factory=dict)
    enforces: bool = False
    protocol: bool = False
    final: bool = False
    slots: tuple[str, ...] | None = None

    @property
    def lineage(self) -> tuple[ClassInfo, ...]:
        """The class and its ancestors, in method resolution order."""
        return (self, *self.ancestors)

    @property
    def own(self) -> Mapping[str, Member]:
        """The members that the class's own body defines."""
        return self.members or {}


class Meaning(Protocol):
    """Answers what source text means on one side of a comparison."""

    def annotation(self, text: str, module: str) -> frozenset[str]:
        """Return the alternatives that an annotation allows, each spelled in one way.

        ``Optional[int]`` and ``int | None`` both give ``int`` and ``None``. Names are
        absolute, ``module:Name``; an alternative that cannot be made out is its own text.
        """

    def constant(self, text: str, module: str) -> object:
        """Return the value of an expression, an UnknownValue where it cannot be evaluated."""

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the ancestors of a class ``module:Name``, none where it is unknown."""

    def class_named(self, name: str) -> ClassInfo | None:
        """Return the class that can be had by a name ``module:Name``, None where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """The classes behind a group, for comparing two states of it.

    ``interface`` is the class of the interface, ``versions`` the class of each version that the
    policy names. ``exposed`` are the types that their signatures show to drivers and
    callers and that belong to the host: enumerations, exceptions, named tuples and other classes.
    ``drivers`` maps a driver's name to its class. ``moved`` maps names ``module:Class`` by which a
    class of the contract can be had besides its own to that class's name: re-exports and aliases.
    ``unreadable`` are files of the contract that cannot be read, with the reason. ``adapters`` maps
    an old version to the class of the host that lets its drivers serve the newest one.
    ``published`` maps further names of the interface and its versions, as the policy writes them or
    as the packages around offer them, to the class's own name.
    """

    group: str
    interface: ClassInfo | None
    versions: Mapping[str, ClassInfo]
    exposed: tuple[ClassInfo, ...]
    drivers: Mapping[str, ClassInfo]
    meaning: Meaning
    moved: Mapping[str, str] = field(default_factory=dict)
    unreadable: tuple[tuple[Location, str], ...] = ()
    adapters: Mapping[str, ClassInfo] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """The interface, its versions, their bases and the exposed types, each once."""
        starts = (*filter(None, (self.interface,)), *self.versions.values())
        lineages = [item for start in starts for item in start.lineage]
        known = (item for item in (*lineages, *self.exposed))
        return tuple(dict.fromkeys(i for i in known if not i.standard and not i.unresolved))


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value that bounded evaluation does not reach, and why."""

    reason: str

    def __str__(self) -> str:
        return "unknown"


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A member of an enumeration, or a combination of flags.

    ``value`` is None where it could not be evaluated. ``members`` are the names and
    integer values of the enumeration, so that a bit mask can be asked for its parts.
    """

    enum: str
    name: str
    value: object = None
    members: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names a class, function or module: its qualified name."""

    name: str

    def __str__(self) -> str:
        return self.name.replace(":", ".").rpartition(".")[2]


def shown(value: object) -> str:
    """Return a value as a person would write it in a table cell."""
    if isinstance(value, dict):
        return ", ".join(f"{shown(k)}={shown(v)}" for k, v in value.items())
    if isinstance(value, (set, frozenset)):
        return ", ".join(sorted(shown(item) for item in value))
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
