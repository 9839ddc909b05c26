# SPDX-License-Identifier: Apache-2.0
"""The contract's rules as tables, on classes made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from wharfinger.contract import facts
from wharfinger.contract.features import best, contains, derive_features, fill_cell, worst
from wharfinger.contract.interfaces import describe, find_interface, interface_version
from wharfinger.contract.judgement import Yardstick, judge, yardstick
from wharfinger.model import (
    Basis,
    Cell,
    ClassInfo,
    Deprecation,
    Distribution,
    EnumValue,
    FactRule,
    Feature,
    InterfaceVersion,
    Location,
    Member,
    MethodKind,
    Reference,
    State,
    Support,
    UnknownValue,
)

KINDS = {
    "abstract": {"kind": MethodKind.ABSTRACT},
    "refusing": {"kind": MethodKind.REFUSING, "refuses_with": "NotImplementedError"},
    "default": {},
    "partial": {"refuses_if": ("NotImplementedError",), "refuses_line": 7},
    "checks": {"refuses_if": ("ValueError",), "refuses_line": 7},
    "none": {"form": "none"},
    "value": {"form": "attribute"},
    "dynamic": {"dynamic": "set at run time"},
    "parent": {"calls": "f", "calls_parent": True},
    "helper": {"calls": "_no"},
}


def make(name: str, *bases: ClassInfo, **members: str) -> ClassInfo:
    """Make a class; of each member its name and a key of KINDS. The first base leads."""
    special = {key: members.pop(key) for key in ("unresolved", "dynamic") if key in members}
    standard = members.pop("standard", "") == "yes"
    own = {}
    for member, kind in members.items():
        values: dict[str, Any] = {"form": "method", "kind": MethodKind.DEFAULT} | KINDS[kind]
        own[member] = Member(name=member, location=Location("m.py", 3), owner=f"m:{name}", **values)
    ancestors = tuple(dict.fromkeys(item for base in bases for item in base.lineage))
    return ClassInfo(
        f"m:{name}",
        Location("m.py", 1),
        members=own,
        ancestors=ancestors,
        standard=standard,
        **special,
    )


BASE = make("Base", f="refusing", g="abstract", h="default", _no="refusing")
UNKNOWN = make("Gone", unresolved="package gone is not here")
HIDING = make("Hiding", dynamic="metaclass M writes into its classes")
STANDARD = make("Std", f="default", standard="yes")


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (make("D", BASE, f="default"), "yes implemented"),
        (make("D", make("Mid", BASE, f="default")), "yes implemented"),
        (make("D", BASE), "no refused"),
        (make("D", BASE, f="refusing"), "no refused"),
        (make("D", BASE, f="abstract"), "no missing"),
        (make("D", BASE, f="partial"), "partial conditional"),
        (make("D", BASE, f="checks"), "yes implemented"),
        (make("D", BASE, f="none"), "no refused"),
        (make("D", make("P", f="value"), f="none"), "yes implemented"),
        (make("D", BASE, f="dynamic"), "unknown dynamic"),
        (make("D", BASE, f="parent"), "no refused"),
        (make("D", make("P", f="default"), f="parent"), "yes implemented"),
        (make("D", UNKNOWN, f="parent"), "unknown unresolved"),
        (make("D", f="parent"), "no missing"),
        (make("D", BASE, f="helper"), "no refused"),
        (make("D", BASE, f="helper", _no="default"), "yes implemented"),
        (make("D", UNKNOWN, BASE), "unknown unresolved"),
        (make("D", UNKNOWN, BASE, f="default"), "yes implemented"),
        (make("D", HIDING, BASE), "unknown dynamic"),
        (make("D", HIDING, BASE, f="refusing"), "no refused"),
        (make("D", STANDARD), "yes implemented"),
        (make("D"), "no missing"),
        (make("D", __getattr__="default"), "unknown dynamic"),
        (make("D", BASE, __getattr__="default"), "no refused"),
    ],
)
def test_judge(info: ClassInfo, expected: str) -> None:
    cell = judge(info.lineage, "f", yardstick(BASE))
    assert f"{cell.support} {cell.basis}" == expected
    assert cell.evidence or cell.note


def test_default_of_the_interface() -> None:
    cell = judge(make("D", BASE).lineage, "h", yardstick(BASE))
    assert (cell.support, cell.basis) == (Support.DEFAULT, Basis.DEFAULT)
    passed_on = judge(make("D", BASE, h="default").lineage, "h", yardstick(BASE))
    assert passed_on.support is Support.YES


def test_exception_with_which_the_interface_refuses() -> None:
    by = Yardstick(refusals=frozenset({"ValueError"}))
    cell = judge(make("D", f="checks").lineage, "f", by)
    assert (cell.support, cell.evidence) == (Support.PARTIAL, Location("m.py", 7))


def test_calls_in_a_circle() -> None:
    members = {
        name: Member(name, "method", MethodKind.DEFAULT, Location("m.py"), "m:D", calls=other)
        for name, other in (("f", "g"), ("g", "f"))
    }
    assert judge([ClassInfo("m:D", members=members)], "f", Yardstick()).support is Support.YES


Y, N, P, D, U = Support.YES, Support.NO, Support.PARTIAL, Support.DEFAULT, Support.UNKNOWN


@pytest.mark.parametrize(
    ("supports", "all_of", "any_of"),
    [
        ([Y], Y, Y),
        ([N], N, N),
        ([Y, N], P, Y),
        ([D, N], P, D),
        ([P, N], P, P),
        ([U, N], U, U),
        ([U, Y], U, Y),
        ([U, Y, N], P, Y),
        ([Y, D], D, Y),
        ([P, Y], P, Y),
        ([P, D], P, D),
        ([P, U], U, P),
        ([], U, U),
    ],
)
def test_worst_and_best(supports: list[Support], all_of: Support, any_of: Support) -> None:
    cells = [(f"m{i}", Cell(item, Basis.IMPLEMENTED)) for i, item in enumerate(supports)]
    assert (worst(cells).support, best(cells).support) == (all_of, any_of)
    if len(cells) > 1:
        assert all(name in worst(cells).note for name, _ in cells)


NUMBERS = (("READ", 1), ("WRITE", 2), ("BOTH", 3))


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        (("a", "b"), "a", True),
        (["a"], "c", False),
        (frozenset({1}), 1, True),
        ("a, b;c d", "b", True),
        ("ab", "a", False),
        ({"a": True, "b": False}, "a", True),
        ({"a": True, "b": False}, "b", False),
        ({}, "a", False),
        (3, 1, False),
        (None, "a", False),
        ((EnumValue("m:E", "A"),), "A", True),
        ((EnumValue("m:E", "A"),), "E.A", True),
        ((EnumValue("m:E", "A", 1),), 1, True),
        ((Reference("m:Boot"),), "Boot", True),
        (EnumValue("m:E", "BOTH", 3, NUMBERS), "READ", True),
        (EnumValue("m:E", "READ", 1, NUMBERS), "BOTH", False),
        (EnumValue("m:E", "READ|WRITE", 3, NUMBERS), "BOTH", True),
        (EnumValue("m:E", "READ|WRITE"), "READ", True),
        (EnumValue("m:E", "READ|WRITE"), "X", None),
        (EnumValue("m:E", "READ"), "WRITE", False),
    ],
)
def test_contains(value: object, wanted: object, expected: bool | None) -> None:
    assert contains(value, wanted) is expected


def attribute(value: object) -> Any:
    def read(name: str) -> object:
        if value is AttributeError:
            raise AttributeError(name)
        return value

    return read


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("A",), "yes declared"),
        (("B",), "no declared"),
        (AttributeError, "no missing"),
        (UnknownValue("why"), "unknown dynamic"),
        (EnumValue("m:E", "B|C"), "unknown dynamic"),
    ],
)
def test_feature_by_attribute(value: object, expected: str) -> None:
    feature = Feature("x", "X", "optional", "attribute", attribute="CAPS", contains="A")
    cell = fill_cell(feature, "d", make("D", CAPS="value").lineage, Yardstick(), attribute(value))
    assert f"{cell.support} {cell.basis}" == expected


def test_other_rules() -> None:
    lineage = make("D", BASE, g="default").lineage
    by = yardstick(BASE)

    def cell(rule: str, *methods: str, declared: dict[str, str] | None = None) -> Cell:
        feature = Feature("x", "X", "optional", rule, methods=methods, declared=declared)
        return fill_cell(feature, "d", lineage, by, attribute(None))

    assert cell("all", "f", "g").support is Support.PARTIAL
    assert cell("any", "f", "g").support is Support.YES
    assert cell("overrides", "h").support is Support.NO
    assert cell("all", "h").support is Support.DEFAULT
    assert cell("declared", declared={"d": "partial"}).support is Support.PARTIAL
    assert cell("declared", declared={"other": "yes"}).support is Support.UNKNOWN


def test_derived_features() -> None:
    interface = describe(BASE)
    assert [(m.name, m.kind) for m in interface.methods] == [
        ("f", "refusing"),
        ("g", "abstract"),
        ("h", "default"),
    ]
    features = derive_features(interface, [make("D", BASE, f="default", other="default")])
    assert [(f.key, f.level, f.methods) for f in features] == [
        ("f", "undeclared", ("f",)),
        ("g", "required", ("g",)),
    ]
    with_override = derive_features(interface, [make("D", make("Mid", BASE, h="default"))])
    assert [f.key for f in with_override] == ["f", "g", "h"]


ROOT = make("Root", start="default")
MID = make("Mid", ROOT, f="abstract")
LOW = make("Low", MID, f="default", g="refusing")


@pytest.mark.parametrize(
    ("classes", "name", "reason"),
    [
        ([make("A", LOW), make("B", MID)], "m:Mid", ""),
        ([make("A", LOW), make("B", LOW)], "m:Low", ""),
        ([make("A", LOW)], "m:Low", ""),
        ([LOW, make("B", LOW)], "m:Mid", ""),
        ([make("A", MID), make("X", UNKNOWN)], "m:Mid", ""),
        ([make("A", make("Std", f="abstract", standard="yes"))], "", "share no base class"),
        ([make("A", ROOT), make("B", ROOT)], "", "no class that all drivers descend from has"),
        ([make("A", LOW), make("B")], "", "share no base class"),
        ([make("X", UNKNOWN)], "", "gone is not here"),
        ([make("A", make("Call", __call__="abstract"))], "m:Call", ""),
        ([make("A", make("Hash", __hash__="refusing"))], "", "no class that all drivers"),
        ([], "", "no driver"),
    ],
)
def test_find_interface(classes: list[ClassInfo], name: str, reason: str) -> None:
    info, why = find_interface(classes)
    assert (info.name if info else "") == name
    assert reason in why
    assert bool(why) is (info is None)


def test_interface_version() -> None:
    v8, v9 = make("DriverV8", f="abstract"), make("DriverV9", f="abstract")
    versions = [
        InterfaceVersion("8", "m.DriverV8", "deprecated"),
        InterfaceVersion("9", "m:DriverV9", "supported"),
    ]
    assert interface_version(make("D", v8), [], None) == "8"
    assert interface_version(make("D", v8), versions, v9) == "8"
    assert interface_version(make("D", v9, v8), versions, v9) == "9"
    assert interface_version(make("D", BASE), versions, v9) is None
    assert interface_version(make("HelperV2"), [], None) is None
    assert interface_version(make("D", make("ToolV2", x="default")), [], None) is None


def test_facts_are_ranked() -> None:
    place = Location("m.py", 1)
    documented = facts.from_deprecation(Deprecation("docstring", place, since="1", removal="2"))
    decorated = facts.from_deprecation(Deprecation("decorator", place, since="3"))
    rule = FactRule("state", "SUPPORTED", {"false": "unsupported"})
    declared = facts.from_attribute(rule, False, place)
    assert declared is not None
    ranked = facts.rank(documented, decorated, [declared])
    assert (ranked["deprecated_since"].value, ranked["removal"].value) == ("3", "2")
    assert facts.state_of(ranked) is State.UNSUPPORTED
    said = facts.from_policy({"deprecated_since": "4"}, place)
    assert facts.state_of(facts.rank([declared], said)) is State.DEPRECATED
    assert facts.state_of({}) is State.UNKNOWN
    assert facts.from_deprecation(None) == []


@pytest.mark.parametrize("value", [UnknownValue("why"), "nonsense", True, None])
def test_attribute_that_tells_no_state(value: object) -> None:
    rule = FactRule("state", "SUPPORTED", {"false": "unsupported"})
    assert facts.from_attribute(rule, value, None) is None


def test_facts_from_metadata() -> None:
    distribution = Distribution(
        "demo", "1", "tree", Location("setup.cfg"), maintainers=("a",), urls=(("Bug Tracker", "u"),)
    )
    found = {fact.key: fact.value for fact in facts.from_metadata(distribution)}
    assert found == {"maintainers": ("a",), "url_bug_tracker": "u"}
