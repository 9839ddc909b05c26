# SPDX-License-Identifier: Apache-2.0
"""Options: declared once, used as flags and in directives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command, view or check.

    ``type`` is ``flag``, ``string``, ``list`` (comma-separated), ``path``, ``paths`` or
    ``integer``. ``help`` is one line without a full stop. ``flag`` is the spelling on
    the command line if it is not ``--name``.
    """

    name: str
    type: str
    help: str
    default: object = None
    choices: tuple[str, ...] = ()
    metavar: str = ""
    flag: str = ""
