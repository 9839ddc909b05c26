# SPDX-License-Identifier: Apache-2.0
"""The source of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Reading, Request, SourceInfo
from wharfinger.sources.cache import Cache, key
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
        places = roots(request)
        cache = Cache(request.cache)
        name = key(places, parts["distributions"], policy, request.groups)
        known: Reading | None = cache.get(name)
        if known is not None:
            return known
        # Importing the reader takes longer than finding an answer that is known.
        from wharfinger.sources.group_building import GroupBuilder
        from wharfinger.sources.python import Reader

        reader = Reader(places)
        builder = GroupBuilder(reader, parts["distributions"], policy)
        groups = tuple(builder.group(name) for name in builder.names(request.groups))
        reading = Reading(groups, reader.files_read)
        cache.put(name, reading, reader.footprint())
        return reading


source = GroupSource()
