# SPDX-License-Identifier: Apache-2.0
"""What drivers define in the place of their interface's methods, and how far it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from wharfinger.contract.identical import Identical
from wharfinger.contract.interfaces import describe
from wharfinger.contract.signatures import (
    Difference,
    Parameters,
    Shift,
    compare_signatures,
    is_positional,
    is_required,
    parameters_of,
    variadic,
)
from wharfinger.model import Catalog, Contract, Driver, Group, Method, Parameter

CALLABLE = ("method", "classmethod", "staticmethod")

# Decorators behind which a function is called with the arguments that it declares.
_TRANSPARENT = frozenset(
    {"abstractmethod", "abstractclassmethod", "abstractstaticmethod", "classmethod"}
    | {"staticmethod", "override", "overrides", "final", "deprecated", "remove", "no_type_check"}
    | {"wraps", "cache", "lru_cache", "contextmanager", "asynccontextmanager", "retry"}
    | {"synchronized", "timer", "counter", "trace", "trace_method", "abstractproperty"}
    | {"property", "cached_property", "setter"}
)
_REQUIRED = Parameter("", "positional_or_keyword", 0)


@dataclass(frozen=True, slots=True)
class Override:
    """A driver's definition of a method, beside that of the interface which it replaces.

    ``drivers`` are the subjects of the drivers that have it: a base class serves several, in
    several ``groups``.
    """

    interface: str
    expected: Method
    given: Method
    drivers: tuple[str, ...]

    @property
    def groups(self) -> frozenset[str]:
        """The groups that the drivers are in."""
        return frozenset(subject.partition(":")[0] for subject in self.drivers)

    @property
    def subject(self) -> str:
        """How findings name the override: ``module:Class.method``."""
        return f"{self.given.owner}.{self.given.name}"

    @property
    def shown(self) -> str:
        """The override as a person names it, with the drivers that have it."""
        return f"{_short(self.given)} ({_listed(self.drivers)})"

    @property
    def replaced(self) -> str:
        """The interface's method as a person names it, with its parameters."""
        return f"{_short(self.expected)}({signature(self.expected)})"


def overrides(catalog: Catalog) -> tuple[Override, ...]:
    """Return the overrides of all drivers, each definition once.

    Drivers whose interface or version of it is not known are left out, and so are classes
    that do not descend from it, unless the policy says that they need not.
    """
    return _overrides(Identical(catalog))


@lru_cache(maxsize=1)
def _overrides(of: Identical[Catalog]) -> tuple[Override, ...]:
    """Return the overrides that several checks ask for, one after the other."""
    catalog = of.value
    found: dict[tuple[object, ...], Override] = {}
    contracts = {contract.group: contract for contract in catalog.contracts}
    for group in catalog.groups:
        for driver in group.drivers:
            for expected, given in _of_driver(group, driver, contracts.get(group.name)):
                key = (expected.owner, expected.name, given.owner, given.location)
                drivers = found[key].drivers if key in found else ()
                name = group.interface.name if group.interface else ""
                found[key] = Override(name, expected, given, (*drivers, driver.subject))
    return tuple(sorted(found.values(), key=lambda item: (item.given.location, item.subject)))


def methods_for(group: Group, driver: Driver, contract: Contract | None) -> tuple[Method, ...]:
    """Return the methods of the interface that a driver follows, in the version that it follows.

    There are none where that is not certain.
    """
    if group.interface is None or not (driver.descends or _is_structural(group, driver)):
        return ()
    wanted = [item for item in group.versions if item.version == driver.interface_version]
    if not group.versions:
        return group.interface.methods
    if wanted and wanted[0].class_name.replace(":", ".") == group.interface.name.replace(":", "."):
        return group.interface.methods
    info = contract.versions.get(wanted[0].version) if contract and wanted else None
    return describe(info).methods if info is not None else ()


def _is_structural(group: Group, driver: Driver) -> bool:
    return group.structural and bool(driver.lineage) and not driver.lineage_gap


def _of_driver(
    group: Group, driver: Driver, contract: Contract | None
) -> Iterator[tuple[Method, Method]]:
    given = {item.name: item for item in driver.overrides}
    for expected in methods_for(group, driver, contract) if given else ():
        override = given.get(expected.name)
        # An interface among its own drivers replaces nothing.
        if override is not None and override.owner != expected.owner:
            yield expected, override


