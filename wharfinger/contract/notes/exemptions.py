# SPDX-License-Identifier: Apache-2.0
"""Patches of which no release note is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wharfinger.model import Commit

_REVERT = re.compile(r"^This reverts commit [0-9a-f]{7,}", re.MULTILINE)


def exemption(commits: Sequence[Commit], authors: Sequence[str] = ()) -> str:
    """Return why a series of commits needs no note, an empty string if it does.

    Every commit has to be a revert, a merge, or the work of one of ``authors``: names or
    addresses, with ``*`` for any text.
    """
    reasons = [_reason(commit, authors) for commit in commits]
    return reasons[0] if reasons and all(reasons) else ""


def _reason(commit: Commit, authors: Sequence[str]) -> str:
    if len(commit.parents) > 1:
        return "it is a merge"
    if commit.subject.startswith('Revert "') or _REVERT.search(commit.message):
        return "it is a revert"
    for pattern in authors:
        if any(_fits(who, pattern) for who in (commit.author, commit.email)):
            return f"it is by {pattern}, whom the policy exempts"
    return ""


def _fits(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern in which ``*`` alone is special: bots have brackets."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
