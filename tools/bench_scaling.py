# SPDX-License-Identifier: Apache-2.0
"""How time and memory grow with the number of drivers."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path

from bench_measure import WHARFINGER, Result, Target, cost, medians

SIZES = (1_000, 3_000, 10_000)
DISTRIBUTIONS = 200
GROUPS = 20
MEMORY_LIMIT = 1_000_000_000 / 2**20
# How much dearer the last drivers may be than the first before growth is not linear.
GROWTH_LIMIT = 1.5

INTERFACE = '''\
"""The interface."""

import abc


class Base(abc.ABC):
    """What a driver does."""

    @abc.abstractmethod
    def start(self):
        """Start."""

    def stop(self):
        """Stop."""
        raise NotImplementedError

    def status(self):
        """Return the status."""
        return "unknown"
'''
DRIVER = '''\
"""A driver."""

import vendor_library_that_is_not_there

from synthetic_base import Base


class Driver(Base):
    """Driver {number}."""

    def start(self):
        return vendor_library_that_is_not_there.start({number})

    def stop(self):
        raise NotImplementedError
'''


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure ``wharfinger drivers`` on environments of several sizes."""
    for size in SIZES:
        _environment(scratch / str(size), size)
    taken = medians(
        {
            str(size): functools.partial(
                cost, [WHARFINGER, "drivers", "--no-cache", "--env", str(scratch / str(size))]
            )
            for size in SIZES
        },
        arguments.repeat,
    )
    small, middle, large = (taken[str(size)] for size in SIZES)
    first = (middle.seconds - small.seconds) / (SIZES[1] - SIZES[0])
    last = (large.seconds - middle.seconds) / (SIZES[2] - SIZES[1])
    growth = last / first if first > 0 else float("inf")
    rows = [
        (
            f"{size:,}",
            f"{taken[str(size)].seconds:.2f} s",
            f"{1000 * taken[str(size)].seconds / size:.2f} ms",
            f"{taken[str(size)].mebibytes:.0f} MiB",
        )
        for size in SIZES
    ]
    return Result(
        f"Entry points in {DISTRIBUTIONS} distributions, median of {arguments.repeat}",
        ("entry points", "time", "time for each", "peak memory"),
        rows,
        [
            Target(
                f"the drivers from {SIZES[1]:,} to {SIZES[2]:,} cost {growth:.2f} times as much "
                f"each as those from {SIZES[0]:,} to {SIZES[1]:,}; linear is 1, "
                f"at most {GROWTH_LIMIT} are allowed",
                growth <= GROWTH_LIMIT,
            ),
            Target(
                f"{large.mebibytes:.0f} MiB at most; 1 GB is allowed",
                large.mebibytes < MEMORY_LIMIT,
            ),
        ],
    )


def _environment(site: Path, size: int) -> None:
    site.mkdir()
    (site / "synthetic_base.py").write_text(INTERFACE, encoding="utf-8")
    each = size // DISTRIBUTIONS
    for number in range(DISTRIBUTIONS):
        package = site / f"synthetic_{number}"
        package.mkdir()
        (package / "__init__.py").touch()
        lines = [f"[synthetic.group{number % GROUPS}]"]
        for index in range(each):
            name = f"d{number}_{index}"
            (package / f"{name}.py").write_text(
                DRIVER.format(number=number * each + index), encoding="utf-8"
            )
            lines.append(f"{name} = {package.name}.{name}:Driver")
        info = site / f"{package.name}-1.0.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: synthetic-{number}\nVersion: 1.0\n", encoding="utf-8"
        )
