# SPDX-License-Identifier: Apache-2.0
"""What wharfinger reads of a driver is what wharfinger-runtime finds on loading it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import typing_extensions
from hypothesis import given
from hypothesis import strategies as st
from wharfinger_runtime import Marks, marks_of

from wharfinger import pipeline
from wharfinger.contract import facts
from wharfinger.model import Driver, Request, Resolution, Root, State
from wharfinger.sources.drivers import DriverReader
from wharfinger.sources.python import Reader
from wharfinger.sources.registrations import Registration

GROUP = "port.cranes"

HOST = """
import abc

class CraneV8(abc.ABC):
    @abc.abstractmethod
    def lift(self): ...

class CraneV9(abc.ABC):
    @abc.abstractmethod
    def lift(self, weight): ...
"""

POLICY = f"""
project: port
groups:
  {GROUP}:
    versions:
      "9": {{class: "port:CraneV9"}}
      "8": {{class: "port:CraneV8", state: deprecated, since: 9.0.0, removal: 10.0.0}}
      "7": {{class: "port:CraneV7", state: removed, removal: 9.0.0}}
"""

LOADING = """
import json, sys
from port import CraneV8, CraneV9
from wharfinger_runtime import DriverGroup, DriverLoadError, InterfaceVersion

GROUP = DriverGroup(sys.argv[1], (
    InterfaceVersion("9", CraneV9),
    InterfaceVersion("8", CraneV8, lambda old: old, "deprecated", "9.0.0", "10.0.0"),
    InterfaceVersion("7", "port:CraneV7", state="removed", removal="9.0.0"),
))

def told(name):
    try:
        loaded = GROUP.load(name, enable_unsupported=True, warn=False)
    except DriverLoadError as error:
        return {"error": type(error).__name__}
    marks = loaded.marks
    return {
        "interface_version": loaded.interface_version,
        "state": loaded.state,
        "facts": [marks.since, marks.deprecated_since, marks.removal, marks.replacement,
                  marks.reason],
    }

