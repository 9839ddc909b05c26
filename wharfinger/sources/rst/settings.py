# SPDX-License-Identifier: Apache-2.0
"""What docutils may do for a text that nobody vouches for: read no file, insert nothing raw."""

from __future__ import annotations

import functools
import sys
from typing import Any

from docutils import frontend
from docutils.parsers.rst import Parser

WARNING = 2
"""Messages of docutils below this level are remarks, not faults."""

_NEVER = 5


@functools.cache
def settings() -> Any:
    """Return the settings, which all texts share: to make them takes longer than many a text."""
    made = frontend.get_default_settings(Parser)
    made.report_level = WARNING
    made.halt_level = _NEVER
    made.warning_stream = False
    made.file_insertion_enabled = False
    made.raw_enabled = False
    # docutils would refuse the whole text for one long line.
    made.line_length_limit = sys.maxsize
    # Not all that Sphinx colours is known to docutils, nor is what colours always installed.
    made.syntax_highlight = "none"
    made._disable_config = True
    return made
