# SPDX-License-Identifier: Apache-2.0
"""Registries of drivers that are no entry points, found in the source and offered.

They are looked for only where no group looks like one of drivers, for it means reading
every module of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Group, Reading, Request, SourceInfo
from wharfinger.sources.roots import roots

_SCRIPTS = ("console_scripts", "gui_scripts")


class RegistrySource:
    """Gives the part ``registries``."""

    info = SourceInfo(
        name="registries",
        part="registries",
        summary="registries of drivers in the source that no policy names yet",
        requires=("distributions", "groups"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the registries of a project that has no group that looks like drivers."""
        if request.groups or any(map(looks_like_drivers, parts["groups"])):
            return Reading(())
        # Imported only now: most projects have groups.
        from wharfinger.sources.origins import OriginReader
        from wharfinger.sources.python import Reader
        from wharfinger.sources.registry_search import RegistrySearch

        reader = Reader(roots(request))
        by_key = {item.key: item for item in parts["distributions"]}
        search = RegistrySearch(reader, OriginReader(reader, by_key))
        return Reading(search.registries(), reader.files_read)


def looks_like_drivers(group: Group) -> bool:
    """Tell whether a group is one of drivers: it has an interface, or the policy names it."""
    return group.name not in _SCRIPTS and (group.interface is not None or group.governed)


source = RegistrySource()
