# SPDX-License-Identifier: Apache-2.0
"""A pattern for what stands in source text without being code."""

from __future__ import annotations

# Strings and comments, each taken whole; what never ends goes to the end of its reach.
NO_CODE = (
    r'"""(?s:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''(?s:\\.|[^\\])*?(?:'''|\Z)"
    r'|"(?:\\[\s\S]|[^"\\\n])*"?'
    r"|'(?:\\[\s\S]|[^'\\\n])*'?"
    r"|#[^\n]*"
)
