# SPDX-License-Identifier: Apache-2.0
"""The distribution that a source tree would become, read from its packaging files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Reading, Request, SourceInfo
from wharfinger.sources.environments import existing_folder


class _Tree:
    """The source of source trees."""

    info = SourceInfo(
        name="tree",
        part="distributions",
        summary="Source trees, with the entry points that they declare.",
    )

    def read(
        self,
        request: Request,
        parts: Mapping[str, tuple[Any, ...]],  # noqa: ARG002 - builds on no part
    ) -> Reading:
        """Return one distribution for each tree.

        Raises :class:`~wharfinger.errors.UsageError` for a folder that is not there.
        """
        if not request.trees:
            return Reading(())
        # Imported only now: an environment alone can do without.
        from wharfinger.sources.tree.reading import declarations, distribution

        trees = tuple(dict.fromkeys(map(existing_folder, request.trees)))
        declared = [declarations(tree) for tree in trees]
        items = tuple(map(distribution, trees, declared))
        return Reading(items, files=sum(map(len, declared)))


source = _Tree()
