# SPDX-License-Identifier: Apache-2.0
"""What went wrong when a driver was imported, as one of the errors."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint
from textwrap import shorten
from typing import TypeVar

from wharfinger_runtime.errors import (
    AmbiguousDriverError,
    BadTargetError,
    DriverLoadError,
    InterfaceVersionError,
    MissingDependencyError,
    UnknownDriverError,
    UnsupportedDriverError,
    WrongTypeError,
)
from wharfinger_runtime.finding import distribution_name
from wharfinger_runtime.requirements import is_required, requirement_for
from wharfinger_runtime.versions import InterfaceVersion

_E = TypeVar("_E", bound=DriverLoadError)
_MOST_TEXT = 500
"""Characters of an exception's text; the exception itself is the error's cause."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Makes the errors of one call of ``load``: they share the group and what it has."""

    group: str
    name: object
    available: tuple[str, ...]
    versions: tuple[InterfaceVersion, ...]

    def unknown(self) -> UnknownDriverError:
        """Say that nothing of that name is announced, and that it is no dotted path."""
        near = get_close_matches(self.name, self.available, 1) if isinstance(self.name, str) else []
        hint = f"; did you mean {near[0]!r}?" if near else "."
        text = f"there is no driver {self.name!r} in the group {self.group}{hint} {self._listed}"
        return self._error(UnknownDriverError, text, near="".join(near))

    def ambiguous(self, found: Iterable[EntryPoint]) -> AmbiguousDriverError:
        """Say that distributions disagree about what a name stands for."""
        claims = {distribution_name(item.dist): item.value for item in found}
        told = " and ".join(f"{name} ({target})" for name, target in sorted(claims.items()))
        text = f"{self._driver} is announced by {told}: uninstall all but one, or load it by path"
        return self._error(AmbiguousDriverError, text, distributions=tuple(sorted(claims)))

    def unsupported(self, what: str, use: str, reason: str = "") -> UnsupportedDriverError:
        """Say that the driver, or its interface version, is not supported."""
        text = f"{self._driver} {what}"
        text += f" ({reason.rstrip('.')})" if reason else ""
        text += ": enable unsupported drivers to use it all the same"
        text += f", or use {use!r} instead" if use else ""
        return self._error(UnsupportedDriverError, f"{text}. {self._listed}")

    def wrong_type(self, found: EntryPoint, why: str) -> WrongTypeError:
        """Say that what is there does not implement the interface."""
        text = f"{self._driver} ({found.value}) {why}. The host takes {self._taken}"
        return self._error(WrongTypeError, text, target=found.value)

    def version_gone(self, version: InterfaceVersion) -> InterfaceVersionError:
        """Say that the driver is written for a version that the host has removed."""
        when = f" in {version.removal}" if version.removal else ""
        text = (
            f"{self._driver} implements {version.title} "
            f"({version.target}), which was removed{when}. The host takes {self._taken}: "
            "install a newer release of the driver"
        )
        return self._error(InterfaceVersionError, text, version=version.version)

    def bad_target(self, found: EntryPoint, why: str) -> BadTargetError:
        """Say that the target is malformed, is not there, or cannot be imported."""
        by = distribution_name(found.dist)
        text = f"{self._driver} cannot be loaded from {found.value!r}: {why}. "
        text += f"Report this to the authors of {by}" if by else self._listed
        return self._error(BadTargetError, text, target=found.value)

    def importing(self, found: EntryPoint, error: BaseException) -> DriverLoadError:
        """Say what an exception that importing a driver raised means."""
        if version := next((v for v in self.versions if _is_about(error, v)), None):
            return self.version_gone(version)
        if isinstance(error, ModuleNotFoundError) and error.name:
            return self._not_there(found, error.name)
        return self.bad_target(found, _described(found, error))

    def _not_there(self, found: EntryPoint, module: str) -> DriverLoadError:
        # A part of a namespace package, such as google.cloud, is a distribution of its own.
        own = "." in module or f"{found.module}.".startswith(f"{module}.")
        if own and not is_required(module, found):
            return self.bad_target(found, f"there is no module {module!r}")
        return self._missing(found, module)

    def _missing(self, found: EntryPoint, module: str) -> MissingDependencyError:
        wanted = requirement_for(module, found)
        advice = f"pip install '{wanted}'" if wanted else f"Install what provides {module!r}"
        by = distribution_name(found.dist)
        announced = f" (announced by {by})" if by else ""
        text = f"{self._driver}{announced} needs {module!r}, which is not installed"
        return self._error(
            MissingDependencyError,
            f"{text}: {advice}",
            module=module,
            distribution=by,
            requirement=wanted,
        )

    @property
    def _driver(self) -> str:
        return f"the driver {self.name!r} of {self.group}"

    @property
    def _listed(self) -> str:
        if self.available:
            return f"Available: {', '.join(self.available)}"
        return "No installed distribution announces a driver of this group: install one"

    @property
    def _taken(self) -> str:
        return ", ".join(
            f"{v.target} (version {v.version})" if v.version else v.target
            for v in self.versions
            if v.state != "removed"
        )

    def _error(self, kind: type[_E], message: str, **data: object) -> _E:
        return kind(message, group=self.group, name=self.name, available=self.available, **data)


def _is_about(error: BaseException, version: InterfaceVersion) -> bool:
    """Tell whether importing a driver failed for want of a version's class, which is gone."""
    module, _, cls = version.target.partition(":")
    if version.state != "removed":
        return False
    if isinstance(error, ModuleNotFoundError):
        return error.name == module
    if isinstance(error, ImportError):
        named = re.search(rf"'{re.escape(cls)}'", str(error))
        return bool(named) and _package(error.name or "") == _package(module)
    if isinstance(error, AttributeError):
        where = getattr(error.obj, "__name__", "")
        return error.name == cls and _package(where) == _package(module)
    return False


def _package(module: str) -> str:
    return module.partition(".")[0]


def _described(found: EntryPoint, error: BaseException) -> str:
    """Say what an exception means that is not about a missing module."""
    # A module whose own code fails is taken out of sys.modules again.
    if isinstance(error, AttributeError) and found.module in sys.modules:
        return f"the module {found.module!r} has no attribute {found.attr!r}"
    told = f"importing it raises {type(error).__name__}: {error}".rstrip(": ")
    return shorten(told, _MOST_TEXT, placeholder=" …")
