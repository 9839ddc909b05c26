# SPDX-License-Identifier: Apache-2.0
"""What a driver says of itself: its state, and when it comes and goes.

``wharfinger`` reads the same marks out of the source, by the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

STATES = frozenset(("experimental", "supported", "deprecated", "unsupported", "removed", "unknown"))
REFUSED = frozenset(("unsupported", "removed"))

_REMOVED_IN = re.compile(
    r"\bremoved\s+in\s+(?:the\s+)?(?:version\s+|release\s+)?v?(\d[\w.]*\w|\d|[A-Z]\w+)"
)
_USE_INSTEAD = re.compile(
    r"\b[Uu]se\s+(?!(?:an?|it|one|that|them|these|this|those)\b)"
    r"(?::[\w:]+:)?`{0,2}~?\.?([A-Za-z_](?:[\w.:]*\w)?)`{0,2}(?:\(\))?\s+instead\b"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a driver says of itself. What it does not say is empty, the state ``unknown``.

    Each field is read from a class attribute, ``state`` from ``DRIVER_STATE`` and so on.
    ``since``, ``deprecated_since`` and ``removal`` name releases.
    """

    state: str = "unknown"
    since: str = ""
    deprecated_since: str = ""
    removal: str = ""
    replacement: str = ""
    reason: str = ""


def marks_of(driver: object) -> Marks:
    """Return the marks of a driver: a class, or a function that makes instances.

    PEP 702's decorator counts for the very class or function that it decorates. A class attribute
    counts for subclasses too, and more than the decorator.
    """
    values = {
        field.name: _attribute(driver, f"DRIVER_{field.name.upper()}") for field in fields(Marks)
    }
    if values["state"] not in STATES:
        values["state"] = ""
    return replace(_decorated(driver), **{name: text for name, text in values.items() if text})


def _attribute(driver: object, name: str) -> str:
    # Looked up without running descriptors or a metaclass, as the static reader does.
    lineage = driver.__mro__ if isinstance(driver, type) else ()
    value = next((vars(item)[name] for item in lineage if name in vars(item)), None)
    return str(value) if isinstance(value, str | int | float) else ""


def _own(item: object) -> dict[str, object]:
    return getattr(item, "__dict__", {})


def _decorated(driver: object) -> Marks:
    """Return what PEP 702's decorator says of the driver itself."""
    message = _own(driver).get("__deprecated__")
    if message is None or message is False:
        return Marks()
    reason = " ".join(message.split()) if isinstance(message, str) else ""
    removal, instead = _REMOVED_IN.search(reason), _USE_INSTEAD.search(reason)
    return Marks(
        state="deprecated",
        removal=removal[1].rstrip(".") if removal else "",
        replacement=instead[1] if instead else "",
        reason=reason,
    )
