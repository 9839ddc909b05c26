# SPDX-License-Identifier: Apache-2.0
"""From one registration to a driver: what its target is and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wharfinger.contract import facts
from wharfinger.contract.interfaces import gap, interface_version
from wharfinger.model import (
    ClassInfo,
    Distribution,
    Driver,
    Fact,
    GroupPolicy,
    InterfaceVersion,
    Kind,
    Location,
    Method,
    MethodKind,
    Resolution,
    normalise_name,
)
from wharfinger.sources.overrides import Overrides
from wharfinger.sources.python import Reader, Symbol
from wharfinger.sources.python.deprecation import from_docstring, from_message
from wharfinger.sources.registrations import Registration

_KINDS = {"class": Kind.CLASS, "module": Kind.MODULE, "function": Kind.FUNCTION}


@dataclass(frozen=True, slots=True)
class ReadDriver:
    """A driver with the class that its target stands for, if there is one."""

    driver: Driver
    info: ClassInfo | None
    symbol: Symbol


class DriverReader:
    """Reads drivers, group by group."""

    def __init__(self, reader: Reader, distributions: Mapping[str, Distribution]) -> None:
        self._reader = reader
        self._distributions = distributions
        self._metadata: dict[str, list[Fact]] = {}
        self._judge: tuple[object, Overrides] | None = None

    def read(self, group: str, name: str, registration: Registration) -> ReadDriver:
        """Resolve a registration's target, whatever the group's interface is."""
        symbol = self._resolve(registration)
        info = self._reader.class_of(symbol) if symbol.kind == "class" else None
        driver = Driver(
            group=group,
            name=name,
            registered_name=registration.name,
            target=registration.target,
            kind=_KINDS.get(symbol.kind, Kind.UNKNOWN),
            distribution=registration.distribution,
            version=registration.version,
            resolution=self._resolution(registration, symbol),
            reason=_reason(symbol),
            registered_at=registration.location,
            location=self._location(symbol),
            qualified_name=symbol.qualified if symbol.kind in _KINDS else "",
            extras=registration.extras,
            faults=registration.faults,
            unreadable=symbol.unreadable,
        )
        if driver.kind is not Kind.UNKNOWN and registration.module:
            driver = replace(driver, missing_modules=self._reader.missing_packages(symbol.module))
        return ReadDriver(driver, info, symbol)

    def within(
        self, item: ReadDriver, interface: ClassInfo | None, policy: GroupPolicy | None
    ) -> ReadDriver:
        """Add what depends on the group's interface and policy, and the facts."""
        versions = policy.versions if policy else ()
        info = item.info
        driver = item.driver
        if driver.kind is Kind.MODULE and interface is not None:
            info, reason = self._class_in_module(item.symbol, interface)
            driver = replace(driver, reason=reason)
        if info is not None:
            driver = replace(
                driver,
                lineage=tuple(entry.name for entry in info.lineage),
                lineage_gap=gap(info),
                descends=_descends(info, interface, versions),
                abstract_left=_abstract_left(info),
                interface_version=interface_version(info, versions, interface),
                overrides=self._overrides(info, interface, versions),
            )
        known = facts.rank(*self._facts(driver, info, item.symbol, policy))
        driver = replace(driver, facts=known, state=facts.state_of(known))
        return ReadDriver(driver, info, item.symbol)

    def _overrides(
        self, info: ClassInfo, interface: ClassInfo | None, versions: Sequence[InterfaceVersion]
    ) -> tuple[Method, ...]:
        if interface is None or info is interface:
            return ()
        key = (interface, tuple(versions))
        if self._judge is None or self._judge[0] != key:
            self._judge = key, Overrides(interface, versions)
        return self._judge[1].of(info)

    def _resolve(self, registration: Registration) -> Symbol:
        if not registration.module:
            reason = "; ".join(registration.faults) or "the target cannot be understood"
            return Symbol("unknown", registration.target, reason=reason)
        return self._reader.resolve(registration.module, registration.attr)

    def _resolution(self, registration: Registration, symbol: Symbol) -> Resolution:
        if not registration.module:
            return Resolution.MALFORMED
        if symbol.kind in _KINDS:
            return Resolution.FOUND
        if symbol.kind == "missing":
            return Resolution.MISSING
        package = registration.module.partition(".")[0]
        absent = not symbol.unreadable and not self._reader.names.finder.has_package(package)
        # Other registries than entry points name what is optional as a matter of course.
        announced = registration.announced and absent
        if announced and not self._is_required(package, registration.distribution):
            return Resolution.MISSING
        return Resolution.UNKNOWN

    def _is_required(self, package: str, distribution: str) -> bool:
        """Tell whether a package that is not here is one that the distribution requires."""
        found = self._distributions.get(normalise_name(distribution))
        wanted = normalise_name(package)
        names = {normalise_name(item.name) for item in found.requires} if found else set()
        return any(wanted == name or name.startswith(f"{wanted}-") for name in names)

    def _location(self, symbol: Symbol) -> Location | None:
        if symbol.kind not in _KINDS:
            return None
        module = self._reader.module(symbol.module)
        if module is None or not module.shown or module.standard:
            return None
        return Location(module.shown, symbol.line or 1)

    def _class_in_module(
        self, symbol: Symbol, interface: ClassInfo
    ) -> tuple[ClassInfo | None, str]:
        """Return the class that a module brings, or why it cannot be told which.

        It is the one that descends from the interface and that no other is made of.
        """
        module = self._reader.module(symbol.module)
        names = [
            (name, binding.line)
            for name, bindings in (module.bindings.items() if module else ())
            for binding in bindings
            if binding.kind == "class"
        ]
        found = [self._reader.class_of(Symbol("class", symbol.module, *item)) for item in names]
        found = [info for info in found if interface in info.ancestors]
        last = [info for info in found if not any(info in other.ancestors for other in found)]
        if len(last) == 1:
            return last[0], ""
        listed = ", ".join(info.name.rpartition(":")[2] for info in last)
        reason = f"has several classes: {listed}" if last else f"has no class of {interface.name}"
        return None, f"module {symbol.module} {reason}"

    def _facts(
        self, driver: Driver, info: ClassInfo | None, symbol: Symbol, policy: GroupPolicy | None
    ) -> tuple[list[Fact], ...]:
        """Return the layers of facts, the weakest first."""
        metadata = self._from_metadata(normalise_name(driver.distribution))
        documented: list[Fact] = []
        decorated = facts.from_deprecation(symbol.deprecation)
        attributes: list[Fact] = []
        if driver.kind is Kind.FUNCTION:
            decorated += facts.from_deprecation(self._reader.deprecation_of(symbol))
        if info is not None:
            documented = _from_docstring(info)
            if info.deprecation and not info.deprecation.source.startswith("docstring"):
                decorated += facts.from_deprecation(info.deprecation)
            attributes = self._from_attributes(info, policy)
        said: list[Fact] = []
        if policy:
            values = policy.facts_of.get(driver.registered_name, {})
            said = facts.from_policy(values, policy.location)
        return metadata, documented, decorated, attributes, said

    def _from_metadata(self, key: str) -> list[Fact]:
        """Return the facts that all drivers of a distribution share."""
        if key not in self._metadata:
            distribution = self._distributions.get(key)
            self._metadata[key] = facts.from_metadata(distribution) if distribution else []
        return self._metadata[key]

    def _from_message(self, info: ClassInfo) -> list[Fact]:
        message = self._reader.values.attribute(info, "__deprecated__")
        if message is None or message is False:
            return []
        place = info.own["__deprecated__"].location
        text = message if isinstance(message, str) else ""
        return facts.from_deprecation(from_message(text, "attribute __deprecated__", place))

    def _from_attributes(self, info: ClassInfo, policy: GroupPolicy | None) -> list[Fact]:
        found: list[Fact] = []
        if "__deprecated__" in info.own:
            found += self._from_message(info)
        # The policy's rules come last: they win.
        for rule in (*facts.MARKS, *(policy.fact_rules if policy else ())):
            try:
                value = self._reader.values.attribute(info, rule.attribute)
            except AttributeError:
                continue
            owner = next((entry for entry in info.lineage if rule.attribute in entry.own), None)
            place_of = owner.own[rule.attribute].location if owner else None
            fact = facts.from_attribute(rule, value, place_of)
            found += [fact] if fact else []
        return found


