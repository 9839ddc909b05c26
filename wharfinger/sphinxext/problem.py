# SPDX-License-Identifier: Apache-2.0
"""What goes wrong while a page is made: a value, so that it is stored, compared and told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wharfinger.errors import (
    ConfigurationError,
    NothingExaminedError,
    PluginError,
    PolicyError,
    UnknownGroupError,
    UsageError,
)

SHOWN = 12

SUBTYPES: dict[type[Exception], str] = {
    UnknownGroupError: "group",
    PolicyError: "policy",
    NothingExaminedError: "environment",
    ConfigurationError: "option",
    UsageError: "view",
    PluginError: "plugin",
}


class Problem(NamedTuple):
    """A warning to be: its subtype below ``wharfinger``, and its text."""

    subtype: str
    message: str


def of_error(error: Exception) -> Problem:
    """Return the problem that an exception stands for."""
    for kind, subtype in SUBTYPES.items():
        if isinstance(error, kind):
            return Problem(subtype, str(error))
    return Problem("unknown", f"{type(error).__name__}: {error}")


def listed(names: Sequence[str], nothing: str) -> str:
    """Return names as an enumeration that stays readable however many there are."""
    if not names:
        return nothing
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
