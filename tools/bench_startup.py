# SPDX-License-Identifier: Apache-2.0
"""How long it takes to start."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench_measure import HEADER, WHARFINGER, Result, Target, cost, medians, row

LIMIT = 2


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure ``wharfinger --version`` beside Python that imports argparse."""
    base, ours = 'python -c "import argparse"', "wharfinger --version"
    taken = medians(
        {
            base: lambda: cost([sys.executable, "-c", "import argparse"], scratch),
            ours: lambda: cost([WHARFINGER, "--version"], scratch),
        },
        4 * arguments.repeat,
    )
    ratio = taken[ours].seconds / taken[base].seconds
    return Result(
        f"Start-up, median of {4 * arguments.repeat}",
        HEADER,
        [row(f"``{name}``", taken[name], taken[base]) for name in taken],
        [Target(f"{ratio:.2f} times the time; at most {LIMIT} are allowed", ratio <= LIMIT)],
    )
