# SPDX-License-Identifier: Apache-2.0
"""Running commands in turn, and the medians of what they take."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WHARFINGER = str(Path(sys.executable).with_name("wharfinger"))
MEBIBYTE = 1024  # what one is in the kibibytes that Linux counts in


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took: time by the clock, memory, and of all processors together."""

    seconds: float
    mebibytes: float
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is demanded, and whether it held."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The table of a benchmark, and its targets."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    targets: Sequence[Target] = field(default_factory=tuple)

    def as_text(self) -> str:
        """Return the result for a terminal."""
        lines = [self.header, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
        held = [f"{'met   ' if target.met else 'MISSED'}  {target.text}" for target in self.targets]
        return "\n".join([f"\n{self.title}", *(line.rstrip() for line in (*table, *held))])

    def as_rst(self) -> str:
        """Return the result for the documentation."""
        lines = [".. list-table::", "   :header-rows: 1", ""]
        for row in (self.header, *self.rows):
            marks = ["   * -", *["     -"] * (len(row) - 1)]
            lines += [f"{mark} {cell}".rstrip() for mark, cell in zip(marks, row, strict=True)]
        lines.append("")
        lines += [f"* {target.text}{'' if target.met else ' (missed)'}" for target in self.targets]
        return "\n".join(lines) + "\n"


def cost(command: Sequence[str], cwd: Path | None = None, allowed: Sequence[int] = (0,)) -> Cost:
    """Run a command, and return what it took. Its failure ends the benchmark.

    ``allowed`` are the exit statuses that are no failure.

    On Linux a child's peak is at least what its parent had when it started the child, so
    this process has to stay small.
    """
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert child.stderr is not None
    with child.stderr as pipe:
        complaint = pipe.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in allowed:
        sys.exit(f"{' '.join(command)}\nended with status {child.returncode}:\n{complaint[-2000:]}")
    processor = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, usage.ru_maxrss / MEBIBYTE, processor)


def medians(runs: Mapping[str, Callable[[], Cost]], repeat: int) -> dict[str, Cost]:
    """Do all runs in turn, ``repeat`` times over, and return the median cost of each."""
    samples: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            samples[name].append(run())
    return {
        name: Cost(
            statistics.median(sample.seconds for sample in taken),
            statistics.median(sample.mebibytes for sample in taken),
            statistics.median(sample.processor for sample in taken),
        )
        for name, taken in samples.items()
    }


def row(name: str, measured: Cost, base: Cost) -> tuple[str, ...]:
    """Return a line of a table, with the ratios to another line."""
    return (
        name,
        f"{measured.seconds:.2f} s",
        f"{measured.seconds / base.seconds:.2f}",
        f"{measured.mebibytes:.0f} MiB",
        f"{measured.mebibytes / base.mebibytes:.2f}",
    )


HEADER = ("", "time", "ratio", "peak memory", "ratio")
