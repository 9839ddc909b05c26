# SPDX-License-Identifier: Apache-2.0
"""A page of a long list, wherever it begins."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench_measure import Result, Target
from bench_stores import STORES, answers

LIMIT = 1.5
ROUNDS = 20
"""Rounds for each of ``--repeat``."""

PROBE = Path(__file__).with_name("bench_lists_probe.py")
POSITIONS = ("first", "middle", "last")


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure pages of each engine that is there."""
    rounds = ROUNDS * arguments.repeat
    rows: list[tuple[str, ...]] = []
    targets: list[Target] = []
    for name, taken in answers(PROBE, scratch, arguments, rounds):
        if isinstance(taken, str):
            rows.append((STORES[name], taken, "", "", "", ""))
            continue
        pages = [median(seconds) for seconds in zip(*taken["seconds"], strict=True)]
        ratio = max(pages) / min(pages)
        rows.append(_row(STORES[name], taken["records"], pages, ratio))
        text = f"{STORES[name]}: the slowest page takes {ratio:.2f} times the time of the quickest"
        targets.append(Target(f"{text}; at most {LIMIT}", ratio <= LIMIT))
    return Result(
        f"Pages of 100 records, median of {rounds}",
        ("", "records", *(f"{each} page" for each in POSITIONS), "slowest to quickest"),
        rows,
        targets,
    )


def _row(store: str, records: int, pages: Sequence[float], ratio: float) -> tuple[str, ...]:
    return store, f"{records:,}", *(f"{1000 * each:.2f} ms" for each in pages), f"{ratio:.2f}"
