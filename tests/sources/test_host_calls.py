# SPDX-License-Identifier: Apache-2.0
"""Which calls of a host are found to reach the drivers of a group."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger import pipeline, testing
from wharfinger.model import HostCall, Location, Reading, Request
from wharfinger.sources.host_calls import source, with_groups
from wharfinger.sources.remembering import remembering

SETUP = """
    [metadata]
    name = demo

    [options.entry_points]
    demo.drivers =
        memory = demo.drivers.memory:Memory
"""
BASE = """
    import abc


    class Driver(abc.ABC):
        @abc.abstractmethod
        def put(self, key, value=None):
            pass

        def put_all(self, keys):
            self.before()
            for key in keys:
                self.put(key, *keys)

        def before(self):
            pass
"""
MEMORY = """
    from demo.drivers import base


    class Memory(base.Driver):
        def put(self, key, value=None):
            self.put_all([])
"""


def read(folder: Path, host: str, path: str = "demo/core.py", **more: object) -> Reading:
    files = {
        "setup.cfg": SETUP,
        "demo/__init__.py": "",
        "demo/drivers/__init__.py": "",
        "demo/drivers/base.py": BASE,
        "demo/drivers/memory.py": MEMORY,
        path: dedent(host),
    }
    request = testing.project(files, folder)
    catalog = pipeline.read(request, ("groups", "distributions", "policy"))
    parts = {
        "groups": catalog.groups,
        "distributions": catalog.distributions,
        "policy": (catalog.policy,),
    }
    return source.read(replace(request, **more), parts)  # type: ignore[arg-type]


def calls(folder: Path, host: str, path: str = "demo/core.py") -> list[HostCall]:
    """Return the calls in one file of the host; those of the interface itself are apart."""
    found = read(folder, host, path).items
    return [call for call in found if call.location.path == path]


def test_an_interface_that_calls_itself(tmp_path: Path) -> None:
    found = read(tmp_path, "").items
    assert [(c.name, c.positional, c.star, c.inside, c.group) for c in found] == [
        ("before", 0, False, "Driver.put_all", "demo.drivers"),
        ("put", 1, True, "Driver.put_all", "demo.drivers"),
    ]
    assert {c.location.path for c in found} == {"demo/drivers/base.py"}


MANAGER = """
    class Manager:
        driver_namespace = 'demo.drivers'

        def run(self):
            self.driver.put(1, value=2)
            self.driver.unknown()
            self.other.put()
