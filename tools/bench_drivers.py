# SPDX-License-Identifier: Apache-2.0
"""Operations through refstore's manager and a driver beside a bare client doing the same calls."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench_measure import Result, Target
from bench_stores import STORES, answers

LIMIT = 1.25
COUNT = 20
ROUNDS = 4
"""Rounds for each of ``--repeat``: there have to be more than of whole commands."""

MIX = "all in turn"
PROBE = Path(__file__).with_name("bench_drivers_probe.py")
Rounds = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Rate:
    """Operations a second of the bare client and of the driver, and the ratio of their times."""

    bare: float
    driver: float
    ratio: float


def run(scratch: Path, arguments: argparse.Namespace) -> Result:
    """Measure each engine that is there."""
    rounds = ROUNDS * arguments.repeat
    rows: list[tuple[str, ...]] = []
    targets: list[Target] = []
    for name, taken in answers(PROBE, scratch, arguments, rounds, COUNT):
        if isinstance(taken, str):
            rows.append((STORES[name], taken, "", "", ""))
            continue
        rates = rates_of(taken)
        rows += (_row(STORES[name], operation, rate) for operation, rate in rates.items())
        targets += targets_of(STORES[name], rates)
    return Result(
        f"Operations a second, median of {rounds} rounds of {COUNT}",
        ("", "operation", "bare client", "manager and driver", "ratio of the times"),
        rows,
        targets,
    )


def rates_of(taken: Mapping[str, Rounds]) -> dict[str, Rate]:
    """Return the rate of each operation, and that of the mix with as many of each."""
    rates = {name: _rate(rounds, COUNT) for name, rounds in taken.items()}
    mixed = [
        (sum(bare for bare, _ in each), sum(ours for _, ours in each))
        for each in zip(*taken.values(), strict=True)
    ]
    return {**rates, MIX: _rate(mixed, COUNT * len(taken))}


def targets_of(store: str, rates: Mapping[str, Rate]) -> Iterator[Target]:
    """Say whether the mix is quick enough, and each operation."""
    text = f"{store}: {rates[MIX].ratio:.2f} times the time over the mix; at most {LIMIT}"
    yield Target(text, rates[MIX].ratio <= LIMIT)
    over = [name for name, rate in rates.items() if name != MIX and rate.ratio > LIMIT]
    text = f"{store}: operations that take more than {LIMIT} times the time"
    yield Target(f"{text}: {', '.join(over) or 'none'}", not over)


def _rate(rounds: Rounds, count: int) -> Rate:
    return Rate(
        median(count / bare for bare, _ in rounds),
        median(count / ours for _, ours in rounds),
        median(ours / bare for bare, ours in rounds),
    )


def _row(store: str, operation: str, rate: Rate) -> tuple[str, ...]:
    return store, operation, f"{rate.bare:,.0f}", f"{rate.driver:,.0f}", f"{rate.ratio:.2f}"
