# SPDX-License-Identifier: Apache-2.0
"""The checks of overrides, on trees: from the text of the source to the finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wharfinger import pipeline, plugins, testing
from wharfinger.model import Catalog, Finding, Severity

SETUP = """
    [metadata]
    name = demo

    [options.entry_points]
    demo.drivers =
        disk = demo.drivers:Disk
        memory = demo.drivers:Memory
"""
BASE = """
    import abc


    class Driver(abc.ABC):
        @abc.abstractmethod
        def get(self, key, default=None):
            pass

        @abc.abstractmethod
        def put(self, key, value):
            pass

        async def fetch(self, key):
            pass
"""
POLICY = """
    project: demo
    groups:
      demo.drivers: {interface: "demo.base:Driver"}
"""
DRIVERS = """
    from demo.base import Driver


    class Common(Driver):
        def get(self, key, default=None):
            pass

        def put(self, key, value):
            pass

        {method}


    class Disk(Common):
        pass


    class Memory(Common):
        pass
"""


def read(folder: Path, method: str, *, base: str = BASE, policy: str = POLICY) -> Catalog:
    files = {
        "setup.cfg": SETUP,
        "demo/__init__.py": "",
        "demo/base.py": base,
        "demo/drivers.py": DRIVERS.replace("{method}", method),
        "driver-policy.yaml": policy,
    }
    request = testing.project(files, folder)
    return pipeline.read(request, ("groups", "contracts", "host_calls"))


def run(name: str, catalog: Catalog) -> tuple[Finding, ...]:
    return testing.run_check(plugins.load_one(plugins.CHECKS, name), catalog)


CASES = {
    "extra": ("extra_parameter", "def get(self, key, default=None, *, ttl): pass", "error"),
    "demanded": ("extra_parameter", "def get(self, key, default): pass", "warning"),
    "lacking": ("lacking_parameter", "def get(self, *, default=None): pass", "error"),
    "lacking an optional one": ("lacking_parameter", "def get(self, key): pass", "warning"),
    "renamed": ("renamed_parameter", "def get(self, name, default=None): pass", "warning"),
    "by keyword": ("renamed_parameter", "def get(self, *, key, default=None): pass", "error"),
    "not asynchronous": ("other_concurrency", "def fetch(self, key): return {}", "error"),
    "a property": ("other_form", "@property\n        def fetch(self): return 1", "error"),
    "misspelt": ("override_of_nothing", "async def fecth(self, key): pass", "warning"),
}


@pytest.mark.parametrize(("name", "method", "severity"), CASES.values(), ids=CASES)
def test_what_drivers_share_is_found_once(
    tmp_path: Path, name: str, method: str, severity: str
) -> None:
    catalog = read(tmp_path, method)
    (finding,) = run(name, catalog)
    assert finding.severity is Severity(severity)
    assert finding.subject.startswith("demo.drivers:Common.")
    assert finding.location.path == "demo/drivers.py"
    assert finding.drivers == ("demo.drivers:disk", "demo.drivers:memory")
    judged = replace(catalog, findings=(finding,))
    assert {judged.problems(driver) for driver in catalog.drivers} == {(finding.code,)}


SILENT = {
    "async by another": ("other_concurrency", "def fetch(self, key): return self.later(key)"),
    "a refusal": ("other_concurrency", "def fetch(self, key): raise NotImplementedError"),
    "hidden": ("extra_parameter", "@injects\n        def get(self, key, session): pass"),
    "an attribute": ("other_form", "fetch = make_fetch()"),
    "a function of elsewhere": ("lacking_parameter", "from demo.other import get"),
    "a function by name": ("lacking_parameter", "get = len"),
    "under a condition": ("lacking_parameter", "if FLAG:\n            def fetch(self): pass"),
    "a helper": (
        "override_of_nothing",
        "async def fecth(self, key): pass\n\n        def get(self, key, default=None):\n"
        "            return self.fecth(key)",
    ),
}


@pytest.mark.parametrize(("name", "method"), SILENT.values(), ids=SILENT)
def test_what_is_not_certain_is_no_finding(tmp_path: Path, name: str, method: str) -> None:
    assert run(name, read(tmp_path, method)) == ()


VERSIONS = """
    project: demo
    groups:
      demo.drivers:
        versioning: versioned-class
        versions:
          8: {class: "demo.base:DriverV8", state: deprecated}
          9: {class: "demo.base:Driver"}
"""
OLD = """

    class DriverV8(abc.ABC):
        @abc.abstractmethod
        def get(self, name):
            pass
"""


def test_a_driver_is_judged_by_the_version_that_it_follows(tmp_path: Path) -> None:
    catalog = read(tmp_path / "new", "def get(self, name): pass", base=BASE + OLD, policy=VERSIONS)
    assert len(run("lacking_parameter", catalog)) == 1
    text = DRIVERS.replace("Driver\n", "DriverV8 as Driver\n", 1)
    files = {
        "setup.cfg": SETUP,
        "demo/__init__.py": "",
        "demo/base.py": BASE + OLD,
        "demo/drivers.py": text.replace("{method}", "def get(self, name): pass"),
        "driver-policy.yaml": VERSIONS,
    }
    request = testing.project(files, tmp_path / "old")
    catalog = pipeline.read(request, ("groups", "contracts"))
    assert {driver.interface_version for driver in catalog.drivers} == {"8"}
    for name in ("extra_parameter", "lacking_parameter", "renamed_parameter"):
        assert run(name, catalog) == ()


def test_without_overrides_the_checks_say_why_they_do_not_run() -> None:
    for name in ("extra_parameter", "other_form", "override_of_nothing", "rejected_call"):
        check = plugins.load_one(plugins.CHECKS, name)
        assert check.validate(Catalog(), {})
