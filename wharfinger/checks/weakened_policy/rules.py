# SPDX-License-Identifier: Apache-2.0
"""What makes one policy weaker than another: one function for each way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from re import search

from wharfinger.contract.notes.kinds import SECTIONS
from wharfinger.model import Policy, Severity

Weakening = tuple[str, str]
"""The key of the policy file that changed, and what is wrong with that."""

# By such names branches are commonly called: a pattern is judged by them too, as a patch that
# changes it is seldom for a branch that it is about.
_BRANCHES = (
    "stable/x",
    "stable/1.0",
    "stable/2025.1",
    "unmaintained/2023.1",
    "release/1.0",
    "release-1.0",
    "1.0.x",
    "1.0",
    "v1.0",
    "main",
    "master",
)

_VERSIONING = ("versioned-class", "default-implementation", "note-only")


def weakenings(
    base: Policy, head: Policy, severities: Mapping[str, Severity], branch: str = ""
) -> Iterator[Weakening]:
    """Yield what the head's policy lets pass that the base's does not.

    ``severities`` are those of the checks where no policy says otherwise, ``branch`` is the one
    that the patch is for. What policies say of a group's interface and features is not looked at
    here. A policy that is gone is one weakening, not many. Waivers are no
    weakening: those that a patch adds are listed with what they waive.
    """
    if base.location and head.location is None:
        yield "", "the patch removes the policy file"
        return
    yield from _threshold(base, head)
    yield from _severities(base, head, severities)
    yield from _groups(base, head)
    yield from _lifecycle(base, head)
    yield from _stable_branches(base, head, branch)
    yield from _notes(base, head)


def _threshold(base: Policy, head: Policy) -> Iterator[Weakening]:
    if head.fail_on.rank < base.fail_on.rank:
        yield "fail_on", f"a run failed from {base.fail_on} on, now only from {head.fail_on} on"


def _severities(
    base: Policy, head: Policy, severities: Mapping[str, Severity]
) -> Iterator[Weakening]:
    for code in sorted({*base.severities, *head.severities}):
        before = base.severities.get(code) or severities.get(code)
        after = head.severities.get(code) or severities.get(code)
        if before and after and after.rank > before.rank:
            yield f"checks.{code}.severity", f"{code} was of severity {before}, now of {after}"


def _groups(base: Policy, head: Policy) -> Iterator[Weakening]:
    for name, group in sorted(base.groups.items()):
        new = head.groups.get(name)
        if new is None:
            yield f"groups.{name}", f"the patch drops the group {name} from the policy"
        elif _VERSIONING.index(new.versioning) > _VERSIONING.index(group.versioning):
            key = f"groups.{name}.versioning"
            yield key, f"{name} was kept by {group.versioning}, now by {new.versioning}"


def _lifecycle(base: Policy, head: Policy) -> Iterator[Weakening]:
    for key, before, after in (
        ("deprecation.releases", base.lifecycle.releases, head.lifecycle.releases),
        (
            "interface_versions_back",
            base.lifecycle.interface_versions_back,
            head.lifecycle.interface_versions_back,
        ),
    ):
        if after < before:
            yield f"lifecycle.{key}", f"{key} was {before}, now {after}"


def _stable_branches(base: Policy, head: Policy, branch: str) -> Iterator[Weakening]:
    if not base.stable_branches or head.stable_branches == base.stable_branches:
        return
    if not head.stable_branches:
        yield "stable_branches", "the patch removes stable_branches: interfaces may change anywhere"
        return
    names = dict.fromkeys((*filter(None, (branch,)), *_BRANCHES))
    lost = [name for name in names if _is_lost(name, base.stable_branches, head.stable_branches)]
    if lost:
        message = f"stable_branches fits {lost[0]} no more, where interfaces were not to change"
        yield "stable_branches", message


def _is_lost(branch: str, before: str, now: str) -> bool:
    return bool(search(before, branch)) and not search(now, branch)


def _notes(base: Policy, head: Policy) -> Iterator[Weakening]:
    for trigger, sections in sorted(head.notes.sections.items()):
        if not sections and base.notes.sections.get(trigger, SECTIONS.get(trigger, ())):
            yield f"notes.sections.{trigger}", f"{trigger} would need no release note any more"
    for author in sorted({*head.notes.exempt_authors} - {*base.notes.exempt_authors}):
        yield f"notes.exempt_authors.{author}", f"patches by {author} would need no release note"