"""


def test_a_manager_that_names_the_group(tmp_path: Path) -> None:
    (call,) = calls(tmp_path, MANAGER)
    assert (call.name, call.positional, call.keywords) == ("put", 1, ("value",))
    assert (call.receiver, call.inside, call.location.line) == ("self.driver", "Manager.run", 5)


SURE = {
    "a manager of stevedore": """
        from stevedore import driver

        def run():
            driver.DriverManager('demo.drivers', 'memory', invoke_on_load=True).driver.put(1)
    """,
    "through names": """
        from stevedore.driver import DriverManager
        SPACE = 'demo.drivers'

        def run():
            manager = DriverManager(namespace=SPACE, name='memory', invoke_on_load=True)
            found = manager.driver
            found.put(1)
    """,
    "called to make it": """
        import stevedore.driver

        def run():
            make = stevedore.driver.DriverManager('demo.drivers', 'memory').driver
            make(1).put(1)
    """,
    "held by an object": """
        from stevedore import driver

        class Host:
            def __init__(self):
                self.backend = driver.DriverManager('demo.drivers', 'x', True).driver

            def run(self):
                self.backend.put(1)
    """,
    "an annotated parameter": """
        from demo.drivers import base

        def run(backend: base.Driver):
            backend.put(1)
    """,
    "an annotation as text": """
        from demo.drivers.base import Driver

        class Host:
            backend: 'Driver | None' = None

            def run(self):
                self.backend.put(1)
    """,
    "an optional variable": """
        from typing import Optional
        from demo.drivers.base import Driver

        def run():
            backend: Optional[Driver] = find()
            backend.put(1)
    """,
    "what a function returns": """
        from stevedore import driver

        def get():
            return driver.DriverManager('demo.drivers', 'memory', invoke_on_load=True).driver

        def run():
            get().put(1)
    """,
    "what a method says that it returns": """
        from demo.drivers import base

        class Host:
            def get(self) -> base.Driver:
                return self.found

            def run(self):
                found = self.get()
                found.put(1)
    """,
    "each of several extensions": """
        from stevedore import extension

        def run():
            for each in extension.ExtensionManager('demo.drivers', invoke_on_load=True):
                each.obj.put(1)
    """,
    "an extension by its name": """
        from stevedore.named import NamedExtensionManager

        def run():
            manager = NamedExtensionManager('demo.drivers', ['memory'], True)
            found = manager['memory'].obj
            found.put(1)
    """,
    "the class of an extension": """
        from stevedore import extension

        def run():
            return [each.plugin().put(1) for each in extension.ExtensionManager('demo.drivers')]
    """,
    "a method by its name": """
        from stevedore import extension

        class Host:
            def __init__(self):
                self.found = extension.ExtensionManager('demo.drivers', invoke_on_load=True)

            def run(self):
                self.found.map_method('put', 1)
    """,
}


@pytest.mark.parametrize("host", SURE.values(), ids=SURE)
def test_what_is_certain(tmp_path: Path, host: str) -> None:
    assert [(c.name, c.positional, c.group) for c in calls(tmp_path, host)] == [
        ("put", 1, "demo.drivers")
    ]


UNSURE = {
    "another group": MANAGER.replace("demo.drivers", "other.drivers"),
    "another attribute of it": MANAGER.replace("self.driver.put", "self.manager.put"),
    "set to something else": MANAGER + "\n        def set(self):\n            self.driver = 1\n",
    "bound twice": """
        from demo.drivers import base

        def run(backend: base.Driver):
            backend = wrap(backend)
            backend.put(1)
    """,
    "the manager itself": """
        from stevedore import driver

        def run():
            driver.DriverManager('demo.drivers', 'memory', invoke_on_load=True).put(1)
    """,
    "a class that is not called": """
        from stevedore import driver

        def run():
            driver.DriverManager('demo.drivers', 'memory').driver.put(1)
    """,
    "not known whether it is called": """
        from stevedore import driver

        def run(flag):
            driver.DriverManager('demo.drivers', 'x', invoke_on_load=flag).driver.put(1)
    """,
    "another class of that name": """
        from demo.other import Driver

        def run(backend: Driver):
            backend.put(1)
    """,
    "one of several": """
        from demo.drivers.base import Driver

        def run(backend: Driver | list):
            backend.put(1)
    """,
    "an argument of a lambda": """
        from demo.drivers.base import Driver

        def run(backend: Driver):
            return lambda backend: backend.put(1)
    """,
    "what a decorated function returns": """
        from demo.drivers.base import Driver

        @wrapped
        def get() -> Driver: ...

        def run():
            get().put(1)
    """,
    "what a function returns sometimes": """
        from demo.drivers.base import Driver

        def get(found: Driver):
            return found if found else None
            return found

        def run():
            get(1).put(1)
    """,
    "a function that yields": """
        from demo.drivers.base import Driver

        def get(found: Driver):
            yield 1
            return found

        def run():
            get(1).put(1)
    """,
    "another function of that name": """
        from demo.drivers.base import Driver

        def get() -> Driver: ...

        def run():
            from demo.other import get
            get().put(1)
    """,
    "extensions that nobody has called": """
        from stevedore import extension

        def run():
            found = extension.ExtensionManager('demo.drivers')
            found.map_method('put', 1)
            for each in found:
                each.obj.put(1)
    """,
    "a method of a name that is not known": """
        from stevedore import extension

        def run(name):
            extension.ExtensionManager('demo.drivers', invoke_on_load=True).map_method(name, 1)
    """,
    "a file that cannot be parsed": "x: Driver = (\n",
}


@pytest.mark.parametrize("host", UNSURE.values(), ids=UNSURE)
def test_what_is_not(tmp_path: Path, host: str) -> None:
    assert calls(tmp_path, host) == []


def test_tests_are_left_out(tmp_path: Path) -> None:
    assert calls(tmp_path, MANAGER, "demo/tests/fake.py") == []


def test_with_a_base_only_the_part_around_the_interface_is_searched(tmp_path: Path) -> None:
    files = {c.location.path for c in read(tmp_path, MANAGER, base="HEAD^").items}
    assert files == {"demo/drivers/base.py"}
    around = read(tmp_path, MANAGER, "demo/drivers/core.py", base="HEAD^").items
    assert {c.location.path for c in around} == {"demo/drivers/base.py", "demo/drivers/core.py"}


def test_without_an_interface_nothing_is_read() -> None:
    parts = {"groups": (testing.group(),), "distributions": (), "policy": ()}
    assert source.read(Request(), parts) == Reading(())


HOST = """\
from stevedore import extension
from demo.drivers import base


def run(found: base.Driver, other):
    found.put(1)
    other.put(1)
    extension.ExtensionManager('demo.drivers', invoke_on_load=True).map_method('put', 2)
"""


def test_calls_of_a_patch_get_their_groups(tmp_path: Path) -> None:
    files = {
        "setup.cfg": SETUP,
        "demo/__init__.py": "",
        "demo/drivers/__init__.py": "",
        "demo/drivers/base.py": BASE,
        "demo/drivers/memory.py": MEMORY,
        "demo/core.py": HOST,
    }
    request = testing.project(files, tmp_path)
    catalog = pipeline.read(request, ("groups", "distributions", "policy"))
    parts = {
        "groups": catalog.groups,
        "distributions": catalog.distributions,
        "policy": (catalog.policy,),
    }
    made = (
        HostCall("put", "found", 1, (), Location("demo/core.py", 6, 11)),
        HostCall("put", "other", 1, (), Location("demo/core.py", 7, 11)),
        HostCall("map_method", "", 2, (), Location("demo/core.py", 8, 69)),
        HostCall("put", "found", 1, (), Location("demo/gone.py", 6, 11)),
    )
    with remembering():
        found = with_groups(request, parts, made)
    assert [(c.name, c.positional, c.group) for c in found] == [
        ("put", 1, "demo.drivers"),
        ("put", 1, ""),
        ("put", 1, "demo.drivers"),
        ("put", 1, ""),
    ]
    assert with_groups(request, parts, made) == made
