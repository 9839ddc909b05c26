# SPDX-License-Identifier: Apache-2.0
"""How long what is deprecated has to stay, and whether it has stayed so long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wharfinger.model import Driver, Lifecycle, State

_NUMBER = re.compile(r"\d+")


def version_key(text: str) -> tuple[int, ...]:
    """Return the numbers of a version for comparing; a name without any gives none."""
    return tuple(int(number) for number in _NUMBER.findall(text))


def too_early(
    since: str, removal: str, lifecycle: Lifecycle, releases: Sequence[str], current: str
) -> str:
    """Return why something deprecated may not go yet, or an empty string.

    ``since`` and ``removal`` are what its deprecation says, ``releases`` the final releases so
    far, ``current`` the version under development, each empty where it is not known.
    """
    if removal and (reached := current or _next_major(releases)):
        if version_key(removal) > version_key(reached):
            return f"its removal is announced for {removal}, and the next release is {reached}"
        return ""
    if not lifecycle.releases:
        return ""
    if not since:
        return "nothing says since when it is deprecated"
    if not releases:
        return ""
    seen = [release for release in releases if version_key(release) >= version_key(since)]
    if len(seen) < lifecycle.releases:
        return (
            f"it is deprecated since {since}; of the {lifecycle.releases} releases that it has "
            f"to stay, {len(seen) or 'none'} came out"
        )
    return ""


def _next_major(releases: Sequence[str]) -> str:
    """Return the largest version that the next release can have."""
    newest = version_key(releases[-1]) if releases else ()
    return f"{newest[0] + 1}.0.0" if newest else ""


def is_deprecated(driver: Driver) -> bool:
    """Tell whether a driver was announced to go."""
    return driver.state in (State.DEPRECATED, State.UNSUPPORTED, State.REMOVED)


def fact_text(driver: Driver, key: str) -> str:
    """Return a fact of a driver as text, empty where there is none."""
    fact = driver.facts.get(key)
    return str(fact.value) if fact else ""
