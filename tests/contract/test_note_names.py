# SPDX-License-Identifier: Apache-2.0
"""By what names and words a release note tells of an interface or a driver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wharfinger.contract.comparison.rules import RULES
from wharfinger.contract.notes.kinds import Trigger
from wharfinger.contract.notes.phrases import of_driver, of_groups, says
from wharfinger.contract.notes.satisfaction import is_told
from wharfinger.contract.notes.triggers import of_drivers, triggers
from wharfinger.model import (
    Catalog,
    Change,
    ClassInfo,
    Comparison,
    Contract,
    Deprecation,
    Driver,
    DriverChange,
    Group,
    Kind,
    Location,
    Patch,
    Resolution,
    UnknownValue,
)

HERE = Location("demo/base.py", 7)
TARGETS = {
    "amqp": "demo._drivers.impl_amqp1:ProtonDriver",
    "rabbit": "demo._drivers.impl_rabbit:RabbitDriver",
    "FlashFC": "demo._drivers.flash.fc:FlashFC",
    "FlashISCSI": "demo._drivers.flash.iscsi:FlashISCSI",
    "WideFC": "demo._drivers.wide.fc:WideFC",
    "WideISCSI": "demo._drivers.wide.iscsi:WideISCSI",
}


def driver(name: str, target: str, group: str = "demo.drivers") -> Driver:
    return Driver(group, name, name, target, Kind.CLASS, "demo", "1", Resolution.FOUND)


DRIVERS = tuple(driver(name, target) for name, target in TARGETS.items())


def tells(text: str, *names: str, change: str = "removed") -> list[bool]:
    """Return for each of some drivers, all gone together, whether a text tells of it."""
    changes = tuple(DriverChange("demo.drivers", name, change, old=TARGETS[name]) for name in names)
    return [is_told(trigger, text) for trigger in of_drivers(changes, DRIVERS)]


class TestDrivers:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("The ``amqp`` driver is gone.", True),
            ("The AMQP 1.0 driver is gone.", True),
            ("The AMQP1 driver is gone.", True),
            ("The backend for Proton is gone.", True),
            ("ProtonDriver is gone.", True),
            ("Proton is gone. Use another driver.", False),
            ("The AMQP2 driver is gone.", False),
            ("The rabbit driver is gone.", False),
            ("One driver is gone.", False),
        ],
    )
    def test_words_that_only_one_driver_has(self, text: str, answer: bool) -> None:
        assert tells(text, "amqp") == [answer]

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("The Flash drivers are gone.", [True, True]),
            ("The Flash driver for FC is gone.", [True, True]),
            ("The FC drivers are gone.", [False, False]),
        ],
    )
    def test_drivers_that_change_alike_share_their_words(
        self, text: str, answer: list[bool]
    ) -> None:
        assert tells(text, "FlashFC", "FlashISCSI") == answer

    def test_of_drivers_that_share_words_two_may_tell_one(self) -> None:
        assert tells("The Flash iSCSI driver is gone.", "FlashISCSI") == [True]
        assert tells("The Flash driver is gone.", "FlashISCSI") == [False]

    def test_a_driver_without_words_of_its_own(self) -> None:
        it = driver("base", "demo.drivers.base:Driver")
        assert of_driver(it, [it]) == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The pluggable interface for token providers has changed.", True),
        ("Token providers have changed. So has an interface.", False),
        ("Token providers have changed.", False),
        ("The driver interface has changed.", False),
    ],
)
def test_interfaces(text: str, answer: bool) -> None:
    (phrase,) = of_groups(("demo.token.provider",))
    assert says(text, phrase) is answer


def test_a_group_of_one_word_needs_a_word_for_drivers() -> None:
    (phrase,) = of_groups(("demo.volume", "demo"))
    assert says("The interface of volume drivers has changed.", phrase)
    assert not says("The interface of volumes has changed.", phrase)


def broken(subject: str, rule: str = "abstract-method-added") -> Change:
    found = RULES[rule]
    verdicts = found.implementer, found.caller
    return Change(rule, found.code, subject, *verdicts, HERE, groups=("demo.drivers",))


def first_trigger(*changes: Change) -> Trigger:
    return triggers(Catalog(comparison=Comparison(Catalog(), changes=changes)))[0]


@pytest.mark.parametrize(
    ("text", "one", "three"),
    [
        ("Add ``get``", True, True),
        ("The get method is new", True, True),
        ("DriverV8.get is new", True, True),
        ("The class Driver wants get", True, True),
        ("DriverV8 has new methods", False, True),
        ("The class Driver has new methods", False, True),
        ("demo.drivers: something else", False, True),
        ("Go and get the drivers", False, False),
    ],
)
def test_a_class_tells_of_a_member_only_if_much_of_it_changes(
    text: str, one: bool, three: bool
) -> None:
    members = ("get", "put", "list")
    changes = [
        replace(broken(f"demo.base:DriverV8.{name}"), interface="demo.base:DriverV8")
        for name in members
    ]
    assert is_told(first_trigger(changes[0]), text) is one
    assert is_told(first_trigger(*changes), text) is three


def test_a_class_and_the_parameter_tell_of_a_method() -> None:
    change = replace(broken("demo.base:Driver.get"), detail="limit")
    assert is_told(first_trigger(change), "Driver takes a limit")
    assert not is_told(first_trigger(change), "A limit is taken")


def test_a_driver_that_goes_is_told_once() -> None:
    gone = DriverChange("demo.drivers", "amqp", "removed", old=TARGETS["amqp"])
    change = broken("demo.drivers:amqp", "entry-point-removed")
    compared = Comparison(Catalog(), None, (change,), (gone,))
    assert [item.kind for item in triggers(Catalog(comparison=compared))] == ["driver-removed"]


@pytest.mark.parametrize(("module", "answer"), [("impl_amqp1", True), ("impl_rabbit", False)])
def test_functions_of_a_driver_s_module_go_with_it(module: str, answer: bool) -> None:
    gone = DriverChange("demo.drivers", "amqp", "removed", old=TARGETS["amqp"])
    patch = Patch("a", "b", removed_functions=((f"demo._drivers.{module}:connect", HERE),))
    compared = Comparison(Catalog(), patch, (), (gone,))
    _, found = triggers(Catalog(comparison=compared))
    assert found.kind == "function-removed"
    assert is_told(found, "The amqp driver is gone.") is answer


@pytest.mark.parametrize("stays", [True, False])
def test_a_name_beside_one_that_stays_may_be_a_feature(stays: bool) -> None:
    change = DriverChange("demo.drivers", "amqps", "renamed", "amqp", "amqps")
    both = [driver("amqp", "demo:A"), *([driver("amqp", "demo:A")] if stays else [])]
    (found,) = of_drivers((change,), both)
    assert ("features" in found.sections) is stays


class Meaning:
    def __init__(self, info: ClassInfo | None) -> None:
        self._info = info

    def annotation(self, text: str, module: str) -> frozenset[str]:
        return frozenset({text, module})

    def constant(self, text: str, module: str) -> object:
        return UnknownValue(f"{text} of {module} is not asked for")

    def ancestors(self, name: str) -> tuple[str, ...]:
        return (name,)

    def class_named(self, name: str) -> ClassInfo | None:
        return self._info if self._info and self._info.name == name else None


def test_a_class_that_is_left_behind_deprecated_needs_a_note() -> None:
    old = ClassInfo("demo.core:Driver", HERE, members={})
    moved = ClassInfo("demo.base:Driver", HERE, members={})
    left = replace(old, deprecation=Deprecation("decorator", HERE, since="2.0"))
    base = Catalog(contracts=(Contract("demo", old, {}, (), {}, Meaning(old)),))
    for kept, kinds in ((left, ["interface-deprecated"]), (old, []), (None, [])):
        head = Catalog(contracts=(Contract("demo", moved, {}, (), {}, Meaning(kept)),))
        found = triggers(replace(head, comparison=Comparison(base)))
        assert [item.kind for item in found] == kinds


def test_groups_are_known() -> None:
    group = Group("demo.drivers", "Drivers", "entry points", DRIVERS)
    catalog = Catalog(groups=(group,))
    gone = DriverChange("demo.drivers", "amqp", "removed", old=TARGETS["amqp"])
    (found,) = triggers(Catalog(comparison=Comparison(catalog, None, (), (gone,))))
    assert is_told(found, "The AMQP1 driver is gone.")
