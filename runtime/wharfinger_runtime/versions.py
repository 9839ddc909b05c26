# SPDX-License-Identifier: Apache-2.0
"""What a host declares of its driver interface: versions, and names that are deprecated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_LANGUAGE = frozenset(("abc", "builtins", "typing", "typing_extensions"))


@dataclass(frozen=True, slots=True)
class InterfaceVersion:
    """A version of the interface that drivers implement.

    ``interface`` is its class, or ``"module:Class"`` where the class is gone. ``adapter`` makes
    an instance of the next newer version out of one of this; without it, an instance serves as
    it is. ``since`` is the release that brought the ``state``, ``removal`` that which removes
    the version (or did), ``replacement`` what to implement instead.
    """

    version: str | None
    interface: type | str
    adapter: Callable[[Any], Any] | None = None
    state: str = "supported"
    since: str = ""
    removal: str = ""
    replacement: str = ""

    @property
    def title(self) -> str:
        """Return how texts call the version."""
        return f"version {self.version} of the interface" if self.version else "the interface"

    @property
    def target(self) -> str:
        """Return ``module:Class`` of the interface."""
        return self.interface if isinstance(self.interface, str) else target_of(self.interface)


@dataclass(frozen=True, slots=True)
class DeprecatedName:
    """A driver's old name, or the dotted path that a class had, and what to ``use`` now."""

    name: str
    use: str
    since: str = ""
    removal: str = ""


def target_of(cls: type) -> str:
    """Return ``module:Class`` of a class."""
    return f"{cls.__module__}:{cls.__qualname__}"


def by_inheritance(cls: type, versions: Iterable[InterfaceVersion]) -> InterfaceVersion | None:
    """Return the version of the first class in the resolution order that is one's interface."""
    named = {version.target: version for version in versions}
    return next((named[name] for name in map(target_of, cls.__mro__) if name in named), None)


def by_structure(cls: type, versions: Iterable[InterfaceVersion]) -> InterfaceVersion | None:
    """Return the first version whose public members a class all has."""
    return next((version for version in versions if not lacking(cls, version)), None)


def lacking(cls: type, version: InterfaceVersion) -> list[str]:
    """Return the public members of an interface that a class does not have, sorted."""
    if isinstance(version.interface, str):
        return [version.target]
    lineage = [item for item in version.interface.__mro__ if item.__module__ not in _LANGUAGE]
    demanded = {name for item in lineage for name in vars(item) if not name.startswith("_")}
    return sorted(demanded - set(dir(cls)))
