# SPDX-License-Identifier: Apache-2.0
"""What of a comparison reaches some drivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wharfinger.errors import UsageError
from wharfinger.model import Affected, Catalog, Comparison, Driver, normalise_name


def reaching(catalog: Catalog, names: Sequence[str]) -> Comparison:
    """Return the comparison of a catalog, limited to some drivers.

    Each is named as ``name``, ``group:name`` or by its distribution. Raises
    :class:`~wharfinger.errors.UsageError` for one that neither side has.
    """
    comparison = catalog.comparison
    assert comparison is not None
    known = [*catalog.drivers, *comparison.base.drivers]
    chosen = {driver.subject for name in names for driver in _named(name, known)}
    return replace(
        comparison,
        changes=tuple(
            replace(change, affected=kept)
            for change in comparison.changes
            if (kept := _kept(change.affected, chosen))
        ),
        driver_changes=tuple(c for c in comparison.driver_changes if c.subject in chosen),
    )


def _kept(affected: Iterable[Affected], chosen: set[str]) -> tuple[Affected, ...]:
    return tuple(item for item in affected if item.driver in chosen)


def _named(name: str, drivers: Iterable[Driver]) -> list[Driver]:
    drivers = list(drivers)
    found = [driver for driver in drivers if _fits(name, driver)]
    if not found:
        there = sorted({driver.subject for driver in drivers})
        shown = ", ".join(there[:8]) + (f" and {len(there) - 8} more" if len(there) > 8 else "")
        raise UsageError(f"no driver and no distribution is called {name!r}; there are: {shown}")
    return found


def _fits(name: str, driver: Driver) -> bool:
    if name in (driver.subject, driver.name, driver.registered_name):
        return True
    return bool(driver.distribution) and normalise_name(name) == normalise_name(driver.distribution)
