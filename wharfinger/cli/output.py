# SPDX-License-Identifier: Apache-2.0
"""Writing to standard output, whatever it is connected to."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from wharfinger.errors import UsageError

# What stands for signs that the encoding of the output lacks.
_PLAIN_SIGNS = str.maketrans(
    {"✓": "+", "✗": "x", "◐": "~", "○": "o", "△": "^", "▽": "v", "·": "-", "…": "...", "—": "-"}
)


@dataclass(frozen=True, slots=True)
class Output:
    """Something to write. Data is always UTF-8, text is as the locale has it."""

    text: str
    is_data: bool = False


def width() -> int | None:
    """Return the width of the terminal, or None where standard output is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return max(shutil.get_terminal_size().columns, 40)


def write(output: Output) -> None:
    """Write to standard output.

    Raises :class:`~wharfinger.errors.UsageError` if it takes no more, and lets
    :class:`BrokenPipeError` through.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        if output.is_data and hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(encoded(output.text))
        else:
            sys.stdout.write(_encodable(output.text, sys.stdout.encoding or "utf-8"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon()
        raise UsageError(f"cannot write to standard output: {error.strerror}") from error


def encoded(text: str) -> bytes:
    r"""Return UTF-8; a lone surrogate becomes ``\udc80``, which JSON reads back."""
    return text.encode("utf-8", "backslashreplace")


def abandon() -> None:
    """Let what is still to be written go nowhere, so that the end of the program is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN_SIGNS)
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text
