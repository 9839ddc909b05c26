# SPDX-License-Identifier: Apache-2.0
"""DRV009: a driver needs a package that only an extra of its distribution installs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wharfinger.checks import Rule, registered
from wharfinger.model import (
    Catalog,
    CheckInfo,
    Distribution,
    Driver,
    Finding,
    Severity,
    normalise_name,
)

INFO = CheckInfo(
    code="DRV009",
    slug="missing-dependency",
    severity=Severity.INFO,
    summary="A driver needs a package that is not there and that an extra installs.",
    parts=("distributions", "groups"),
)

# How distributions commonly name themselves around the name of their package.
_PREFIX = re.compile(r"^(python3?-|py-?)")
_SUFFIX = re.compile(r"-(python3?|py|binary)$")


def _find(catalog: Catalog) -> Iterator[Finding]:
    distributions = {distribution.key: distribution for distribution in catalog.distributions}
    for driver in catalog.drivers:
        distribution = distributions.get(normalise_name(driver.distribution))
        if distribution and driver.missing_modules:
            yield from _of_driver(driver, distribution)


def _of_driver(driver: Driver, distribution: Distribution) -> Iterator[Finding]:
    extras = {module: _extra(module, driver, distribution) for module in driver.missing_modules}
    covered = [module for module, extra in extras.items() if extra]
    if covered:
        names = ",".join(sorted({extras[module] for module in covered}))
        yield INFO.finding(
            driver.subject,
            f"{driver.name} needs {', '.join(covered)}, not installed here",
            f"To use this driver, run pip install '{distribution.name}[{names}]'.",
            registered(driver),
        )


def _extra(module: str, driver: Driver, distribution: Distribution) -> str:
    """Return the extra that installs a module: the driver's own, or else the smallest."""
    sizes = Counter(requirement.extra for requirement in distribution.requires)
    extras = {
        requirement.extra
        for requirement in distribution.requires
        if requirement.extra and normalise_name(module) in _packages(requirement.name)
    }
    return min(extras, key=lambda name: (name not in driver.extras, sizes[name], name), default="")


def _packages(requirement: str) -> set[str]:
    """Return the names of the packages that a distribution of that name may install."""
    name = normalise_name(requirement)
    return {name, _PREFIX.sub("", name), _SUFFIX.sub("", name)}


check = Rule(INFO, _find)
