# SPDX-License-Identifier: Apache-2.0
"""The classes behind a group, as the source of contracts reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wharfinger import pipeline
from wharfinger.model import Contract, Reading, Request
from wharfinger.sources import groups as groups_source
from wharfinger.sources.contracts import source
from wharfinger.sources.python.names import Names
from wharfinger.testing import project

SETUP = """
    [metadata]
    name = demo
    version = 1.0
    [options.entry_points]
    demo.drivers =
        one = demo.one:One
        two = demo.two:Two
    demo.hooks =
        hook = demo.one:hook
"""
BASE = '''
    import abc
    import enum
    import typing

    from demo import errors
    from demo.errors import Locked

    class Level(enum.Enum):
        LOW = 1

    class Lock(abc.ABC):
        @abc.abstractmethod
        def acquire(self) -> "Ticket": ...

    class Ticket(typing.NamedTuple):
        id: int
        more: "Deep"

    class Deep:
        deeper: "Deeper"

    class Deeper: ...

    class Listener(abc.ABC):
        @abc.abstractmethod
        def listen(self): ...

    class Message(abc.ABC):
        @abc.abstractmethod
        def reply(self): ...

    class Private: ...

    class Options: ...

    class Result: ...

    class Root(abc.ABC):
        def close(self): ...

    class DriverV2(Root):
        LEVEL = Level.LOW
        options: Options
        @abc.abstractmethod
        def get(self, name: str, wait: float = errors.WAIT) -> typing.Optional[int]:
            """Get it.

            :raises demo.errors.NotFound: if it is not there
            """
        def lock(self, kind: "Kind | None" = None):
            if kind:
                raise Locked(kind)
            return self._made(kind)
        def _made(self, kind):
            Private()
            return Result()
        def listen(self): raise errors.NotHere
        def put(self, x):
            return super().close()

    Driver = DriverV2
    from demo.kinds import Kind
'''
FILES = {
    "setup.cfg": SETUP,
    "demo/__init__.py": "from demo.base import DriverV2 as Newest, Level\n",
    "demo/base.py": BASE,
    "demo/kinds.py": "class Kind: ...\n",
    "demo/errors.py": """
        WAIT = 60 * 60
        class Error(Exception): ...
        class NotFound(Error): ...
        class NotHere(Error): ...
        class Locked(Error): ...
        class Unused(Error): ...
    """,
    "demo/one.py": """
        from demo import base
        from demo.base import Driver

        def hook(): ...

        class OneListener(base.Listener):
            def listen(self): ...

        class OneMessage(base.Message):
            def reply(self): ...

        class One(Driver):
            def get(self, name, wait=1):
                return self.lock(name)
            def listen(self):
                return OneListener()
            def helper(self):
                return self.get(1)
            def unrelated(self):
                return self.helper()
    """,
    "demo/two.py": """
        from demo.base import Driver
        class Two(Driver):
            def get(self, name): return super().get(name)
    """,
}


def parts_of(request: Request) -> dict[str, tuple[Any, ...]]:
    catalog = pipeline.read(request, ["distributions"])
    return {"distributions": catalog.distributions, "policy": (catalog.policy,)}


def read(request: Request) -> tuple[Reading, Reading]:
    """Read groups and contracts as one run does."""
    parts = parts_of(request)
    groups = groups_source.source.read(request, parts)
    return groups, source.read(request, {**parts, "groups": groups.items})


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    (found,) = read(project(FILES, tmp_path))[1].items
    return found  # type: ignore[no-any-return]


def test_interface_and_drivers(contract: Contract) -> None:
    assert contract.group == "demo.drivers"
    assert contract.interface is not None
    assert contract.interface.name == "demo.base:DriverV2"
    assert {name: info.name for name, info in contract.drivers.items()} == {
        "one": "demo.one:One",
        "two": "demo.two:Two",
    }
    # Judging needs the very same class on the way from a driver to its interface.
    assert all(contract.interface in info.ancestors for info in contract.drivers.values())


def test_exposed(contract: Contract) -> None:
    names = {info.name.partition(":")[2] for info in contract.exposed}
    assert names == {
        *("Error", "NotFound", "NotHere", "Locked"),
        *("Level", "Kind", "Options", "Result", "Listener", "Message"),
    }
    assert "Unused" not in names


def test_depth_of_exposure(tmp_path: Path) -> None:
    text = BASE.replace("def listen(self): raise errors.NotHere", "def listen(self) -> Lock: ...")
    (found,) = read(project({**FILES, "demo/base.py": text}, tmp_path))[1].items
    names = {info.name.partition(":")[2] for info in found.exposed}
    assert {"Lock", "Ticket"} <= names
    assert names.isdisjoint({"Deep", "Deeper"})


def test_uses(contract: Contract) -> None:
    assert contract.interface is not None
    used = {n: [(u.name, u.via) for u in m.uses] for n, m in contract.interface.own.items()}
    assert used["lock"] == [("_made", "self")]
    assert used["put"] == [("close", "super")]
    one, two = contract.drivers["one"], contract.drivers["two"]
    assert [(use.name, use.positional) for use in one.own["get"].uses] == [("lock", 1)]
    assert [use.name for use in one.own["helper"].uses] == ["get"]
    assert one.own["unrelated"].uses == ()
    assert [(use.name, use.via) for use in two.own["get"].uses] == [("get", "super")]


def test_moved(contract: Contract) -> None:
    moved = dict(contract.moved)
    assert moved["demo:Newest"] == "demo.base:DriverV2"
    assert moved["demo.base:Driver"] == "demo.base:DriverV2"
    assert moved["demo:Level"] == "demo.base:Level"
    assert moved["demo.base:Locked"] == "demo.errors:Locked"
    assert not set(moved).intersection(info.name for info in contract.classes)


def test_meaning(contract: Contract) -> None:
    assert contract.interface is not None
    get = contract.interface.own["get"]
    assert contract.meaning.annotation(get.returns, "demo.base") == {"int", "None"}
    assert contract.meaning.constant(get.parameters[2].default, "demo.base") == 3600
    assert contract.meaning.ancestors("demo.errors:NotFound")[0] == "demo.errors:Error"


def test_versions_and_adapters(tmp_path: Path) -> None:
    policy = """
        groups:
          demo.drivers:
            versions:
              1: {class: "demo.base:Root", state: deprecated}
              2: {class: demo.base.DriverV2, state: supported}
              3: {class: "demo.base:Nowhere", state: supported}
    """
    request = project({**FILES, "driver-policy.yaml": policy}, tmp_path)
    (found,) = read(request)[1].items
    assert {k: v.name for k, v in found.versions.items()} == {
        "1": "demo.base:Root",
        "2": "demo.base:DriverV2",
    }
    assert found.versions["1"] in found.versions["2"].ancestors


def test_adapters_that_the_policy_names(tmp_path: Path) -> None:
    text = BASE + "\n    class Adapter(DriverV2):\n        def put(self, x): self.get(x)\n"
    policy = """
        groups:
          demo.drivers:
            versions:
              1: {class: "demo.base:Root", state: deprecated}
              2: {class: "demo.base:DriverV2", state: supported}
    """
    files = {**FILES, "demo/base.py": text, "driver-policy.yaml": policy}
    request = project(files, tmp_path)
    parts = parts_of(request)
    (known,) = parts["policy"]
    group = known.groups["demo.drivers"]
    first, *others = group.versions
    versions = (replace(first, adapter="demo.base:Adapter"), *others)
    groups = {"demo.drivers": replace(group, versions=versions)}
    parts["policy"] = (replace(known, groups=groups),)
    parts["groups"] = groups_source.source.read(request, parts).items
    (found,) = source.read(request, parts).items
    assert found.adapters["1"].name == "demo.base:Adapter"
    assert [use.name for use in found.adapters["1"].own["put"].uses] == ["get"]


def test_unreadable_file(tmp_path: Path) -> None:
    files = {**FILES, "demo/base.py": "class Driver(:\n"}
    policy = "groups: {demo.drivers: {interface: 'demo.base:Driver'}}"
    request = project({**files, "driver-policy.yaml": policy}, tmp_path)
    (found,) = read(request)[1].items
    assert found.interface is None
    ((place, reason),) = found.unreadable
    assert place.path == "demo/base.py"
    assert "syntax error in line 1" in reason
    assert not found.classes


def test_nothing_wanted(tmp_path: Path) -> None:
    files = {"setup.cfg": SETUP, "demo/__init__.py": "", "demo/one.py": "def One(): ...\n"}
    assert read(project(files, tmp_path))[1] == Reading(())


def test_everything_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = project(FILES, tmp_path)
    parsed: list[str] = []
    plain = Names._read

    def counted(names: Names, name: str) -> Any:
        parsed.append(name)
        return plain(names, name)

    monkeypatch.setattr(Names, "_read", counted)
    groups, contracts = read(request)
    assert sorted(set(parsed)) == sorted(parsed)
    own = {name for name in parsed if name.partition(".")[0] == "demo"}
    assert len(own) == groups.files + contracts.files


def test_with_the_cache(tmp_path: Path) -> None:
    """Groups that come from the cache do not keep contracts from being read."""
    request = replace(project(FILES, tmp_path / "tree"), cache=tmp_path / "cache")
    first, second = read(request), read(request)
    assert [item.group for item in second[1].items] == ["demo.drivers"]
    assert second[0] == first[0]
    assert first[1].items[0] is not second[1].items[0]


def test_a_later_run_sees_what_changed(tmp_path: Path) -> None:
    request = project(FILES, tmp_path)
    read(request)
    (tmp_path / "demo/two.py").write_text("from demo.base import Driver\nclass Two(Driver): ...\n")
    (found,) = read(request)[1].items
    assert "get" not in found.drivers["two"].own
