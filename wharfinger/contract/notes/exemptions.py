# SPDX-License-Identifier: Apache-2.0
"""Patches of which no release note is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wharfinger.model import Commit

# The line that git writes, with the id in full or as long as no short one may be mistaken.
_REVERT = re.compile(
    r"^This reverts commit [0-9a-f]{12,40}(?:\.|, reversing)?[ \t\r]*$", re.MULTILINE
)


def exemption(commits: Sequence[Commit], authors: Sequence[str] = ()) -> str:
    """Return why a series of commits needs no note, an empty string if it does.

    Every commit has to be a revert, a merge, or the work of one of ``authors``: names or
    addresses, with ``*`` for any text. A revert has both the subject and the line about the
    reverted commit that git writes. Only messages are looked at: what a revert or a merge does
    besides, such as a merge that changes an interface against all of its parents, is not seen.
    """
    reasons = [_reason(commit, authors) for commit in commits]
    return reasons[0] if reasons and all(reasons) else ""


def _reason(commit: Commit, authors: Sequence[str]) -> str:
    if len(commit.parents) > 1:
        return "it is a merge"
    if commit.subject.startswith('Revert "') and _REVERT.search(commit.message):
        return "it is a revert"
    for pattern in authors:
        if any(_fits(who, pattern) for who in (commit.author, commit.email)):
            return f"it is by {pattern}, whom the policy exempts"
    return ""


def _fits(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern in which ``*`` alone is special: bots have brackets."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
