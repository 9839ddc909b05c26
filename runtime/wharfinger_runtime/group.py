# SPDX-License-Identifier: Apache-2.0
"""A group of drivers: what a host declares once, and loads its drivers from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

from wharfinger_runtime import notices
from wharfinger_runtime.failures import Failures
from wharfinger_runtime.finding import announced, distribution_name, from_dotted_path, imported
from wharfinger_runtime.loaded import LoadedDriver
from wharfinger_runtime.marks import REFUSED, marks_of
from wharfinger_runtime.versions import (
    DeprecatedName,
    InterfaceVersion,
    by_inheritance,
    by_structure,
    lacking,
    target_of,
)

_Admit = Callable[[LoadedDriver], None]


@dataclass(frozen=True, slots=True)
class DriverGroup:
    """The drivers of an entry-point group, and the interface that they implement.

    ``versions`` come newest first; an interface without versions is one whose version is None.
    ``deprecated_names`` are old names and dotted paths that still load, with a warning. Drivers
    descend from a version's class; where ``structural`` is true, it is enough that they have all
    its public members.
    """

    group: str
    versions: tuple[InterfaceVersion, ...]
    deprecated_names: tuple[DeprecatedName, ...] = ()
    structural: bool = False

    def __post_init__(self) -> None:
        if not self.versions:
            raise ValueError(f"the group {self.group} needs at least one version of its interface")

    def names(self) -> list[str]:
        """Return the names of the drivers that are installed, sorted; nothing is imported.

        Deprecated names are left out.
        """
        return self._names(announced(self.group))

    def load(
        self, name: str, *, enable_unsupported: bool = False, warn: bool = True
    ) -> LoadedDriver:
        """Load a driver by its name, or by its dotted path ``module:Class``.

        What is deprecated is warned of, and what is experimental logged, once in a process and
        not at all where ``warn`` is false. Raises a subclass of :class:`DriverLoadError`, and any
        warning of which a filter makes an error.
        """
        old = self._deprecated(name)
        found, failures = self._find(old.use if old else name)
        admit = partial(_admit, failures, enable_unsupported, warn)
        loaded = self._loaded(found, failures, admit)
        admit(loaded)
        if warn:
            notices.of_name(self.group, old)
        return loaded

    def _names(self, entries: Iterable[EntryPoint]) -> list[str]:
        old = {name.name for name in self.deprecated_names}
        return sorted({entry.name for entry in entries} - old)

    def _deprecated(self, name: str) -> DeprecatedName | None:
        known = {_plain(old.name): old for old in self.deprecated_names}
        return known.get(_plain(str(name)))

    def _find(self, name: str) -> tuple[EntryPoint, Failures]:
        """Return the entry point of a driver. Nothing is imported."""
        entries = announced(self.group)
        failures = Failures(self.group, name, tuple(self._names(entries)), self.versions)
        named = [item for item in entries if item.name == name]
        if len({_plain(item.value) for item in named}) > 1:
            raise failures.ambiguous(named)
        found = named[0] if named else from_dotted_path(name, self.group)
        if found is None:
            raise failures.unknown()
        if not EntryPoint.pattern.match(found.value):
            raise failures.bad_target(found, "that is not of the form 'module:attribute'")
        return found, failures

    def _loaded(self, found: EntryPoint, failures: Failures, admit: _Admit) -> LoadedDriver:
        try:
            target = imported(found)
        except Warning:
            # A filter makes an error of it, such as ``-W error``: the target is no worse for it.
            raise
        except (Exception, SystemExit) as error:
            raise failures.importing(found, error) from error
        cls: Any = self._class_in(target) if isinstance(target, ModuleType) else target
        version = self._version_of(cls) if isinstance(cls, type) else None
        if version is None and (isinstance(cls, type) or not callable(cls)):
            raise failures.wrong_type(found, _misfit(cls, self.versions[0]))
        return LoadedDriver(
            name=found.name,
            target=found.value,
            distribution=distribution_name(found.dist),
            cls=cls,
            interface=version,
            marks=marks_of(cls),
            _adapted=partial(self._adapted, found, failures, admit),
        )

    def _class_in(self, module: ModuleType) -> type | ModuleType:
        """Return the class that a module brings: the one that no other there is made of."""
        found = {
            target_of(item): item
            for item in vars(module).values()
            if isinstance(item, type)
            and item.__module__ == module.__name__
            and by_inheritance(item, self.versions)
        }
        bases = {target_of(base) for item in found.values() for base in item.__mro__[1:]}
        last = [item for name, item in found.items() if name not in bases]
        return last[0] if len(last) == 1 else module

    def _version_of(self, cls: type) -> InterfaceVersion | None:
        found = by_inheritance(cls, self.versions)
        return found or (by_structure(cls, self.versions) if self.structural else None)

    def _adapted(
        self,
        found: EntryPoint,
        failures: Failures,
        admit: _Admit,
        loaded: LoadedDriver,
        driver: Any,
    ) -> Any:
        version = loaded.interface or self._version_of(type(driver))
        if version is None:
            raise failures.wrong_type(found, f"makes a {type(driver).__qualname__}")
        if loaded.interface is None:
            admit(replace(loaded, interface=version))
        position = self.versions.index(version)
        for older in reversed(self.versions[: position + 1]):
            driver = older.adapter(driver) if older.adapter else driver
        return driver


def _plain(path: str) -> str:
    return path.replace(":", ".").replace(" ", "")


def _misfit(target: object, newest: InterfaceVersion) -> str:
    """Say why something is no driver."""
    if isinstance(target, ModuleType):
        return "is a module with no class of the interface, or with several"
    if not isinstance(target, type):
        return f"is a {type(target).__qualname__}, neither a class nor a function"
    lack = lacking(target, newest)
    return "is a class of another kind" + (f" and lacks {', '.join(lack)}" if lack else "")


def _admit(failures: Failures, enable_unsupported: bool, warn: bool, loaded: LoadedDriver) -> None:
    """Refuse a driver that the host does not take, and tell what is deprecated of another."""
    if loaded.interface and loaded.interface.state == "removed":
        raise failures.version_gone(loaded.interface)
    if not enable_unsupported:
        _refuse(loaded, failures)
    if warn:
        notices.of_driver(failures.group, loaded)
        notices.of_version(failures.group, loaded)


def _refuse(loaded: LoadedDriver, failures: Failures) -> None:
    """Refuse a driver that is unsupported, by itself or by its interface version."""
    marks, version = loaded.marks, loaded.interface
    if marks.state in REFUSED:
        raise failures.unsupported(f"is {marks.state}", marks.replacement, marks.reason)
    if version and version.state in REFUSED:
        what = f"implements {version.title}, which is {version.state}"
        raise failures.unsupported(what, version.replacement)
