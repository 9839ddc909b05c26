# SPDX-License-Identifier: Apache-2.0
"""The source of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Distribution, Policy, Reading, Request, SourceInfo
from wharfinger.sources import cache, remembering
from wharfinger.sources.roots import roots


class GroupSource:
    """Gives the part ``groups``."""

    info = SourceInfo(
        name="groups",
        part="groups",
        summary="drivers by group, with their interface and what they support",
        requires=("distributions", "policy"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the groups that the request asks for, in the order of their names."""
        (policy,) = parts["policy"]
        distributions: tuple[Distribution, ...] = parts["distributions"]
        if remembering.is_active():
            return _remembered(request, distributions, policy)
        question = ("groups", roots(request), distributions, policy, request.groups)
        return cache.answer(request.cache, question, lambda: _read(request, distributions, policy))


def _remembered(
    request: Request, distributions: tuple[Distribution, ...], policy: Policy
) -> Reading:
    """Return the groups, each of them read alone: a patch touches few of them."""
    from wharfinger.sources.group_answers import group_answers

    answers = group_answers(request, distributions, policy)
    groups = tuple(answers.of(name).group for name in answers.names())
    return Reading(groups, len(answers.files_read()))


def _read(
    request: Request, distributions: tuple[Distribution, ...], policy: Policy
) -> tuple[Reading, set[str]]:
    # Importing the reader takes longer than finding an answer that is kept.
    from wharfinger.sources import files
    from wharfinger.sources.sharing import shared_builder

    with files.recorded() as seen:
        builder = shared_builder(request, distributions, policy)
        groups = tuple(builder.group(name) for name in builder.names(request.groups))
    return Reading(groups, builder.reader.files_read), builder.reader.footprint() | seen


source = GroupSource()
