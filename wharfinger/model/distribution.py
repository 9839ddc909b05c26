# SPDX-License-Identifier: Apache-2.0
"""Distributions and the entry points that they announce."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wharfinger.model.location import Location


@lru_cache(maxsize=4096)
def normalise_name(name: str) -> str:
    """Return the comparable form of a distribution's name (PyPA name normalisation)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One line of entry-point metadata, as it was written and as it is understood.

    ``module`` is empty when ``value`` cannot be understood at all; ``faults`` then, and
    whenever the line is not in its canonical form, says what is wrong with it.
    """

    group: str
    name: str
    value: str
    module: str
    attr: str
    extras: tuple[str, ...]
    location: Location
    faults: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The normalised target: ``module:attr``, or ``module`` alone."""
        if not self.module:
            return self.value.strip()
        return f"{self.module}:{self.attr}" if self.attr else self.module


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that another one needs; ``extra`` is empty if it always does."""

    name: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read, and why."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution or a source tree.

    ``version`` is empty where the metadata names none. ``empty_groups`` are groups that
    are announced without a single entry point. ``origin`` is ``installed`` or ``tree``.
    """

    name: str
    version: str
    origin: str
    location: Location
    entry_points: tuple[EntryPoint, ...] = ()
    empty_groups: tuple[tuple[str, Location], ...] = ()
    maintainers: tuple[str, ...] = ()
    licence: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    development_status: str = ""
    requires: tuple[Requirement, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """The normalised name, by which a tree replaces an installed distribution."""
        return normalise_name(self.name)


@dataclass(frozen=True, slots=True)
class Root:
    """A folder in which modules are looked for.

    ``folder`` is absolute and has no symbolic links in it; ``shown_from`` is the folder to
    which the paths of locations are relative. Nothing outside ``shown_from`` is read.
    """

    folder: str
    shown_from: str
