# SPDX-License-Identifier: Apache-2.0
"""Findings: what checks report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model.location import Location


class Severity(StrEnum):
    """How much a finding matters, strongest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of a check: where, what of, what is wrong, what to do.

    ``drivers`` are the subjects of the drivers that it is about, where the subject is none: what
    several drivers share is found once.
    """

    code: str
    severity: Severity
    subject: str
    message: str
    remedy: str
    location: Location
    drivers: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across runs: code and subject, never the line.

        A file's name in it need not be UTF-8; ``?`` stands for what is not.
        """
        identity = f"{self.code}\0{self.subject}".encode("utf-8", "replace")
        return hashlib.sha256(identity).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CodedFault:
    """Something wrong that a source finds: the code of the rule, what, where, what to do.

    ``column`` counts from 1. ``key`` tells faults of one file apart without naming a line.
    ``severity`` is set where it is not that of the rule.
    """

    code: str
    message: str
    remedy: str
    location: Location
    key: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment ``wharfinger: ignore[CODE] reason`` in a file that is looked at.

    ``lines`` are those whose findings it covers: its own, and if it stands alone the one after
    it. Without a ``reason`` or without ``codes`` it covers nothing.
    """

    codes: tuple[str, ...]
    reason: str
    location: Location
    lines: tuple[int, ...]

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is silenced; one about a file as a whole is on its first line."""
        return (
            bool(self.reason)
            and finding.code in self.codes
            and finding.location.path == self.location.path
            and max(finding.location.line, 1) in self.lines
        )


@dataclass(frozen=True, slots=True)
class Skip:
    """A check that could not run on what there was, and why."""

    code: str
    reason: str