def differences(override: Override) -> tuple[Difference, ...]:
    """Return how an override's parameters differ, none where either side is not certain."""
    return _differences(Identical(override.expected), Identical(override.given))


@lru_cache(maxsize=8192)
def _differences(one: Identical[Method], other: Identical[Method]) -> tuple[Difference, ...]:
    # Commits of a history share the methods that none of them touches.
    expected, given = one.value, other.value
    if not (takes_as_declared(expected) and takes_as_declared(given)):
        return ()
    return compare_signatures(parameters_of(expected), parameters_of(given))


def extra(override: Override) -> tuple[Difference, ...]:
    """Return the parameters that an override demands and its interface does not promise."""
    expected = parameters_of(override.expected)
    return tuple(
        item
        for item in differences(override)
        if (item.kind is Shift.REQUIRED_ADDED and not _may_pass(expected, item.new))
        or item.kind is Shift.MADE_REQUIRED
    )


def _may_pass(expected: Parameters, parameter: Parameter | None) -> bool:
    """Tell whether an interface leaves it to drivers what its open parameters bring."""
    by_place = is_positional(parameter or _REQUIRED) and variadic(expected, "var_positional")
    return bool(variadic(expected, "var_keyword") or by_place)


def lacking(override: Override) -> tuple[Difference, ...]:
    """Return the interface's parameters that an override does not take, in whatever way."""
    given = parameters_of(override.given)
    if variadic(given, "var_positional") or variadic(given, "var_keyword"):
        return ()
    return tuple(item for item in differences(override) if item.kind is Shift.REMOVED)


_MOVES = (
    *(Shift.RENAMED, Shift.REORDERED),
    *(Shift.MADE_KEYWORD_ONLY, Shift.MADE_POSITIONAL_ONLY),
)
_NEW_PLACES = (Shift.INSERTED, Shift.MADE_POSITIONAL)


def moved(override: Override) -> tuple[Difference, ...]:
    """Return the parameters that an override takes by another name or in another place."""
    return tuple(
        item
        for item in differences(override)
        if item.kind in _MOVES or (item.kind in _NEW_PLACES and _displaces(item, override))
    )


def _displaces(item: Difference, override: Override) -> bool:
    """Tell whether a parameter stands before one that callers of the interface pass by position."""
    name = item.new.name if item.new else item.name
    by_place = {p.name for p in parameters_of(override.expected) if is_positional(p)}
    given = [p.name for p in parameters_of(override.given) if is_positional(p)]
    return not by_place.isdisjoint(given[given.index(name) + 1 :])


def is_demanded(difference: Difference) -> bool:
    """Tell whether a difference is about a parameter that every call has to pass."""
    return difference.old is not None and is_required(difference.old)


def takes_as_declared(method: Method) -> bool:
    """Tell whether a method's parameters are those that its callers meet."""
    names = [name.rpartition(".")[2] for name in method.decorators]
    if method.form not in CALLABLE or not _TRANSPARENT.issuperset(names):
        return False
    if method.form == "staticmethod":
        # What a call wraps may be a function whose parameters were not read.
        return bool(method.parameters) or bool({"staticmethod", "abstractstaticmethod"} & {*names})
    return bool(method.parameters)


def is_transparent(method: Method) -> bool:
    """Tell whether all decorators of a method are known to leave its call as it is."""
    return _TRANSPARENT.issuperset(name.rpartition(".")[2] for name in method.decorators)


def signature(method: Method) -> str:
    """Return a method's parameters as callers see them, without annotations."""
    marks = {"var_positional": "*", "var_keyword": "**"}
    parts: list[str] = []
    keyword_only = False
    for item in parameters_of(method):
        if item.kind == "var_positional":
            keyword_only = True
        if item.kind == "keyword_only" and not keyword_only:
            parts.append("*")
            keyword_only = True
        default = f"={item.default}" if item.default else ""
        parts.append(f"{marks.get(item.kind, '')}{item.name}{default}")
    return ", ".join(parts)


def _short(method: Method) -> str:
    owner = method.owner.rpartition(":")[2]
    return f"{owner}.{method.name}"


def _listed(drivers: tuple[str, ...]) -> str:
    names = [*dict.fromkeys(subject.partition(":")[2] for subject in drivers)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"driver{'s' if len(names) > 1 else ''} {', '.join(names[:3])}{more}"
