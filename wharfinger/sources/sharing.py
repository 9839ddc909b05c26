# SPDX-License-Identifier: Apache-2.0
"""One reading of the source for all the sources of a run that need it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from wharfinger.model import Distribution, Policy, Request, Root
from wharfinger.sources.group_building import GroupBuilder
from wharfinger.sources.python import Reader
from wharfinger.sources.roots import roots


@dataclass(frozen=True, slots=True)
class _Shared:
    folders: tuple[Root, ...]
    distributions: tuple[Distribution, ...]
    policy: Policy
    builder: GroupBuilder


_LAST: ContextVar[_Shared | None] = ContextVar("wharfinger_shared_builder", default=None)


def shared_builder(
    request: Request, distributions: tuple[Distribution, ...], policy: Policy
) -> GroupBuilder:
    """Return the builder of groups that this run has already, or a new one.

    Distributions and policy have to be the very objects of the run, not equal ones: a later
    run reads them anew, and then finds files that have changed in between. Only the last
    builder is kept.
    """
    folders, last = roots(request), _LAST.get()
    # An empty tuple is the same object in every run, but then there is little to share.
    same = last and distributions and last.distributions is distributions
    if last and same and last.policy is policy and last.folders == folders:
        return last.builder
    builder = GroupBuilder(Reader(folders), distributions, policy)
    _LAST.set(_Shared(folders, distributions, policy, builder))
    return builder
