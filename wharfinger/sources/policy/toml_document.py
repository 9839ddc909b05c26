# SPDX-License-Identifier: Apache-2.0
"""The ``[tool.wharfinger]`` of a ``pyproject.toml`` as a document."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.sources.policy.document import MOST_BYTES, MOST_LEVELS, Decimal, Document, Key

TABLE: Key = ("tool", "wharfinger")

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)[ \t]*({_NAME})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"\s*({_NAME})[ \t]*=")
_OURS = re.compile(
    r"""^[ \t]*\[+[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?wharfinger\b""", re.MULTILINE
)
# The time that tomllib takes for one key grows with the square of its length.
_ENDLESS = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*\.[ \t]*){{{MOST_LEVELS}}}")
_TRIPLE = re.compile(r"\"\"\"|'''")


def load(path: str, text: str) -> Document | None:
    """Read ``[tool.wharfinger]``; None if there is no such table.

    A file that is not TOML is only a fault here if it has the table. Raises
    :class:`~wharfinger.errors.PolicyError` for one that does.
    """
    large = len(text) > MOST_BYTES
    if "wharfinger" not in text or (large and not _OURS.search(text)):
        return None
    if large:
        message = f"more than {MOST_BYTES // 1024} KiB; move the policy to driver-policy.yaml"
        raise PolicyError([PolicyFault(path, 0, "", message)])
    try:
        table = _table(_parse(text))
    except (ValueError, RecursionError) as error:
        if not _OURS.search(text):
            return None
        raise PolicyError([_syntax_fault(path, error)]) from None
    if table is None:
        return None
    lines = {key[2:]: line for key, line in _lines(text).items() if key[:2] == TABLE}
    if not isinstance(table, dict):
        message = "[tool.wharfinger] is a table of keys and values"
        raise PolicyError([PolicyFault(path, lines.get((), 0), "", message)])
    return Document(path, _plain(table), lines)


def _parse(text: str) -> Mapping[str, Any]:
    if _ENDLESS.search(text):
        raise ValueError(f"a key of more than {MOST_LEVELS} parts")
    return tomllib.loads(text, parse_float=Decimal)


def _table(data: Mapping[str, Any]) -> object:
    tool = data.get("tool")
    table = tool.get("wharfinger") if isinstance(tool, dict) else None
    if _depth(table) > MOST_LEVELS:
        raise ValueError(f"more than {MOST_LEVELS} levels deep")
    return table


def _depth(value: object) -> int:
    """Return how deep tables and arrays are nested, without recursion."""
    depth, level = 0, [value]
    while level and depth <= MOST_LEVELS:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


def _syntax_fault(path: str, error: Exception) -> PolicyFault:
    message = "too deeply nested" if isinstance(error, RecursionError) else str(error)
    place = re.search(r" \(at line (\d+)", message)
    line = int(place[1]) if place else 0
    return PolicyFault(path, line, "", f"not valid TOML: {message.partition(' (at ')[0]}")


def _plain(value: Any) -> Any:
    """Return a value with its dates and times as text."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value


def _lines(text: str) -> dict[Key, int]:
    """Find the lines of keys. tomllib keeps none, so headers and assignments are searched."""
    lines: dict[Key, int] = {}
    arrays: Counter[Key] = Counter()
    table: Key = ()
    quoted = False
    for number, line in enumerate(text.splitlines(), 1):
        inside = quoted
        quoted ^= len(_TRIPLE.findall(line)) % 2 == 1
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                arrays[table] += 1
                table = (*table, arrays[table] - 1)
            _record(lines, table, number)
        elif assignment := _ASSIGNMENT.match(line):
            _record(lines, (*table, *_parts(assignment[1])), number)
    return lines


def _record(lines: dict[Key, int], key: Key, number: int) -> None:
    for length in range(1, len(key) + 1):
        lines.setdefault(key[:length], number)


def _parts(name: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))
