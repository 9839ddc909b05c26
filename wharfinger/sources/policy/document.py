# SPDX-License-Identifier: Apache-2.0
"""Policy files as plain data, with the line of every key.

The result is independent of the language: keys are text as it was written, numbers keep
their spelling, dates stay text. Nothing that a file contains can run or name Python.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from wharfinger.errors import PolicyError, PolicyFault

MOST_BYTES = 256 * 1024
MOST_VALUES = 100_000
MOST_LEVELS = 32

Key = tuple[str | int, ...]


class Decimal(float):
    """A number with a point. ``str`` gives it as written: a version 8.10 is not 8.1."""

    def __new__(cls, text: str) -> Self:
        """Read the number from its text."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Document:
    """A policy as data. ``path`` is the file as users know it.

    ``faults`` are those that the language's own rules find, without making the rest
    unreadable.
    """

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int] = field(default_factory=dict)
    faults: tuple[PolicyFault, ...] = ()

    def line(self, key: Key) -> int:
        """Return the line of a key, or of the nearest one around it; 0 if there is none."""
        around = (key[:length] for length in range(len(key), -1, -1))
        return next((self.lines[part] for part in around if part in self.lines), 0)

    def fault(self, key: Key, message: str) -> PolicyFault:
        """Return a fault at a key."""
        return PolicyFault(self.path, self.line(key), dotted(key), message)


def dotted(key: Key) -> str:
    """Return a key as messages show it: ``groups.tooz.backends.title``, ``waivers[0].code``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{excerpt(part)}" for part in key)
    return "".join(parts).removeprefix(".")


def excerpt(text: str) -> str:
    """Return text as it fits into a message of one line."""
    printable = text if text.isprintable() else text.encode("unicode_escape").decode("ascii")
    return printable if len(printable) <= 60 else f"{printable[:59]}…"


def decode(path: str, data: bytes) -> str:
    """Return the text of a policy file.

    Raises :class:`~wharfinger.errors.PolicyError` if it is not UTF-8.
    """
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8; save it in that encoding"
        raise PolicyError([PolicyFault(path, line, "", message)]) from None
