# SPDX-License-Identifier: Apache-2.0
"""Finding drivers by entry point or dotted path, and importing the one that is asked for."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.metadata import (
    Distribution,
    EntryPoint,
    EntryPoints,
    distributions,
    entry_points,
)
from typing import Any

from stevedore.named import NamedExtensionManager

LOG = logging.getLogger("wharfinger_runtime")

_IDENTIFIERS = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_DOTTED_PATH = re.compile(rf"(?P<module>{_IDENTIFIERS})[:.](?P<attr>{_IDENTIFIERS})")


def announced(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, each with its distribution. Nothing is imported.

    They are read again when a distribution was installed or removed: stevedore's own cache can be
    minutes stale, and does not tell distributions.
    """
    state = tuple((path, _changed(path)) for path in sys.path)
    return list(_everything(state).select(group=group))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder or os.curdir).st_mtime_ns
    except (OSError, ValueError):
        return 0


# Python 3.11 calls the type SelectableGroups, later ones EntryPoints; both select.
@lru_cache(maxsize=1)
def _everything(_state: tuple[tuple[str, int], ...]) -> Any:
    try:
        return entry_points()
    except Exception:  # noqa: BLE001 - any file may be broken
        # One distribution with a broken file must not keep all others from being found.
        return EntryPoints(_readable())


def _readable() -> Iterator[EntryPoint]:
    seen: set[str] = set()
    for distribution in distributions():
        name = distribution_name(distribution)
        if name and name in seen:
            continue
        seen.add(name)
        try:
            yield from distribution.entry_points
        except Exception as error:  # noqa: BLE001 - any file may be broken
            whose = name or "a distribution without a name"
            LOG.warning("The entry points of %s cannot be read: %s", whose, error)


def distribution_name(distribution: Distribution | None) -> str:
    """Return a distribution's name, empty where there is none or it cannot be read."""
    try:
        return (distribution.metadata["Name"] or "") if distribution else ""
    except Exception:  # noqa: BLE001 - any file may be broken
        return ""


def from_dotted_path(path: object, group: str) -> EntryPoint | None:
    """Return ``module:attr`` or ``module.attr`` as an entry point, None if it is neither."""
    match = _DOTTED_PATH.fullmatch(path) if isinstance(path, str) else None
    if not isinstance(path, str) or not match:
        return None
    module, attr = match["module"], match["attr"]
    if ":" not in path:
        module, _, attr = path.rpartition(".")
    return EntryPoint(path, f"{module}:{attr}", group)


class _Asked(NamedExtensionManager[Any]):
    """Imports one entry point, which was found before."""

    def __init__(self, found: EntryPoint, failed: Callable[..., None]) -> None:
        self._found = found
        super().__init__(found.group, [found.name], on_load_failure_callback=failed)

    def list_entry_points(self) -> list[EntryPoint]:
        return [self._found]


def imported(found: EntryPoint) -> Any:
    """Import what an entry point names. Whatever goes wrong there is raised as it is."""

    def failed(_: object, __: EntryPoint, error: BaseException) -> None:
        raise error

    return _Asked(found, failed)[found.name].plugin
