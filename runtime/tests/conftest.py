# SPDX-License-Identifier: Apache-2.0
"""Throw-away distributions of drivers, and the host that loads them."""

from __future__ import annotations

import abc
import itertools
import os
import pickle
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import settings
from wharfinger_runtime import (
    DriverGroup,
    DriverLoadError,
    InterfaceVersion,
    LoadedDriver,
)

# The same examples in every run; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("fixed", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


class CraneV8(abc.ABC):
    @abc.abstractmethod
    def lift(self) -> str: ...


class CraneV9(abc.ABC):
    @abc.abstractmethod
    def lift(self, weight: int) -> str: ...

    def lower(self) -> str:
        return "lowered"


class Adapter(CraneV9):
    def __init__(self, driver: CraneV8) -> None:
        self.driver = driver

    def lift(self, weight: int) -> str:
        return f"{self.driver.lift()} {weight}"


class CraneV7:
    """A version that is older still."""


class OldestAdapter(CraneV8):
    def __init__(self, driver: CraneV7) -> None:
        self.driver = driver

    def lift(self) -> str:
        return "lifted by hand"


V9 = InterfaceVersion("9", CraneV9)
V8 = InterfaceVersion("8", CraneV8, Adapter, "deprecated", "9.0", "10.0", "CraneV9")
V7 = InterfaceVersion("7", CraneV7, OldestAdapter)
V6 = InterfaceVersion("6", f"{__name__}:CraneV6", state="removed", removal="8.0")

CRANE = """
class Crane(host.CraneV9):
    def lift(self, weight):
        return f"lifted {weight}"
"""

_numbers = itertools.count()
HEAD = f"import sys\nhost = sys.modules[{__name__!r}]\n"


class Port:
    """A folder of distributions on ``sys.path``, with a group of drivers of its own."""

    host = __name__
    V9, V8, V7, V6 = V9, V8, V7, V6
    CRANE = CRANE

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = next(_numbers)
        self.group = f"port{self.number}.cranes"

    def module(self, source: str, name: str = "") -> str:
        name = name or f"crane_{self.number}_{len(list(self.folder.iterdir()))}"
        (self.folder / f"{name}.py").write_text(HEAD + dedent(source))
        return name

    def announce(self, distribution: str = "cranes", requires: str = "", **entries: str) -> None:
        folder = self.folder / f"{distribution}-1.0.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n{requires}"
        (folder / "METADATA").write_text(text)
        lines = [f"[{self.group}]", *(f"{name} = {value}" for name, value in entries.items())]
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")

    def crane(self, source: str, attr: str = "Crane") -> str:
        """Announce the driver ``crane``, and return its target."""
        target = f"{self.module(source)}:{attr}"
        self.announce(crane=target)
        return target

    def drivers(self, *versions: InterfaceVersion, **options: Any) -> DriverGroup:
        return DriverGroup(self.group, versions or (V9, V8, V6), **options)

    def load(self, name: str = "crane", **options: Any) -> LoadedDriver:
        return self.drivers().load(name, **options)

    def failure(self, kind: type[DriverLoadError], name: Any = "crane") -> Any:
        with pytest.raises(kind) as caught:
            self.load(name)
        assert (caught.value.group, caught.value.name) == (self.group, name)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
        return caught.value


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Port:
    monkeypatch.syspath_prepend(tmp_path)
    return Port(tmp_path)
