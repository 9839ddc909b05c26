# SPDX-License-Identifier: Apache-2.0
"""Written exceptions: which count, which the patch itself adds, and when each ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from wharfinger.model import Catalog, Waiver, normalise_name

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# The order of PEP 440, as far as releases are written by people.
_RELEASE = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<numbers>\d+(?:\.\d+)*)"
    r"(?:[._-]?(?P<phase>a|alpha|b|beta|c|rc|pre|preview|post|rev|r|dev)[._-]?(?P<count>\d*))?"
    r"(?:\.dev\d+)?(?:\+[a-z0-9.]+)?"
)
_PHASES = {"dev": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2, "": 4, "post": 5, "rev": 5, "r": 5}
_CANDIDATE = 3

Release = tuple[int, tuple[int, ...], int, int]


def release(text: str) -> Release | None:
    """Return a key that sorts releases as PEP 440 does; None for what is no release."""
    found = _RELEASE.fullmatch(text.strip().lower())
    if found is None:
        return None
    numbers = [int(part) for part in found["numbers"].split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    phase = _PHASES.get(found["phase"] or "", _CANDIDATE)
    return int(found["epoch"] or 0), tuple(numbers), phase, int(found["count"] or 0)


def in_force(catalog: Catalog) -> tuple[Waiver, ...]:
    """Return the waivers that count: the head's, so that a patch can bring or drop its own."""
    comparison = catalog.comparison
    if comparison is not None and comparison.head_policy is not None:
        return comparison.head_policy.waivers
    return catalog.policy.waivers


def added(catalog: Catalog) -> tuple[Waiver, ...]:
    """Return the waivers that the patch itself brings, or lets end later."""
    comparison = catalog.comparison
    if comparison is None or comparison.head_policy is None:
        return ()
    known = {_key(waiver) for waiver in comparison.base.policy.waivers}
    return tuple(item for item in comparison.head_policy.waivers if _key(item) not in known)


def _key(waiver: Waiver) -> tuple[str, str, str]:
    return waiver.code, waiver.subject, waiver.until


def ended(waiver: Waiver, catalog: Catalog) -> str:
    """Return why a waiver is over, or an empty string.

    One that lasts until a day is over after it, one until a release when the project has
    that version. An end that is neither is no end that anyone can wait for: it is over.
    """
    if not waiver.until:
        return ""
    if _DAY.fullmatch(waiver.until):
        return _day_passed(waiver.until, catalog.day)
    end = release(waiver.until)
    if end is None:
        return f"its end, {waiver.until}, is neither a day nor a release"
    version = project_version(catalog)
    now = release(version)
    reached = now is not None and now >= end
    return f"it lasted until {waiver.until}, and the project is at {version}" if reached else ""


def _day_passed(until: str, today: date | None) -> str:
    try:
        end = date.fromisoformat(until)
    except ValueError:
        return f"its end, {until}, is no day of the calendar"
    passed = today is not None and today > end
    return f"it lasted until {until}, and it is {today}" if passed else ""


def project_version(catalog: Catalog) -> str:
    """Return the version of the project: of its tree, the policy's if there are several."""
    trees = [item for item in catalog.distributions if item.origin == "tree"]
    named = [item for item in trees if item.key == normalise_name(catalog.policy.project)]
    chosen = named or trees
    return chosen[0].version if len(chosen) == 1 else ""


def reasons(catalog: Catalog) -> dict[tuple[str, str], str]:
    """Return what is waived, by code and subject, and why. What the patch itself adds says so."""
    new = set(map(_key, added(catalog)))
    return {
        (waiver.code, waiver.subject): _reason(waiver, _key(waiver) in new)
        for waiver in _lasting(in_force(catalog), catalog)
    }


def _lasting(waivers: Iterable[Waiver], catalog: Catalog) -> Iterable[Waiver]:
    return (waiver for waiver in waivers if not ended(waiver, catalog))


def _reason(waiver: Waiver, is_new: bool) -> str:
    return f"{waiver.reason} (waived by this patch itself)" if is_new else waiver.reason
