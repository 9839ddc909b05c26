# SPDX-License-Identifier: Apache-2.0
"""From sources to the catalog: which parts are read, and in which order."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from wharfinger import plugins
from wharfinger.errors import PluginError
from wharfinger.model import Catalog, Distribution, Examined, Group, Policy, Request, Source

# Parts that are fields of the catalog as they are.
_FIELDS = (
    "distributions",
    "groups",
    "registries",
    "contracts",
    "notes",
    "migrations",
    "host_calls",
    "options",
    "releases",
    "status_changes",
)


def read(request: Request, parts: Iterable[str]) -> Catalog:
    """Read the parts that are asked for, and those that they build on, into a catalog."""
    loaded = plugins.load(plugins.SOURCES)
    found, files = _items(request, list(loaded.plugins.values()), {*parts, "policy"})
    (policy,) = found.get("policy") or (Policy(),)
    catalog = Catalog(
        policy=policy, plugin_failures=loaded.failures, examined=_examined(found, files)
    )
    fields: dict[str, Any] = {name: found[name] for name in _FIELDS if name in found}
    if "note_texts" in found:
        fields.setdefault("notes", found["note_texts"])
    for files in found.get("specs", ()):
        fields |= {
            "specs": files.specs,
            "skipped_specs": files.skipped,
            "redirects": files.redirects,
        }
    return replace(catalog, **fields)


def _items(
    request: Request, sources: list[Source], wanted: set[str]
) -> tuple[dict[str, tuple[Any, ...]], int]:
    """Return the items of each part, and how many source files they took."""
    parts: dict[str, tuple[Any, ...]] = {}
    files = 0
    for part in _in_order(sources, wanted):
        items: tuple[Any, ...] = ()
        for source in sources:
            if source.info.part == part:
                with plugins.blaming(source.info.name):
                    reading = source.read(request, parts)
                items += reading.items
                files += reading.files
        parts[part] = _replace_installed(items) if part == "distributions" else items
    return parts, files


def _examined(parts: dict[str, tuple[Any, ...]], files: int) -> Examined:
    groups: tuple[Group, ...] = parts.get("groups", ())
    distributions: tuple[Distribution, ...] = parts.get("distributions", ())
    return Examined(
        distributions=len(distributions),
        entry_points=sum(len(item.entry_points) for item in distributions),
        drivers=sum(len(group.drivers) for group in groups),
        interfaces=len({group.interface.name for group in groups if group.interface}),
        files=files,
        notes=len(parts.get("notes", parts.get("note_texts", ()))),
        specs=sum(len(item.specs) for item in parts.get("specs", ())),
    )


def _in_order(sources: list[Source], wanted: set[str]) -> list[str]:
    requires: dict[str, set[str]] = {}
    for source in sources:
        requires.setdefault(source.info.part, set()).update(source.info.requires)
    needed: set[str] = set()
    waiting = [part for part in wanted if part in requires]
    while waiting:
        part = waiting.pop()
        if part not in needed:
            needed.add(part)
            waiting.extend(requires.get(part, ()))
    order = graphlib.TopologicalSorter(
        {part: sorted(requires.get(part, ())) for part in sorted(needed)}
    )
    try:
        return list(order.static_order())
    except graphlib.CycleError as error:
        raise PluginError("sources", f"their parts require each other: {error.args[1]}") from error


def _replace_installed(distributions: tuple[Distribution, ...]) -> tuple[Distribution, ...]:
    """Let a tree take the place of the installed distribution of the same name."""
    trees = {item.key for item in distributions if item.origin == "tree"}
    kept = [item for item in distributions if item.origin == "tree" or item.key not in trees]
    return tuple(sorted(kept, key=lambda item: (item.key, item.location)))
