# SPDX-License-Identifier: Apache-2.0
"""A small catalog that takes the place of what the sources would read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wharfinger import reading
from wharfinger.cli import main
from wharfinger.model import (
    Basis,
    Catalog,
    Cell,
    Feature,
    Interface,
    Location,
    Method,
    MethodKind,
    Request,
    Resolution,
    State,
    Support,
)
from wharfinger.testing import catalog, distribution, driver, entry_point, group

NAME = "demo.drivers"
INTERFACE = Interface(
    "demo.base:Base",
    Location("demo/base.py", 4),
    "What drivers do.",
    (Method("get", MethodKind.ABSTRACT, "method", "demo.base:Base", Location("demo/base.py", 6)),),
)


def demo(**fields: Any) -> Catalog:
    one = driver("one", state=State.SUPPORTED, aliases=("uno",))
    two = driver("two", resolution=Resolution.MISSING, reason="no module demo.two")
    uno = replace(one, name="uno", aliases=("one",))
    cells = {("get", name): Cell(Support.YES, Basis.IMPLEMENTED) for name in ("one", "uno")}
    cells["get", "two"] = Cell(Support.UNKNOWN, Basis.UNRESOLVED, note="no module demo.two")
    features = (Feature("get", "get", "required", "all", ("get",), found=True),)
    drivers = group(one, two, uno, name=NAME, interface=INTERFACE, features=features, cells=cells)
    lines = (entry_point("one = demo.drivers:One"), entry_point("two = demo.two:Two"))
    return catalog(drivers, distributions=(distribution(*lines),), **fields)


class World:
    """What the commands find, and what they were asked to look at."""

    def __init__(self) -> None:
        self.catalog = demo()
        self.request = Request()

    def read(self, request: Request, parts: set[str]) -> Catalog:
        self.request = request
        return self.catalog


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """Put a catalog in place of the reading, outside of any repository."""
    world = World()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reading, "read", world.read)
    return world


@pytest.fixture
def run(world: World, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Return a function that runs a command: its status, output and errors."""

    def call(*argv: str) -> tuple[int, str, str]:
        status = main(list(argv))
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return call
