# SPDX-License-Identifier: Apache-2.0
"""Groups as the pipeline reads them from a source tree."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wharfinger import pipeline
from wharfinger.model import Group, Resolution
from wharfinger.testing import project

BASE = """
    class Base:
        def get(self): raise NotImplementedError
        def put(self): raise NotImplementedError
        def ping(self): return True
"""
SETUP = "[metadata]\nname = demo\nversion = 1.0\n[options.entry_points]\ndemo.drivers =\n"


def group(folder: Path, drivers: dict[str, str], files: dict[str, str]) -> Group:
    lines = "".join(f"    {name} = {target}\n" for name, target in drivers.items())
    request = project({"setup.cfg": SETUP + lines, "demo/__init__.py": "", **files}, folder)
    (found,) = pipeline.read(request, ["groups"]).groups
    return found


def test_matrix_of_a_project(tmp_path: Path) -> None:
    found = group(
        tmp_path,
        {"full": "demo.full:Full", "half": "demo.half:Half", "alias": "demo.full:Full"},
        {
            "demo/base.py": BASE,
            "demo/full.py": "from demo.base import Base\nclass Full(Base):\n"
            "    def get(self): return 1\n    def put(self): return 1\n",
            "demo/half.py": (
                "from demo import base\nclass Half(base.Base):\n    def get(self): return 1\n"
            ),
        },
    )
    assert found.interface_name == "demo.base:Base"
    assert {key: str(cell.support) for key, cell in found.cells.items()} == {
        ("get", "full"): "yes",
        ("get", "half"): "yes",
        ("get", "alias"): "yes",
        ("put", "full"): "yes",
        ("put", "half"): "no",
        ("put", "alias"): "yes",
    }
    assert {driver.name: driver.aliases for driver in found.drivers} == {
        "full": ("alias",),
        "alias": ("full",),
        "half": (),
    }


def test_bad_drivers_cost_no_other(tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel"
    sentinel.write_text("here")
    hostile = f"import os, sys\nos.unlink({str(sentinel)!r})\nsys.exit(1)\n"
    drivers = {
        name: f"demo.{name}:D"
        for name in ("broken", "deep", "circle", "hostile", "absent", "good", "gone")
    }
    found = group(
        tmp_path,
        {**drivers, "malformed": "demo:", "function": "demo.good:make", "module": "demo.good"},
        {
            "demo/base.py": BASE,
            "demo/broken.py": "class D(:\n",
            "demo/deep.py": "class D(x" + "()" * 900 + "): pass\n",
            "demo/circle.py": "class D(E): pass\nclass E(D): pass\n",
            "demo/hostile.py": f"from demo.base import Base\n{hostile}class D(Base): pass\n",
            "demo/absent.py": "import not_here_at_all as n\nclass D(n.Base): pass\n",
            "demo/good.py": "from demo.base import Base\nclass D(Base):\n"
            "    def get(self): return 1\ndef make(): return D()\n",
        },
    )
    by_name = {driver.name: driver for driver in found.drivers}
    assert set(by_name) == {*drivers, "malformed", "function", "module"}
    assert found.interface_name == "demo.base:Base"
    assert found.cell("get", "good").support == "yes"
    for name in set(by_name) - {"good", "hostile", "module"}:
        cell = found.cell("get", name)
        assert (cell.support, bool(cell.note)) == ("unknown", True), name
    assert found.cell("get", "hostile").basis == "refused"
    assert found.cell("get", "module").support == "yes"
    assert by_name["broken"].unreadable
    assert by_name["gone"].resolution is Resolution.MISSING
    assert sentinel.exists()
    assert not [name for name in sys.modules if name.partition(".")[0] == "demo"]


@pytest.fixture
def _lone_heap() -> Iterator[None]:
    """Keep the collector from walking what all other tests have left."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_lone_heap")
def test_time_is_linear_in_the_drivers_of_a_group(tmp_path: Path) -> None:
    seconds = []
    for size in (300, 1200):
        folder = tmp_path / str(size)
        folder.mkdir()
        classes = "".join(
            f"class K{i}(Base):\n    def get(self): return {i}\n" for i in range(size)
        )
        drivers = {f"k{i}": f"demo.many:K{i}" for i in range(size)}
        files = {"demo/base.py": BASE, "demo/many.py": f"from demo.base import Base\n{classes}"}
        started = time.process_time()
        found = group(folder, drivers, files)
        seconds.append(time.process_time() - started)
        assert sum(cell.support == "yes" for cell in found.cells.values()) == size
    assert seconds[1] < 9 * max(seconds[0], 0.05)