print(json.dumps({name: told(name) for name in GROUP.names()}))
"""

# Name, target and source of a driver, each a module of its own.
DRIVERS = {
    "plain": ("plain:Driver", "class Driver(CraneV9): ..."),
    "old": ("old:Driver", "class Driver(CraneV8): ..."),
    "both": ("both:Driver", "class Driver(CraneV8, CraneV9): ..."),
    "supported": ("supported:Driver", "class Driver(CraneV9): DRIVER_STATE = 'supported'"),
    "experimental": (
        "experimental:Driver",
        """
        class Driver(CraneV9):
            DRIVER_STATE = "experimental"
            DRIVER_SINCE = "9.1.0"
        """,
    ),
    "unsupported": (
        "unsupported:Driver",
        """
        class Driver(CraneV9):
            DRIVER_STATE = "unsupported"
            DRIVER_REASON = "nobody tests it"
        """,
    ),
    "attributes": (
        "attributes:Driver",
        """
        class Driver(CraneV9):
            DRIVER_STATE = "deprecated"
            DRIVER_DEPRECATED_SINCE = "9.0.0"
            DRIVER_REMOVAL = "11.0.0"
            DRIVER_REPLACEMENT = "plain"
            DRIVER_REASON = "slow"
        """,
    ),
    "inherited": (
        "inherited:Driver",
        """
        import attributes
        class Driver(attributes.Driver):
            DRIVER_REMOVAL = "12.0.0"
            DRIVER_REASON = None
        """,
    ),
    "decorated": (
        "decorated:Driver",
        """
        @deprecated("Slow, and will be removed in 11.0.0. Use plain instead.", category=None)
        class Driver(CraneV9): ...
        """,
    ),
    "derived": (
        "derived:Driver",
        "import decorated\nclass Driver(decorated.Driver): ...",
    ),
    "message": ("message:Driver", "class Driver(CraneV9): __deprecated__ = 'Use plain instead'"),
    "silent": ("silent:Driver", "class Driver(CraneV9): __deprecated__ = ''"),
    "decorated_and_attributes": (
        "decorated_and_attributes:Driver",
        """
        @deprecated("Will be removed in 11.0.0", category=None)
        class Driver(CraneV9):
            DRIVER_DEPRECATED_SINCE = "9.0.0"
            DRIVER_REMOVAL = "12.0.0"
        """,
    ),
    "alias": ("plain:Driver", ""),
    "renamed": ("renamed:Old", "class New(CraneV9): DRIVER_STATE = 'supported'\nOld = New"),
    "module": ("module", "class Driver(CraneV9): DRIVER_STATE = 'deprecated'"),
    "function": ("function:make", "def make(): ..."),
    "deprecated_function": (
        "deprecated_function:make",
        "@deprecated('Use plain instead', category=None)\ndef make(): ...",
    ),
    "foreign": ("foreign:Driver", "class Driver: ..."),
    "needy": ("needy:Driver", "import absent\nclass Driver(CraneV9): ..."),
    "elsewhere": ("absent_lib:Driver", ""),
    "no_module": ("no_such_module:Driver", ""),
    "no_submodule": ("plain.nothing:Driver", ""),
    "no_attribute": ("plain:Nothing", ""),
    "malformed": ("plain:Driver:twice", ""),
    "gone": ("gone:Driver", "from port import CraneV7\nclass Driver(CraneV7): ..."),
}
FAILING = {
    "elsewhere": "MissingDependencyError",
    "foreign": "WrongTypeError",
    "gone": "InterfaceVersionError",
    "malformed": "BadTargetError",
    "needy": "MissingDependencyError",
    "no_attribute": "BadTargetError",
    "no_module": "BadTargetError",
    "no_submodule": "BadTargetError",
    "twice": "AmbiguousDriverError",
}
PROBLEMS = {
    "foreign": "DRV005",
    "malformed": "DRV002",
    "needy": "DRV009",
    "no_attribute": "DRV001",
    "no_module": "DRV001",
    "no_submodule": "DRV001",
    "twice": "DRV004",
}


def announce(site: Path, distribution: str, entries: dict[str, str], requires: str = "") -> None:
    folder = site / f"{distribution}-1.0.dist-info"
    folder.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n{requires}"
    (folder / "METADATA").write_text(metadata)
    lines = [f"[{GROUP}]", *(f"{name} = {target}" for name, target in entries.items())]
    (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site-packages folder with a host and its drivers."""
    site = tmp_path_factory.mktemp("site")
    (site / "port.py").write_text(HOST)
    shutil.copy(typing_extensions.__file__, site)
    head = "from typing_extensions import deprecated\nfrom port import CraneV8, CraneV9\n"
    for target, source in DRIVERS.values():
        if source:
            (site / f"{target.partition(':')[0]}.py").write_text(head + dedent(source) + "\n")
    extra = 'Provides-Extra: all\nRequires-Dist: absent; extra == "all"\n'
    requires = extra + 'Requires-Dist: absent-lib; extra == "all"\n'
    targets = {name: target for name, (target, _) in DRIVERS.items()}
    announce(site, "drivers", targets | {"twice": "plain:Driver"}, requires)
    announce(site, "others", {"twice": "supported:Driver"})
    return site


