# SPDX-License-Identifier: Apache-2.0
"""Loading a driver with the run time beside loading it with stevedore alone."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench_measure import Result

RUNS = 4
"""Processes for each of ``--repeat``."""

# The driver's own imports, which both have, are done before.
MEASURE = """
import json, time, refstore.drivers.sql, refstore.loading, stevedore.driver
{before}
def load():
    start = time.perf_counter()
    {load}
    return time.perf_counter() - start
print(json.dumps([load(), load()]))
"""
BARE = 'stevedore.driver.DriverManager("refstore.drivers", "sql").driver'
WAYS = {
    "``DriverManager`` of stevedore": ("", BARE),
    "``DriverGroup.load``": ("group = refstore.loading.DRIVERS", 'group.load("sql")'),
}


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure the first load of a process and the second, in processes in turn."""
    runs = RUNS * arguments.repeat
    taken: dict[str, list[list[float]]] = {name: [] for name in WAYS}
    for _ in range(1 + runs):
        for name, (before, load) in WAYS.items():
            taken[name].append(_seconds(MEASURE.format(before=before, load=load), scratch))
    # The first processes fill stevedore's cache.
    rows = [_row(name, each[1:]) for name, each in taken.items()]
    header = ("", "first in a process", "second")
    return Result(f"Loading a driver, median of {runs} processes", header, rows)


def _seconds(code: str, folder: Path) -> list[float]:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout)
    return found


def _row(name: str, taken: list[list[float]]) -> tuple[str, ...]:
    return name, *(f"{1000 * median(each):.2f} ms" for each in zip(*taken, strict=True))
