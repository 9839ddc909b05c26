# SPDX-License-Identifier: Apache-2.0
"""The command line. This module stays small: every call of ``wharfinger`` imports it whole."""

from __future__ import annotations

import atexit
import gc
import sys

from wharfinger import __version__


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit status; 0, 1, 2 or 3 as the reference describes."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        print(f"wharfinger {__version__}")
        return 0
    if argv is None:
        # Syntax trees have no cycles, but the collector would walk through them time and again.
        gc.disable()
        # The system takes back at once what the collector would go through at the end.
        atexit.register(gc.freeze)
    from wharfinger.cli.application import run

    return run(arguments)
