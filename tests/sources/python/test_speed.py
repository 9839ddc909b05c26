# SPDX-License-Identifier: Apache-2.0
"""No work that grows with the square of what there is.

Each case is measured at one size and at four times that size. Linear work takes four
times as long, quadratic work sixteen times; the limit lies between them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wharfinger.model import Root
from wharfinger.sources.python import Reader

Case = Callable[[Path, int], Callable[[], None]]


def classes(folder: Path, size: int) -> Callable[[], None]:
    text = "class B:\n    def f(self): raise NotImplementedError\n"
    text += "".join(f"class K{i}(B): pass\n" for i in range(size))
    (folder / "m.py").write_text(text)
    return lambda: resolve(folder, "m", [f"K{i}" for i in range(size)])


def functions(folder: Path, size: int) -> Callable[[], None]:
    text = "".join(f"def r{i}(self): raise A\n" for i in range(size))
    text += "class K:\n" + "".join(f"    f{i} = r{i}\n" for i in range(size))
    (folder / "m.py").write_text(text)
    return lambda: resolve(folder, "m", ["K"])


def missing(folder: Path, size: int) -> Callable[[], None]:
    (folder / "m.py").write_text("".join(f"name_{i} = {i}\n" for i in range(size)))
    return lambda: resolve(folder, "m", [f"nome_{i}" for i in range(size)])


def stars(folder: Path, size: int) -> Callable[[], None]:
    for number in range(10):
        (folder / f"m{number}.py").write_text(f"from m{number + 1} import *\n")
    (folder / "m10.py").write_text("".join(f"class K{i}: pass\n" for i in range(size)))
    return lambda: resolve(folder, "m0", [f"K{i}" for i in range(size)])


def modules(folder: Path, size: int) -> Callable[[], None]:
    (folder / "base.py").write_text("class B: pass\n")
    for number in range(size):
        (folder / f"m{number}.py").write_text("from base import B\nclass K(B): pass\n")

    def run() -> None:
        reader = Reader([Root(str(folder), str(folder))])
        for number in range(size):
            reader.class_of(reader.resolve(f"m{number}", "K"))

    return run


def resolve(folder: Path, module: str, names: list[str]) -> None:
    reader = Reader([Root(str(folder), str(folder))])
    for name in names:
        symbol = reader.resolve(module, name)
        if symbol.kind == "class":
            reader.class_of(symbol)


def seconds(run: Callable[[], None]) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("case", [classes, functions, missing, stars, modules])
def test_time_is_linear(case: Case, tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.mkdir()
    large.mkdir()
    once, fourfold = seconds(case(small, 400)), seconds(case(large, 1600))
    assert fourfold < 9 * max(once, 0.01)


def test_circle_of_stars(tmp_path: Path) -> None:
    names = [f"m{i}" for i in range(14)]
    for name in names:
        (tmp_path / f"{name}.py").write_text("".join(f"from {other} import *\n" for other in names))
    started = time.process_time()
    resolve(tmp_path, "m0", ["A", "B", "C"])
    assert time.process_time() - started < 2
