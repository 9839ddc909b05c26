# SPDX-License-Identifier: Apache-2.0
"""What a driver's classes define in the place of what its interface defines."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger.model import InterfaceVersion, MethodKind, Root
from wharfinger.sources.overrides import Overrides
from wharfinger.sources.python import Reader

TEXT = '''
    import abc, functools, absent

    class Root(abc.ABC):
        def close(self): ...

    class Base(Root):
        NAME = ""
        def __init__(self, x): ...
        @abc.abstractmethod
        def get_members(self): ...
        def join(self): ...
        def leave(self): raise NotImplementedError
        def _helper(self): ...
        @property
        def size(self): ...

    class Mixin:
        def join(self, *, now): ...
        def other(self): ...

    class Middle(Base):
        def leave(self, late): ...
        def get_members(self, all): ...

    class Driver(Middle, Mixin):
        """A driver."""
        NAME = "d"
        LABEL = NAMES = ()
        size = None
        def __init__(self, x, y): ...
        def __len__(self): ...
        def get_members(self):
            """Return them."""
        def get_membres(self): ...
        def unrelated(self): ...
        async def close(self): ...
        def _helper(self): raise ValueError
        def _get_members(self): ...

    class First(Mixin, Base): ...
    class Alone:
        def join(self): ...
    class Made(Base):
        join = functools.partial(print)
        def __init__(self):
            self.leave = 1
        if HERE:
            def close(self): ...
    class Over(Made):
        def leave(self): ...
    class Gap(Mixin, absent.Thing, Base): ...
    class Lost(absent.Thing, Mixin, Base): ...
    class Old(Root):
        def join(self): ...
    class OfOld(Old):
        def leave(self): ...
'''


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    (tmp_path / "mod.py").write_text(dedent(TEXT))
    return Reader([Root(str(tmp_path), str(tmp_path))])


FOUND = {
    "Driver": [
        ("NAME", "Driver"),
        ("_helper", "Driver"),
        ("close", "Driver"),
        ("get_members", "Driver"),
        ("get_membres", "Driver"),
        ("leave", "Middle"),
        ("size", "Driver"),
    ],
    "First": [("join", "Mixin")],
    "Alone": [("join", "Alone")],
    "Made": [],
    "Over": [("leave", "Over")],
    "Gap": [("join", "Mixin")],
    "Lost": [],
    "OfOld": [("leave", "OfOld")],
    "Base": [],
}


@pytest.mark.parametrize("name", FOUND)
def test_overrides(name: str, reader: Reader) -> None:
    interface = reader.class_of(reader.resolve("mod", "Base"))
    judge = Overrides(interface, [InterfaceVersion("1", "mod.Old", "deprecated")])
    found = judge.of(reader.class_of(reader.resolve("mod", name)))
    seen = sorted((method.name, method.owner.partition(":")[2]) for method in found)
    assert seen == FOUND[name]


def test_what_an_override_tells(reader: Reader) -> None:
    interface = reader.class_of(reader.resolve("mod", "Base"))
    found = Overrides(interface).of(reader.class_of(reader.resolve("mod", "Driver")))
    by_name = {method.name: method for method in found}
    assert by_name["close"].asynchronous
    assert by_name["_helper"].kind is MethodKind.REFUSING
    assert (by_name["size"].form, by_name["NAME"].form) == ("attribute", "attribute")
    assert [p.name for p in by_name["leave"].parameters] == ["self", "late"]
    assert by_name["get_members"].doc == ""
    assert by_name["close"].location.path == "mod.py"
