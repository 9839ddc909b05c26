# SPDX-License-Identifier: Apache-2.0
"""tools/bench: what it measures, and that it can fail."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from docutils.core import publish_doctree


@pytest.fixture
def measure(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "tools"))
    import bench_measure

    module: ModuleType = bench_measure
    return module


def test_time_and_memory_are_those_of_the_command(root: Path) -> None:
    """Measured in a process as small as the benchmark's own, see ``cost``."""
    command = "import time; block = bytearray(80 * 2**20); time.sleep(0.2)"
    code = (
        f"import sys, bench_measure; cost = bench_measure.cost([sys.executable, '-c', {command!r}])"
        "; print(cost.seconds, cost.mebibytes)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=root / "tools", capture_output=True, check=True
    )
    seconds, mebibytes = map(float, done.stdout.split())
    assert 0.2 <= seconds < 10
    assert 80 <= mebibytes < 120


def test_a_command_that_fails_ends_the_benchmark(measure: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"status 3:\n.*too bad"):
        measure.cost(
            [sys.executable, "-c", "import sys; print('too bad', file=sys.stderr); exit(3)"]
        )


def test_runs_take_turns(measure: ModuleType) -> None:
    order: list[str] = []
    costs = {"a": iter((1, 9, 2)), "b": iter((4, 5, 6))}

    def run(name: str) -> object:
        order.append(name)
        return measure.Cost(next(costs[name]), 1)

    found = measure.medians({name: lambda name=name: run(name) for name in costs}, 3)
    assert order == ["a", "b"] * 3
    assert {name: cost.seconds for name, cost in found.items()} == {"a": 2, "b": 5}


def test_tables_are_valid(measure: ModuleType) -> None:
    targets = [measure.Target("fast enough", True), measure.Target("too large", False)]
    result = measure.Result("Title", ("", "time"), [("``a``", "1 s"), ("b", "2 s")], targets)
    tree = publish_doctree(result.as_rst(), settings_overrides={"halt_level": 2})
    assert " ".join(tree.astext().split()) == "time a 1 s b 2 s fast enough too large (missed)"
    assert "MISSED  too large" in result.as_text()


def test_a_missed_target_fails_only_if_asserted(root: Path) -> None:
    code = """
import sys; sys.path.insert(0, "tools"); sys.argv = ["bench", "startup", *sys.argv[1:]]
import importlib.machinery, importlib.util, bench_measure
loader = importlib.machinery.SourceFileLoader("bench", "tools/bench")
spec = importlib.util.spec_from_loader("bench", loader)
bench = importlib.util.module_from_spec(spec); loader.exec_module(bench)
missed = bench_measure.Target("no", False)
bench.BENCHMARKS["startup"] = lambda *_: bench_measure.Result("t", ("a",), [("b",)], [missed])
sys.exit(bench.main())
"""
    for arguments, status in (([], 0), (["--assert"], 1)):
        done = subprocess.run(
            [sys.executable, "-B", "-c", code, *arguments],
            cwd=root,
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, done.stderr


def test_ratios_of_drivers(measure: ModuleType) -> None:
    """Of each round, so that what slows both for a while does not count."""
    import bench_drivers

    taken = {"get": [(1, 2), (10, 20), (1, 1)], "list": [(3, 3), (30, 30), (3, 3)]}
    rates = bench_drivers.rates_of(taken)
    assert {name: rate.ratio for name, rate in rates.items()} == {
        "get": 2,
        "list": 1,
        bench_drivers.MIX: 5 / 4,
    }
    mix, each = bench_drivers.targets_of("A", rates)
    assert (mix.met, each.met) == (True, False)
    assert each.text.endswith("time: get")


@pytest.mark.parametrize(
    ("probe", "sizes"), [("drivers", ["1", "2"]), ("lists", ["2", "500"])], ids=["calls", "pages"]
)
def test_probes_on_sqlite(root: Path, tmp_path: Path, probe: str, sizes: list[str]) -> None:
    """That the bare client and the driver both do what is measured; not how quickly."""
    pytest.importorskip("refstore")
    script = str(root / f"tools/bench_{probe}_probe.py")
    command = [sys.executable, "-B", script, "sqlite", "", str(tmp_path), *sizes]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if probe == "lists":
        assert found["records"] == 500
        assert [len(each) for each in found["seconds"]] == [3, 3]
    else:
        assert list(found) == ["create", "get", "get_by_name", "update", "list", "delete"]
        assert all(seconds > 0 for each in found.values() for pair in each for seconds in pair)


def test_an_engine_that_is_missing(
    measure: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a line of the table, unless it was asked for."""
    import bench_drivers
    import bench_stores
    from engines_errors import EngineMissing

    def missing(_: object, name: str) -> None:
        raise EngineMissing(f"install {name}")

    monkeypatch.setattr(bench_stores.Session, "private", missing)
    monkeypatch.setattr(bench_stores, "STORES", {"etcd": "etcd"})
    result = bench_drivers.run(tmp_path, argparse.Namespace(engine=None, repeat=1))
    assert result.rows == [("etcd, three members", "not measured: install etcd", "", "", "")]
    with pytest.raises(SystemExit, match="install etcd"):
        bench_drivers.run(tmp_path, argparse.Namespace(engine=["etcd"], repeat=1))
