# SPDX-License-Identifier: Apache-2.0
"""How a change of an interface is judged under the strategy that versions it."""

from __future__ import annotations

from wharfinger.contract.comparison.wording import DEFAULT, VERSIONED
from wharfinger.model import Change, ContractRule, GroupPolicy, Severity, Verdict

STRATEGIES = (DEFAULT, VERSIONED, "note-only")


def ruling(change: Change, rule: ContractRule, group_policy: GroupPolicy) -> Severity | None:  # noqa: ARG001
    """Return how much a change matters under a group's strategy, None where it may pass.

    ``note-only`` asks for nothing but the note, which has a check of its own. What cannot be
    known is a warning under any strategy.
    """
    verdicts = (change.implementer, change.caller)
    if Verdict.UNKNOWN in verdicts:
        return Severity.WARNING
    if group_policy.versioning == "note-only":
        return None
    if change.implementer is Verdict.BREAKING:
        return Severity.ERROR
    if change.caller is Verdict.BREAKING:
        return Severity.ERROR if group_policy.versioning == VERSIONED else Severity.WARNING
    return Severity.WARNING if change.implementer is Verdict.CONDITIONAL else None
