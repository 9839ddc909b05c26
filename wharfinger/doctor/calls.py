# SPDX-License-Identifier: Apache-2.0
"""Where the gate is called: ``wharfinger check`` in whatever a project's tools read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

_COMMAND = r"""\bwharfinger["']?,?[ \t]+(?:[^\s;&|#]+[ \t]+){0,40}?["']?check\b"""
_LIST = r"""["']wharfinger["']\s*,\s*(?:["'][^"'\n]*["']\s*,\s*){0,40}["']check["']"""
# A hook of pre-commit can have its arguments apart.
_HOOK = r"""entry:[ \t]*wharfinger[ \t]*\n(?:[ \t]+\w.*\n){0,20}?[ \t]+args:[ \t]*\[[ "']*check\b"""
_CALL = re.compile(rf"{_COMMAND}|{_LIST}|{_HOOK}")
# Nobody calls the gate more often from one file; the expressions have bounds for the same reason.
_MOST_CALLS = 100
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_FORGIVEN = re.compile(r"[^\n|]{0,500}\|\|\s*(?:true|:|exit 0|echo)(?!\S)")
_TOX_IGNORES = re.compile(r"(?:^|=)[ \t]*-[ \t]*(?:\S*python\S*[ \t]+-m[ \t]+)?$")


@dataclass(frozen=True, slots=True)
class GateCall:
    """A call of the gate. ``forgiven`` tells that its exit status is thrown away."""

    path: str
    line: int
    forgiven: bool

    @property
    def place(self) -> str:
        """Path and line, as messages have them."""
        return f"{self.path}:{self.line}"


def is_call(text: str) -> bool:
    """Tell whether a script calls the gate."""
    return bool(_CALL.search(_plain(text)))


def gate_calls(callers: Mapping[str, str]) -> tuple[GateCall, ...]:
    """Return all calls of the gate, in order of files and lines."""
    return tuple(call for path, text in callers.items() for call in _in_text(path, text))


def _in_text(path: str, text: str) -> Iterator[GateCall]:
    plain = _plain(text)
    for found in islice(_CALL.finditer(plain), _MOST_CALLS):
        before = plain[plain.rfind("\n", 0, found.start()) + 1 : found.start()][-200:]
        is_tox = path.rpartition("/")[2] == "tox.ini"
        forgiven = bool(_FORGIVEN.match(plain, found.end()))
        forgiven = forgiven or (is_tox and bool(_TOX_IGNORES.search(before)))
        yield GateCall(path, plain.count("\n", 0, found.start()) + 1, forgiven)


def _plain(text: str) -> str:
    """Return text without comments and with long lines joined; as many lines as before.

    What follows a line that goes on is moved up to it.
    """
    lines: list[str] = []
    owed = 0
    for line in _COMMENT.sub("", text).splitlines():
        if lines and lines[-1].endswith("\\"):
            lines[-1] = f"{lines[-1][:-1]} {line.strip()}"
            owed += 1
        else:
            lines.extend([""] * owed)
            owed = 0
            lines.append(line)
    return "\n".join(lines) + "\n"
