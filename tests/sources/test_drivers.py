# SPDX-License-Identifier: Apache-2.0
"""One registration after another: names, resolution, lineage, facts."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger.model import (
    Distribution,
    Driver,
    FactRule,
    GroupPolicy,
    Kind,
    Location,
    Requirement,
    Resolution,
    Root,
    State,
)
from wharfinger.sources.drivers import DriverReader
from wharfinger.sources.python import Reader
from wharfinger.sources.registrations import Registration, owner, unique_names

TEXT = '''
    import abc, absent
    from warnings import deprecated

    class Base(abc.ABC):
        @abc.abstractmethod
        def f(self): ...

    class Full(Base):
        """Full.

        .. versionadded:: 1.5
        """
        def f(self): ...

    @deprecated("Use Full instead.")
    class Left(Base): ...

    class Gap(absent.Base): ...
    class Message(Base):
        __deprecated__ = "gone"
        def f(self): ...
    class Marked(Base):
        DRIVER_STATE = "experimental"
        DRIVER_SINCE = "2.0"
        SUPPORTED = False
    class Heir(Marked):
        DRIVER_SINCE = None
    def make(): ...
    made = Full()
'''


def registration(
    name: str, module: str, attr: str = "", distribution: str = "demo"
) -> Registration:
    return Registration(name, module, attr, distribution, "1", Location("setup.cfg", 1))


@pytest.fixture
def drivers(tmp_path: Path) -> DriverReader:
    (tmp_path / "mod.py").write_text(dedent(TEXT))
    demo = Distribution(
        "demo", "1", "tree", Location("setup.cfg"), requires=(Requirement("needed-lib"),)
    )
    return DriverReader(Reader([Root(str(tmp_path), str(tmp_path))]), {demo.key: demo})


def read(drivers: DriverReader, module: str, attr: str = "") -> Driver:
    return drivers.within(
        drivers.read("g", "d", registration("d", module, attr)), None, None
    ).driver


@pytest.mark.parametrize(
    ("module", "attr", "kind", "resolution"),
    [
        ("mod", "Full", Kind.CLASS, Resolution.FOUND),
        ("mod", "made", Kind.CLASS, Resolution.FOUND),
        ("mod", "make", Kind.FUNCTION, Resolution.FOUND),
        ("mod", "", Kind.MODULE, Resolution.FOUND),
        ("mod", "Nothing", Kind.UNKNOWN, Resolution.MISSING),
        ("nowhere", "D", Kind.UNKNOWN, Resolution.MISSING),
        ("needed.lib", "D", Kind.UNKNOWN, Resolution.UNKNOWN),
        ("", "", Kind.UNKNOWN, Resolution.MALFORMED),
    ],
)
def test_resolution(
    module: str, attr: str, kind: Kind, resolution: Resolution, drivers: DriverReader
) -> None:
    driver = read(drivers, module, attr)
    assert (driver.kind, driver.resolution) == (kind, resolution)
    assert bool(driver.reason) is (resolution is not Resolution.FOUND)
    assert bool(driver.location) is (resolution is Resolution.FOUND)


def test_lineage_and_what_is_left(drivers: DriverReader) -> None:
    left, gap = read(drivers, "mod", "Left"), read(drivers, "mod", "Gap")
    assert left.abstract_left == ("f",)
    assert read(drivers, "mod", "Full").abstract_left == ()
    assert left.lineage[:2] == ("mod:Left", "mod:Base")
    assert "absent is not here" in gap.lineage_gap
    assert gap.missing_modules == ("absent",)


def test_overrides(drivers: DriverReader) -> None:
    base = drivers.read("g", "base", registration("base", "mod", "Base")).info
    found = {}
    for name in ("Full", "Left", "Gap", "Base"):
        item = drivers.within(drivers.read("g", name, registration(name, "mod", name)), base, None)
        found[name] = [(method.name, method.owner) for method in item.driver.overrides]
    assert found == {"Full": [("f", "mod:Full")], "Left": [], "Gap": [], "Base": []}
    assert read(drivers, "mod", "Full").overrides == ()


def test_facts(drivers: DriverReader) -> None:
    left, message = read(drivers, "mod", "Left"), read(drivers, "mod", "Message")
    assert (left.state, left.facts["replacement"].value) == (State.DEPRECATED, "Full")
    assert (message.state, message.facts["reason"].value) == (State.DEPRECATED, "gone")
    assert message.facts["reason"].source == "attribute __deprecated__"
    full = read(drivers, "mod", "Full")
    assert (full.state, full.facts["since"].value) == (State.UNKNOWN, "1.5")


def test_marks_of_any_group_are_facts(drivers: DriverReader) -> None:
    marked, heir = read(drivers, "mod", "Marked"), read(drivers, "mod", "Heir")
    assert (marked.state, marked.facts["since"].value) == (State.EXPERIMENTAL, "2.0")
    assert marked.facts["since"].source == "attribute DRIVER_SINCE"
    assert (heir.state, "since" in heir.facts) == (State.EXPERIMENTAL, False)


def test_a_rule_of_the_policy_counts_more_than_a_mark(drivers: DriverReader) -> None:
    rule = FactRule("state", "SUPPORTED", {"false": "unsupported"})
    policy = GroupPolicy("g", Location("driver-policy.yaml"), fact_rules=(rule,))
    item = drivers.read("g", "d", registration("d", "mod", "Marked"))
    driver = drivers.within(item, None, policy).driver
    assert (driver.state, driver.facts["since"].value) == (State.UNSUPPORTED, "2.0")


def test_names_are_unique() -> None:
    wanted = [
        ("a", "x"),
        ("a", "y"),
        ("a", "x"),
        ("b", "x"),
        ("a@x", "z"),
        ("a@x#2", "z"),
    ]
    named = unique_names([registration(name, "m", distribution=dist) for name, dist in wanted])
    names = [name for name, _ in named]
    assert len(set(names)) == len(wanted)
    assert names == sorted(names)
    # A name that was announced as such is kept.
    assert {"a@x", "a@x#2", "b", "a@y"} <= set(names)
    assert all(item.name == name for name, item in named if name in ("a@x", "a@x#2", "b"))


def test_owner_of_a_module() -> None:
    place = Location("x")
    known = {
        d.key: d
        for d in (
            Distribution("Demo.Sub", "2", "installed", place),
            Distribution("demo", "1", "tree", place),
        )
    }
    assert owner(known, "demo.sub.x") == ("Demo.Sub", "2")
    assert owner(known, "demo.other") == ("demo", "1")
    assert owner(known, "stranger") == ("demo", "1")
    assert owner({}, "stranger") == ("", "")
