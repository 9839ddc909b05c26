# SPDX-License-Identifier: Apache-2.0
"""The distributions that are installed in an environment, found by path, never by import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Reading, Request, SourceInfo
from wharfinger.sources import cache
from wharfinger.sources.environments import Environment, environment


class _Installed:
    """The source of installed distributions."""

    info = SourceInfo(
        name="installed",
        part="distributions",
        summary="Distributions of an environment, with their entry points.",
    )

    def read(
        self,
        request: Request,
        parts: Mapping[str, tuple[Any, ...]],  # noqa: ARG002 - builds on no part
    ) -> Reading:
        """Return the distributions of all environments; the first of a name wins.

        Raises :class:`~wharfinger.errors.UsageError` for a folder that is no environment.
        """
        environments = tuple(dict.fromkeys(map(environment, request.environments)))
        question = ("installed", environments)
        return cache.answer(request.cache, question, lambda: _recorded(environments))


def _recorded(environments: tuple[Environment, ...]) -> tuple[Reading, set[str]]:
    # Importing what reads metadata takes longer than finding an answer that is kept.
    from wharfinger.sources import files, sites

    with files.recorded() as seen:
        items = sites.distributions(environments)
    return Reading(items, files=sum(map(sites.files_of, items))), seen


source = _Installed()
