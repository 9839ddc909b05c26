"""ACM001: a driver names no owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wharfinger.errors import ConfigurationError
from wharfinger.model import Catalog, CheckInfo, Finding, Location, Option, Severity


class Owner:
    """Asks every driver for a fact that names its owner."""

    info = CheckInfo(
        code="ACM001",
        slug="acme-owner",
        severity=Severity.WARNING,
        summary="A driver names no owner.",
        parts=("groups",),
        options=(Option("fact", "string", "the fact that names the owner", "maintainers"),),
    )

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:
        """Return why the check cannot run, or an empty string."""
        if not options["fact"]:
            raise ConfigurationError("ACM001: its option fact is empty; name a fact")
        return "" if catalog.drivers else "there is no driver"

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterator[Finding]:
        """Yield a finding for every driver without an owner."""
        for driver in catalog.drivers:
            if options["fact"] not in driver.facts:
                yield self.info.finding(
                    driver.subject,
                    f"{driver.name} names no owner",
                    "Name one under drivers in the policy file.",
                    driver.registered_at or Location("."),
                )


check = Owner()