@pytest.fixture(scope="module")
def loaded(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the run time says, by names."""
    done = subprocess.run(
        [sys.executable, "-c", LOADING, GROUP],
        env={"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))},
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def read(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what wharfinger says, by registered names."""
    policy = tmp_path_factory.mktemp("policy") / "driver-policy.yaml"
    policy.write_text(POLICY)
    command = [
        Path(sys.executable).with_name("wharfinger"),
        *("drivers", GROUP, "--env", site, "--policy", policy, "--format", "json", "--no-cache"),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return {item["name"].partition("@")[0]: item for item in json.loads(done.stdout)["drivers"]}


def fact(item: dict[str, Any], key: str) -> str:
    return str(item["facts"].get(key, {"value": ""})["value"])


def test_all_kinds_of_drivers_are_there(loaded: dict[str, Any], read: dict[str, Any]) -> None:
    assert set(loaded) == set(read) == {*DRIVERS, "twice"}


def test_what_loads(loaded: dict[str, Any], read: dict[str, Any]) -> None:
    errors = {name: told["error"] for name, told in loaded.items() if "error" in told}
    assert errors == FAILING


@pytest.mark.parametrize("name", sorted(set(DRIVERS) - set(FAILING)))
def test_they_agree_on_a_driver(name: str, loaded: dict[str, Any], read: dict[str, Any]) -> None:
    item = read[name]
    keys = ("since", "deprecated_since", "removal", "replacement", "reason")
    assert loaded[name] == {
        "interface_version": item["interface_version"],
        "state": item["state"],
        "facts": [fact(item, key) for key in keys],
    }
    # The drivers leave methods abstract; a module is loaded, but to name a class is better.
    assert {*item["problems"]} <= {"DRV006"} | ({"DRV002"} if name == "module" else set())


def test_they_agree_on_what_fails(read: dict[str, Any]) -> None:
    codes = {*PROBLEMS.values()}
    told = {name: codes & {*item["problems"]} for name, item in read.items() if name != "module"}
    assert {name: found for name, found in told.items() if found} == {
        name: {code} for name, code in PROBLEMS.items()
    }


def test_of_a_version_that_is_gone_the_source_tells_nothing(read: dict[str, Any]) -> None:
    assert (read["gone"]["interface_version"], read["gone"]["state"]) == (None, "unknown")


def test_an_alias_is_known(loaded: dict[str, Any], read: dict[str, Any]) -> None:
    assert "alias" in read["plain"]["aliases"]
    assert loaded["plain"] == loaded["alias"]


EVERYTHING = """
import json, sys
from wharfinger_runtime import DriverGroup, DriverLoadError, InterfaceVersion

def outcome(group, name):
    try:
        loaded = DriverGroup(group, (InterfaceVersion(None, object),)).load(name, warn=False)
    except DriverLoadError as error:
        return type(error).__name__
    return loaded.state

drivers = json.load(sys.stdin)
print(json.dumps([outcome(*driver) for driver in drivers]))
"""


def really_loaded(drivers: list[Driver], environment: dict[str, str]) -> list[tuple[Driver, str]]:
    """Load drivers in a process of its own, and return what each came to."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EVERYTHING],
        input=json.dumps([(driver.group, driver.name) for driver in drivers]),
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return list(zip(drivers, json.loads(done.stdout.splitlines()[-1]), strict=True))


def test_the_drivers_of_stevedore(tmp_path: Path) -> None:
    request = Request(environments=(Path(sys.prefix),), groups=("stevedore.example.formatter",))
    drivers = list(pipeline.read(request, ("groups",)).drivers)
    told = really_loaded(drivers, {"XDG_CACHE_HOME": str(tmp_path)})
    assert [(driver.name, outcome) for driver, outcome in told] == [
        ("field", "unknown"),
        ("plain", "unknown"),
        ("simple", "unknown"),
    ]
    assert {driver.resolution for driver in drivers} == {Resolution.FOUND}


REFERENCE = """
import json
from refstore.loading import DRIVERS

def told(name):
    loaded = DRIVERS.load(name, enable_unsupported=True, warn=False)
    return [loaded.target, loaded.distribution, loaded.interface_version, loaded.state]

print(json.dumps({name: told(name) for name in DRIVERS.names()}))
"""


def test_the_reference_drivers() -> None:
    pytest.importorskip("refstore.loading", reason="the reference packages are not installed")
    request = Request(environments=(Path(sys.prefix),), groups=("refstore.drivers",))
    drivers = {item.name: item for item in pipeline.read(request, ("groups", "policy")).drivers}
    done = subprocess.run([sys.executable, "-c", REFERENCE], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    for name, told in json.loads(done.stdout).items():
        item = drivers.pop(name)
        seen = [item.target, item.distribution, item.interface_version, str(item.state)]
        assert seen == told, name
    # What the host does not offer any more is an old name, which only its policy can tell.
    assert all(item.state is State.DEPRECATED and item.aliases for item in drivers.values())


@pytest.mark.real
def test_real_drivers(origins: Path, tmp_path: Path) -> None:
    """Some hundred drivers, most of them without what they need."""
    catalog = pipeline.read(Request(environments=(origins,)), ("groups",))
    drivers = [item for item in catalog.drivers if "@" not in item.name]
    environment = {"PYTHONPATH": str(origins), "HOME": str(tmp_path)}
    told = really_loaded(drivers, environment)
    assert len(told) > 200
    for driver, outcome in told:
        missing = driver.resolution is Resolution.MISSING
        assert (outcome == "BadTargetError") is missing, driver
        assert outcome in ("BadTargetError", "MissingDependencyError", str(driver.state)), driver


TEXTS = st.sampled_from(
    [
        '"deprecated"',
        '"supported"',
        '"experimental"',
        '"unsupported"',
        '"removed"',
        '"sometimes"',
        '"9.0.0"',
        '"Use Other instead, will be removed in 10.0"',
        '""',
        '"two " "words"',
        "None",
        "9",
        "9.5",
        "True",
        "NUMBER",
    ]
)
ATTRIBUTE = st.tuples(
    st.sampled_from([*(rule.attribute for rule in facts.MARKS), "__deprecated__"]), TEXTS
)
MESSAGE = st.sampled_from(
    [
        "Slow",
        "",
        "Use Other instead",
        "Use :class:`a.Other` instead",
        "It will be removed in version 11.0.",
        "removed in the 2027 release; use ``other()`` instead",
        "Use the other instead",
    ]
)
CLASS = st.tuples(st.none() | MESSAGE, st.lists(ATTRIBUTE, max_size=4, unique_by=lambda a: a[0]))


def written(lineage: list[tuple[str | None, list[tuple[str, str]]]]) -> str:
    """Return a module of classes, each but the first derived from the one before."""
    lines = ["from typing_extensions import deprecated", "NUMBER = '7'"]
    for number, (message, attributes) in enumerate(lineage):
        if message is not None:
            lines.append(f"@deprecated({message!r}, category=None)")
        lines.append(f"class C{number}({f'C{number - 1}' if number else ''}):")
        # The decorator hides the attribute.
        hidden = "__deprecated__" if message is not None else ""
        lines += [f"    {name} = {value}" for name, value in attributes if name != hidden]
        lines.append("    pass")
    return "\n".join(lines) + "\n"


@given(st.lists(CLASS, min_size=1, max_size=4))
def test_they_agree_on_marks(tmp_path_factory: pytest.TempPathFactory, lineage: list[Any]) -> None:
    source = written(lineage)
    folder = tmp_path_factory.mktemp("marked")
    (folder / "marked.py").write_text(source)
    reader = DriverReader(Reader([Root(str(folder), str(folder))]), {})
    names: dict[str, Any] = {"__name__": "marked"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
    for number in range(len(lineage)):
        assert marks_of(names[f"C{number}"]) == statically(reader, f"C{number}"), source


def statically(reader: DriverReader, name: str) -> Marks:
    item = reader.read("g", "d", Registration("d", "marked", name, "", "", None))
    driver = reader.within(item, None, None).driver
    said = {key: str(found.value) for key, found in driver.facts.items()}
    return Marks(**{**said, "state": str(driver.state)})
