# SPDX-License-Identifier: Apache-2.0
"""What to install where a module is missing."""

from __future__ import annotations

import re
from collections import Counter
from importlib.metadata import EntryPoint

from wharfinger_runtime.finding import distribution_name

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)")
_EXTRA = re.compile(r"\bextra\s*==\s*[\"']([^\"']+)[\"']")
# How distributions commonly name themselves around the name of their package.
_PREFIX = re.compile(r"^(python3?-|py-?)")
_SUFFIX = re.compile(r"-(python3?|py|binary)$")


def requirement_for(module: str, found: EntryPoint) -> str:
    """Return what ``pip install`` brings a module that a driver needs; empty if nobody says.

    It is an extra of the driver's distribution: the entry point's own before one that is called
    like the driver, that before others, and the smallest of those. Or it is what the distribution
    requires in any case.
    """
    requirements = _requirements(found)
    extras = [extra for name, extra in requirements if module_matches(module, name)]
    if "" in extras:
        return next(name for name, _ in requirements if module_matches(module, name))
    sizes = Counter(extra for _, extra in requirements)
    own, name = found.extras, found.name
    extras.sort(key=lambda e: (e not in own, not _is_alike(e, name), sizes[e], e))
    distribution = distribution_name(found.dist)
    extras = extras or (found.extras if distribution else [])
    return f"{distribution}[{extras[0]}]" if extras else ""


def _is_alike(extra: str, driver: str) -> bool:
    one, other = _normalised(extra), _normalised(driver)
    return one.startswith(other) or other.startswith(one)


def is_required(module: str, found: EntryPoint) -> bool:
    """Tell whether the driver's distribution requires a package, if only for an extra."""
    wanted = _normalised(module)
    names = {_normalised(name) for name, _ in _requirements(found)}
    return any(wanted == name or name.startswith(f"{wanted}-") for name in names)


def module_matches(module: str, requirement: str) -> bool:
    """Tell whether a distribution of that name is one that commonly brings the module."""
    name = _normalised(requirement)
    if "." in module and name.startswith(f"{_normalised(module)}-"):
        return True
    return _normalised(module) in {name, _PREFIX.sub("", name), _SUFFIX.sub("", name)}


def _requirements(found: EntryPoint) -> list[tuple[str, str]]:
    """Return the name and the extra, or an empty text, of each requirement."""
    if not distribution_name(found.dist):
        return []
    lines = (found.dist.requires if found.dist else None) or []
    pairs = [(_REQUIREMENT.match(line), _EXTRA.search(line)) for line in lines]
    return [(name[1], extra[1] if extra else "") for name, extra in pairs if name]


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
