# SPDX-License-Identifier: Apache-2.0
"""What a commit of a series brought: findings that were not there before it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from wharfinger.model import Finding, Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """What was found before a commit.

    ``findings`` are fingerprints. ``codes`` are the checks that could look at the state before;
    what others find counts where the commit touches the file. ``touched`` tells that everything
    in the files that the commit touches counts, which is so where exceptions in the source of
    the state before are not known.
    """

    findings: frozenset[str]
    codes: frozenset[str] | None = None
    touched: bool = False

    def has(self, finding: Finding, files: Container[str]) -> bool:
        """Tell whether a finding of a commit that touches ``files`` was there before it."""
        if self.touched and finding.location.path in files:
            return False
        return self._could_not_tell(finding) or finding.fingerprint in self.findings

    def _could_not_tell(self, finding: Finding) -> bool:
        return self.codes is not None and finding.code not in self.codes


def brought(outcome: Outcome, known: Known) -> tuple[Finding, ...]:
    """Return the findings of a commit that are its own doing.

    Findings of checks that look at the comparison are about the commit, whatever was found before.
    """
    return tuple(_brought(outcome, known))


def _brought(outcome: Outcome, known: Known) -> Iterator[Finding]:
    about_it = {info.code for info in outcome.checks if "comparison" in info.parts}
    comparison = outcome.catalog.comparison
    patch = comparison.patch if comparison else None
    files = {file.path for file in patch.files} if patch else set()
    for finding in outcome.findings:
        if finding.code in about_it or not known.has(finding, files):
            yield finding


def after(outcome: Outcome) -> Known:
    """Return what is known to be there once a commit was judged."""
    return Known(frozenset(finding.fingerprint for finding in outcome.findings))
