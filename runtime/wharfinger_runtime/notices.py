# SPDX-License-Identifier: Apache-2.0
"""Telling the host what is deprecated or experimental, each thing once in a process."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable

from wharfinger_runtime.finding import LOG
from wharfinger_runtime.loaded import LoadedDriver
from wharfinger_runtime.versions import DeprecatedName

_PACKAGE = __name__.partition(".")[0]
_told: set[tuple[str, ...]] = set()
_lock = threading.Lock()


def of_name(group: str, old: DeprecatedName | None) -> None:
    """Warn that a driver was asked for by an old name."""
    if old:
        text = f"The name {old.name!r} of a driver of {group} is deprecated"
        _warn(("name", group, old.name), text, old.since, old.removal, old.use)


def of_driver(group: str, loaded: LoadedDriver) -> None:
    """Warn of a deprecated driver, and log a notice of one that is not fully supported."""
    marks, key = loaded.marks, ("driver", group, loaded.target)
    text = f"The driver {loaded.name!r} of {group} is {marks.state}"
    if marks.state == "deprecated":
        told = (marks.deprecated_since, marks.removal, marks.replacement, marks.reason)
        _warn(key, text, *told)
    elif marks.state not in ("supported", "unknown"):
        _log(key, text)


def of_version(group: str, loaded: LoadedDriver) -> None:
    """Warn of a deprecated interface version, and log one that is not fully supported."""
    version = loaded.interface
    if version is None:
        return
    key = ("version", group, loaded.target)
    text = f"The driver {loaded.name!r} of {group} implements {version.title}"
    text += f" ({version.target}), which is {version.state}"
    if version.state == "deprecated":
        _warn(key, text, version.since, version.removal, version.replacement)
    elif version.state not in ("supported", "unknown"):
        _log(key, text)


def _warn(
    key: tuple[str, ...], text: str, since: str, removal: str, use: str, reason: str = ""
) -> None:
    """Issue a ``DeprecationWarning`` at the host's line that loads the driver."""
    text += f" since {since}" if since else ""
    text += f", will be removed in {removal}" if removal else ""
    text += f"; use {use!r} instead" if use else ""
    text += f": {reason}" if reason else ""
    _once(key, lambda: warnings.warn(text, DeprecationWarning, stacklevel=_host_level()))


def _log(key: tuple[str, ...], text: str) -> None:
    _once(key, lambda: LOG.warning("%s", text))


def _once(key: tuple[str, ...], tell: Callable[[], None]) -> None:
    with _lock:
        if key in _told:
            return
        _told.add(key)
    try:
        tell()
    except BaseException:
        # A filter has made an error of the warning: it will be one the next time, too.
        with _lock:
            _told.discard(key)
        raise


def _host_level() -> int:
    """Return the ``stacklevel`` of the first frame outside this package, for our caller."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level
