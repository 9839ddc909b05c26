# SPDX-License-Identifier: Apache-2.0
"""A change in words: what happened, whom it breaks, and what makes it right."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.comparison.rules import RULES
from wharfinger.model import Change, Verdict

_NAMED = 3
_TOUCHES = {
    Verdict.BREAKING: "breaks {who}",
    Verdict.CONDITIONAL: "breaks {who} if {condition}",
    Verdict.UNKNOWN: "nobody can tell whether it breaks {who}",
}


def told(change: Change) -> str:
    """Return what changed, whom it breaks and which drivers it reaches, without a full stop."""
    parts = (_what(change), *_broken(change), _reached(change))
    return "; ".join(part for part in parts if part)


def advice(change: Change, strategy: str) -> str:
    """Return what makes a change right under a strategy of versioning, with its names."""
    rule = RULES[change.rule]
    text = dict(rule.moves).get(strategy, rule.remedy)
    return _with_names(text, change)


def short_subject(change: Change) -> str:
    """Return the subject as people write it: ``Driver.get``, or the name of a group."""
    subject, dot = change.subject, "." in change.subject.partition(":")[0]
    return subject.rpartition(":")[2] if dot and change.interface else subject


def _what(change: Change) -> str:
    summary = RULES[change.rule].summary.rstrip(".")
    detail = f" ({change.detail})" if change.detail else ""
    return f"{short_subject(change)}{detail}: {summary[:1].lower()}{summary[1:]}"


def _broken(change: Change) -> Iterator[str]:
    sides = (
        ("implementers", change.implementer, change.implementer_condition),
        ("callers", change.caller, change.caller_condition),
    )
    for who, verdict, condition in sides:
        if verdict in _TOUCHES:
            yield _TOUCHES[verdict].format(who=who, condition=condition or "they rely on it")
    if change.evidence:
        yield f"see {change.evidence}"


def _reached(change: Change) -> str:
    names = [item.driver for item in change.affected]
    if not names:
        return ""
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return f"affected: {shown} and {more} more" if more > 0 else f"affected: {shown}"


def _with_names(text: str, change: Change) -> str:
    """Put the names of a change into advice that speaks of *the method* and *the parameter*."""
    of_class = change.subject.rpartition(":")[2]
    owner = change.interface.rpartition(":")[2]
    names = (
        ("the method", of_class),
        ("the attribute", of_class),
        ("the parameter", f"the parameter {change.detail}" if change.detail else ""),
        ("the group", f"the group {change.subject}"),
        ("the interface", owner and f"the interface {owner}"),
    )
    for word, name in names:
        if name:
            for before, after in ((word, name), (word.capitalize(), name)):
                text = text.replace(before, after, 1) if before in text else text
    return text
