# SPDX-License-Identifier: Apache-2.0
"""The metadata of plugins: what each is called, what it needs, which options it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wharfinger.model.finding import Finding, Severity
from wharfinger.model.location import Location
from wharfinger.model.option import Option


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """A check's metadata. ``requires`` are slugs of checks that must run before it.

    ``parts`` are the parts of the catalog that it asks for; ``comparison`` is one, which is
    there only if there is something to compare with. ``summary`` is one line and ends with a
    full stop. ``page`` is the file of its documentation beside its module.
    """

    code: str
    slug: str
    severity: Severity
    summary: str
    parts: tuple[str, ...]
    requires: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    page: str = "page.rst"

    def finding(
        self,
        subject: str,
        message: str,
        remedy: str,
        location: Location,
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding of this check; ``severity`` where it is not the check's own."""
        return Finding(self.code, severity or self.severity, subject, message, remedy, location)


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source's name, the part of the catalog that it gives, and the parts it builds on.

    Several sources may give one part; their items are joined.
    """

    name: str
    part: str
    summary: str
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewInfo:
    """A view's name, title and needs. ``groups`` is ``none``, ``one`` or ``many``.

    ``parts_of`` are parts that it asks for only if an option of that name is set.
    """

    name: str
    title: str
    summary: str
    groups: str
    parts: tuple[str, ...]
    options: tuple[Option, ...] = ()
    parts_of: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def parts_for(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the parts that the view asks for under some options."""
        more = (part for name, parts in self.parts_of if options.get(name) for part in parts)
        return tuple(dict.fromkeys((*self.parts, *more)))
