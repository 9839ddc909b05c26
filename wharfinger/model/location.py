# SPDX-License-Identifier: Apache-2.0
"""Where something was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file.

    ``path`` is relative to the tree or environment that the file was found in and
    always uses ``/``. Lines and columns count from 1; 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
