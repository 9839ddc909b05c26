# SPDX-License-Identifier: Apache-2.0
"""Ends of lines and of the file. Readers of reStructuredText make no difference between them."""

from __future__ import annotations

import re

from wharfinger.model import Outline
from wharfinger.sources.specs.mending import Rules

_TRAILING = re.compile(r"[ \t\v\f]+$", re.MULTILINE)
_RETURN = re.compile(r"\r\n?")


def without_returns(text: str, _: Outline, __: Rules) -> str:
    """Return the text with line feeds alone."""
    return _RETURN.sub("\n", text)


def without_trailing_space(text: str, _: Outline, __: Rules) -> str:
    """Return the text without spaces and tabs before line ends."""
    return _TRAILING.sub("", text)


def with_final_newline(text: str, _: Outline, __: Rules) -> str:
    """Return the text with a newline at its end."""
    return text if not text or text.endswith("\n") else f"{text}\n"