def _descends(
    info: ClassInfo, interface: ClassInfo | None, versions: Sequence[InterfaceVersion]
) -> bool | None:
    """Tell whether a class descends from its group's interface; None if that is not known."""
    if interface is None:
        return None
    wanted = {interface.name.replace(":", ".")}
    wanted |= {version.class_name.replace(":", ".") for version in versions}
    if any(entry.name.replace(":", ".") in wanted for entry in info.lineage):
        return True
    return None if gap(info) else False


def _from_docstring(info: ClassInfo) -> list[Fact]:
    location = info.location or Location("")
    deprecation, since = from_docstring(info.doc, location)
    found = facts.from_deprecation(deprecation)
    if since:
        found.append(Fact("since", since, "docstring directive versionadded", info.location))
    return found


def _reason(symbol: Symbol) -> str:
    if symbol.kind == "value":
        return f"{symbol.qualified} is made at run time"
    return symbol.reason


def _abstract_left(info: ClassInfo) -> tuple[str, ...]:
    """Return the abstract methods that no class of the lineage defines."""
    if gap(info):
        return ()
    first: dict[str, MethodKind] = {}
    for entry in info.lineage:
        if entry.rewritten:
            break
        for name, member in entry.own.items():
            first.setdefault(name, member.kind)
        if entry.dynamic:
            break
    return tuple(name for name, kind in first.items() if kind is MethodKind.ABSTRACT)
