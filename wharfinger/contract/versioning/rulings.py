# SPDX-License-Identifier: Apache-2.0
"""How much a change matters, by strategy, and which rule of the strategy it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wharfinger.contract.comparison.wording import VERSIONED
from wharfinger.contract.lifecycle import version_key
from wharfinger.model import (
    Change,
    Group,
    InterfaceVersion,
    Severity,
    State,
    Verdict,
)

NOTE_ONLY = "note-only"
_FINE = (Verdict.COMPATIBLE, Verdict.COMPATIBLE)


@dataclass(frozen=True, slots=True)
class Ruling:
    """How much a change matters, under which strategy, and the rule of it that is broken."""

    severity: Severity
    strategy: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the interface that a change belongs to.

    ``versions`` are those that the policy names at the base. ``current`` is the version of the
    host at the base, empty if nothing says it.
    """

    strategy: str
    versions: tuple[InterfaceVersion, ...] = ()
    current: str = ""

    @classmethod
    def of(cls, strategy: str, group: Group | None, current: str) -> Standing:
        """Return the standing of a group's interface at the base."""
        return cls(strategy, group.versions if group else (), current)


def ruling(change: Change, standing: Standing) -> Ruling | None:
    """Return how much a change matters, None where it may pass.

    ``note-only`` asks for nothing but the note, which has a check of its own. What cannot be
    known is a warning under any strategy.
    """
    verdicts = (change.implementer, change.caller)
    if Verdict.UNKNOWN in verdicts:
        return Ruling(Severity.WARNING, standing.strategy)
    if standing.strategy == NOTE_ONLY:
        return None
    if standing.strategy == VERSIONED and standing.versions:
        return _of_version(change, standing)
    severity = _severity(change, standing.strategy)
    return Ruling(severity, standing.strategy) if severity else None


def _severity(change: Change, strategy: str) -> Severity | None:
    if change.implementer is Verdict.BREAKING:
        return Severity.ERROR
    if change.caller is Verdict.BREAKING and strategy == VERSIONED:
        return Severity.ERROR
    if change.caller is Verdict.BREAKING or change.implementer is Verdict.CONDITIONAL:
        return Severity.WARNING
    return None


def _of_version(change: Change, standing: Standing) -> Ruling | None:
    """Judge a change of a version's class, or of what several versions share."""
    if (change.implementer, change.caller) == _FINE:
        return None
    touched = [item for item in standing.versions if _is_named(item, change.interface)]
    released = [item for item in touched or standing.versions if _is_released(item, standing)]
    if not released:
        return None
    named = _listed([item.version for item in released])
    newest = max(standing.versions, key=lambda item: version_key(item.version))
    if change.rule == "abstract-method-added" and touched and newest not in touched:
        rule = f"an abstract method goes into the newest version, {newest.version}, only"
    else:
        rule = f"{named} of the interface is released, and its signatures are frozen"
    return Ruling(Severity.ERROR, standing.strategy, rule)


def _is_named(version: InterfaceVersion, interface: str) -> bool:
    return version.class_name.replace(":", ".") == interface.replace(":", ".")


def _is_released(version: InterfaceVersion, standing: Standing) -> bool:
    """Tell whether drivers may already follow a version; where nothing says so, they may."""
    if version.state == State.EXPERIMENTAL:
        return False
    announced = version.state == State.SUPPORTED and version.since and standing.current
    if not announced:
        return True
    return version_key(version.since) <= version_key(standing.current)


def _listed(versions: Sequence[str]) -> str:
    return f"version{'s' if len(versions) > 1 else ''} {' and '.join(versions)}"
