# SPDX-License-Identifier: Apache-2.0
"""The database migrations of the host project that have phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wharfinger.model import Migration, Policy, Reading, Request, SourceInfo
from wharfinger.sources import files
from wharfinger.sources.migrations.places import Layout, find


class _Migrations:
    """The source of migration scripts: those of the first tree."""

    info = SourceInfo(
        name="migrations",
        part="migrations",
        summary="scripts of database migrations that are split into phases, and what they do",
        requires=("policy",),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the scripts. A project without phases costs a walk through its folders."""
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        found = tuple(
            script
            for tree in request.trees[:1]
            for place in find(tree, Layout.of(policy.migrations))
            if (script := read_script(tree, place)) is not None
        )
        return Reading(found, files=len(found))


def read_script(tree: Path, place: Migration) -> Migration | None:
    """Return a script with its operations, None if the file is no script."""
    # Imported only now: few projects have such scripts.
    from wharfinger.sources.migrations.script import operations, unread

    try:
        data = files.read_bytes(tree / place.path, tree, files.PROJECT_FILE_LIMIT)
    except files.UnreadableError as error:
        return replace(place, operations=(unread(error.reason),))
    found = operations(data)
    return None if found is None else replace(place, operations=found)


source = _Migrations()
