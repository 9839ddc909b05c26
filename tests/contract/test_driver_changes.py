# SPDX-License-Identifier: Apache-2.0
"""What is said to have happened to drivers between two catalogs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.driver_changes import compare_drivers
from wharfinger.model import (
    Basis,
    Catalog,
    Cell,
    Driver,
    Fault,
    Feature,
    Group,
    Interface,
    Location,
    Method,
    MethodKind,
    Resolution,
    State,
    Support,
)
from wharfinger.testing import catalog, distribution, driver, group

LOCK = Feature("lock", "lock", "undeclared", "all", methods=("lock",), found=True)
PLACE = Location("demo/base.py", 3)


def interface(**kinds: MethodKind) -> Interface:
    methods = tuple(Method(n, kind, "method", "demo:Base", PLACE) for n, kind in kinds.items())
    return Interface("demo:Base", PLACE, "", methods)


CONTRACT = interface(lock=MethodKind.ABSTRACT)


def side(*drivers: Driver, faults: tuple[Fault, ...] = (), **fields: Any) -> Catalog:
    """Return a catalog with one group; aliases are filled in as the reader does."""
    together = [
        tuple(o.name for o in drivers if o.target == d.target and o is not d) for d in drivers
    ]
    members = [with_aliases(d, names) for d, names in zip(drivers, together, strict=True)]
    there = distribution(faults=faults)
    fields = {"interface": CONTRACT} | fields
    return catalog(group(*members, **fields), distributions=(there,))


def with_aliases(item: Driver, names: tuple[str, ...]) -> Driver:
    return driver(
        item.name,
        target=item.target,
        distribution=item.distribution,
        state=item.state,
        resolution=item.resolution,
        descends=item.descends,
        lineage_gap=item.lineage_gap,
        aliases=names,
    )


def named(name: str, target: str = "", **fields: Any) -> Driver:
    return driver(name, target=target or f"demo.{name}:Driver", **fields)


def cells(**supports: Support) -> dict[str, Any]:
    found = {("lock", name): Cell(s, Basis.IMPLEMENTED, PLACE) for name, s in supports.items()}
    return {"features": (LOCK,), "cells": found}


def told(base: Catalog, head: Catalog) -> list[tuple[str, ...]]:
    return [(c.change, c.name, c.old, c.new) for c in compare_drivers(base, head)]


A, B, C = named("a"), named("b"), named("c")

CASES = {
    "nothing": ((A, B), (A, B), []),
    "added": ((A,), (A, B), [("added", "b", "", "demo.b:Driver")]),
    "removed": ((A, B), (A,), [("removed", "b", "demo.b:Driver", "")]),
    "retargeted": (
        (A,),
        (named("a", "demo.new:Driver"),),
        [("retargeted", "a", "demo.a:Driver", "demo.new:Driver")],
    ),
    "renamed": ((A,), (named("z", "demo.a:Driver"),), [("renamed", "z", "a", "z")]),
    "a further name for the same class": (
        (A,),
        (A, named("z", "demo.a:Driver")),
        [("added", "z", "", "demo.a:Driver")],
    ),
    "one more alias of several": (
        (A, named("y", "demo.a:Driver")),
        (A, named("y", "demo.a:Driver"), named("z", "demo.a:Driver")),
        [("added", "z", "", "demo.a:Driver")],
    ),
    "an alias goes": (
        (A, named("z", "demo.a:Driver")),
        (A,),
        [("removed", "z", "demo.a:Driver", "")],
    ),
    "another class under another name": (
        (A,),
        (B,),
        [("removed", "a", "demo.a:Driver", ""), ("added", "b", "", "demo.b:Driver")],
    ),
    "renamed and retargeted, the old name stays": (
        (A,),
        (named("a", "demo.n:N"), named("z", "demo.n:N")),
        [("retargeted", "a", "demo.a:Driver", "demo.n:N"), ("renamed", "z", "a", "z")],
    ),
    "deprecated": (
        (A,),
        (named("a", state=State.DEPRECATED),),
        [("state", "a", "unknown", "deprecated")],
    ),
    "state of a class that cannot be found any more": (
        (named("a", state=State.DEPRECATED),),
        (named("a", resolution=Resolution.UNKNOWN),),
        [],
    ),
    "moved to another distribution": ((A,), (named("a", distribution="other"),), []),
    "announced by a second distribution": (
        (A,),
        (named("a@demo", "demo.a:Driver"), named("a@other", "x:A", distribution="other")),
        [("added", "a@other", "", "x:A")],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_changes(
    old: tuple[Driver, ...], new: tuple[Driver, ...], expected: list[tuple[str, ...]]
) -> None:
    assert told(side(*old), side(*new)) == expected


SUPPORTS = [
    (Support.YES, Support.NO, True),
    (Support.NO, Support.YES, True),
    (Support.DEFAULT, Support.YES, True),
    (Support.PARTIAL, Support.NO, True),
    (Support.YES, Support.YES, False),
    (Support.UNKNOWN, Support.YES, False),
    (Support.NO, Support.UNKNOWN, False),
]


@pytest.mark.parametrize(("old", "new", "changed"), SUPPORTS)
def test_features(old: Support, new: Support, changed: bool) -> None:
    found = compare_drivers(side(A, **cells(a=old)), side(A, **cells(a=new)))
    expected = [("lock", old, new, PLACE)] if changed else []
    assert [(c.feature, c.old, c.new, c.location) for c in found] == expected


def test_features_of_a_renamed_driver_are_compared_with_its_own() -> None:
    head = side(named("z", "demo.a:Driver"), **cells(z=Support.NO))
    found = told(side(A, **cells(a=Support.YES)), head)
    assert found == [("renamed", "z", "a", "z"), ("feature", "z", "yes", "no")]


def test_a_new_feature_is_gained_by_nobody() -> None:
    assert told(side(A), side(A, **cells(a=Support.YES))) == []


def test_features_of_new_and_gone_drivers_are_not_listed() -> None:
    base, head = side(A, **cells(a=Support.YES)), side(B, **cells(b=Support.YES))
    assert {change for change, *_ in told(base, head)} == {"added", "removed"}


def test_a_default_that_the_first_driver_overrides_is_a_feature_gained() -> None:
    contract = interface(lock=MethodKind.DEFAULT)
    a, b = named("a", descends=True), named("b", descends=True)
    supports = cells(a=Support.YES, b=Support.DEFAULT)
    found = told(side(a, b, interface=contract), side(a, b, interface=contract, **supports))
    assert found == [("feature", "a", "default", "yes")]
    assert told(side(a, b, interface=contract, **supports), side(a, b, interface=contract)) == [
        ("feature", "a", "yes", "default")
    ]


def test_a_feature_that_means_something_else_is_not_compared() -> None:
    other = Feature("lock", "lock", "optional", "any", methods=("lock", "try_lock"))
    base = side(A, features=(other,), cells=cells(a=Support.NO)["cells"])
    assert told(base, side(A, **cells(a=Support.YES))) == []


FAULT = (Fault("setup.py computes its entry points", Location("setup.py", 1)),)


def test_what_could_not_be_read_is_neither_added_nor_removed() -> None:
    assert told(side(A, B, faults=FAULT), side()) == [
        ("removed", "a", "demo.a:Driver", ""),
        ("removed", "b", "demo.b:Driver", ""),
    ]
    assert told(side(A, B), side(faults=FAULT)) == []
    assert told(side(faults=FAULT), side(A, B)) == []


def test_a_tree_whose_name_is_lost_may_be_the_one() -> None:
    nameless = catalog(distributions=(distribution(name="", faults=FAULT),))
    assert told(side(A), nameless) == []
    assert told(nameless, side(A)) == []


def test_an_origin_that_yields_nothing_tells_nothing() -> None:
    assert told(side(A), side(empty_reason="the registry is gone")) == []


def test_groups_of_anything_else_are_left_out() -> None:
    for fields in ({"name": "console_scripts"}, {"interface": None}):
        assert told(side(A, **fields), side(**fields)) == []
    assert told(side(A, interface=None, governed=True), side(interface=None)) != []


def test_a_group_that_is_gone_loses_its_drivers() -> None:
    gone = catalog(distributions=(distribution(),))
    assert told(side(A), gone) == [("removed", "a", "demo.a:Driver", "")]
    assert told(gone, side(A)) == [("added", "a", "", "demo.a:Driver")]


NAMES = st.lists(st.sampled_from("abcde"), unique=True, max_size=5)
TARGETS = st.sampled_from(["demo.x:X", "demo.y:Y"])


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    return side(*(named(name, draw(TARGETS)) for name in draw(NAMES)))


@given(catalogs(), catalogs())
def test_every_name_that_came_or_went_is_told_once(base: Catalog, head: Catalog) -> None:
    found = compare_drivers(base, head)
    assert found == compare_drivers(base, head)
    before, after = ({d.name for d in c.drivers} for c in (base, head))
    came = [c.name for c in found if c.change in ("added", "renamed")]
    assert sorted(came) == sorted(after - before)
    went = [c.name for c in found if c.change == "removed"]
    went += [c.old for c in found if c.change == "renamed" and c.old not in after]
    assert sorted(went) == sorted(before - after)


def test_a_group_has_a_side_even_if_nothing_else_does() -> None:
    assert compare_drivers(Catalog(), Catalog(groups=(Group("x", "x", "entry points", ()),))) == ()
