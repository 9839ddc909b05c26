# SPDX-License-Identifier: Apache-2.0
"""The specs of a repository."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from wharfinger.model import Policy, Reading, Request, SourceInfo, SpecFiles, SpecsPolicy
from wharfinger.sources.remembering import remembered


class _Specs:
    """The source of specs: those of the first tree that has a folder of specs."""

    info = SourceInfo(
        name="specs",
        part="specs",
        summary="Specs: what they say of themselves, what they claim, and what is wrong with them.",
        requires=("policy",),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the specs. What is wrong with them is in their faults."""
        policy: Policy = next(iter(parts.get("policy", ())), Policy())
        for tree in request.trees:
            found = read_specs(tree, policy.specs, request.cache)
            if found.folder:
                return Reading((found,), files=len(found.specs))
        return Reading(())


def read_specs(
    tree: Path, policy: SpecsPolicy, cache: Path | None, only: Collection[str] | None = None
) -> SpecFiles:
    """Return the specs of a tree; nothing if it has no folder of specs.

    ``cache`` is the folder in which answers may be kept. With ``only``, specs of other paths are
    looked at lightly: there is what others need to know of them, and they have no faults.

    Raises :class:`~wharfinger.errors.ToolkitError` if a second process dies.
    """
    # Imported only now: few projects have specs.
    from wharfinger.sources.specs import places, reading, redirects
    from wharfinger.sources.specs.link_targets import unresolved

    found = places.find(tree, policy)
    if not found.folder:
        return SpecFiles()
    chosen = None if only is None else frozenset(only)
    # Where links lead depends on the whole project, and is found out anew.
    specs = remembered(
        "specs",
        (policy, chosen, tuple(found.specs)),
        tree,
        lambda: reading.read(tree, found, policy, cache, chosen),
    )
    return SpecFiles(
        found.folder,
        unresolved(tree, found.folder, specs),
        tuple(found.skipped),
        redirects.read(tree, found.folder, found.redirects, policy),
    )


source = _Specs()
