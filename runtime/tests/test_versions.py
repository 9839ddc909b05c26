# SPDX-License-Identifier: Apache-2.0
"""Which version of its interface a driver implements, and how it is adapted."""

from __future__ import annotations

from typing import Any

import pytest
from wharfinger_runtime import (
    DriverGroup,
    InterfaceVersion,
    InterfaceVersionError,
    UnsupportedDriverError,
    WrongTypeError,
)


def test_an_old_driver_is_adapted(port: Any) -> None:
    port.crane("class Crane(host.CraneV8):\n    def lift(self): return 'up'")
    driver = port.load(warn=False)()
    assert (type(driver), driver.lift(3)) == (port.V8.adapter, "up 3")


def test_adapters_are_chained(port: Any) -> None:
    port.crane("class Crane(host.CraneV7): ...")
    drivers = port.drivers(port.V9, port.V8, port.V7)
    assert drivers.load("crane")().lift(3) == "lifted by hand 3"


def test_the_first_version_in_the_resolution_order_decides(port: Any) -> None:
    source = "class Crane(host.{}, host.{}):\n    def lift(self, weight=0): return 'up'"
    port.announce(
        new=f"{port.module(source.format('CraneV9', 'CraneV8'))}:Crane",
        old=f"{port.module(source.format('CraneV8', 'CraneV9'))}:Crane",
    )
    assert port.load("new").interface_version == "9"
    assert port.load("old", warn=False).interface_version == "8"


def test_an_interface_may_have_no_versions(port: Any) -> None:
    port.crane(port.CRANE)
    loaded = port.drivers(InterfaceVersion(None, port.V9.interface)).load("crane")
    assert (loaded.interface_version, loaded().lift(3)) == (None, "lifted 3")


def test_members_are_enough_where_the_host_says_so(port: Any) -> None:
    target = port.crane(
        "class Half:\n    def lift(self, weight): ...\n"
        "class Crane(Half):\n    def lower(self): ...\n"
    )
    port.failure(WrongTypeError)
    assert port.drivers(structural=True).load("crane").interface_version == "9"
    with pytest.raises(WrongTypeError, match=r"lacks lower\. The host takes"):
        port.drivers(port.V9, structural=True).load(target.replace("Crane", "Half"))


def test_a_version_that_was_removed_is_refused(port: Any) -> None:
    port.crane("class Crane(host.CraneV8): ...")
    removed = InterfaceVersion("8", port.V8.interface, state="removed", removal="9.0")
    with pytest.raises(InterfaceVersionError, match=r"version 8 .*removed in 9\.0.*takes .*V9"):
        port.drivers(port.V9, removed).load("crane")
    unsupported = InterfaceVersion("8", port.V8.interface, state="unsupported")
    with pytest.raises(UnsupportedDriverError, match="version 8 of the interface"):
        port.drivers(port.V9, unsupported).load("crane")
    assert port.drivers(port.V9, unsupported).load("crane", enable_unsupported=True)


@pytest.mark.parametrize(
    ("state", "kind"), [("removed", InterfaceVersionError), ("unsupported", UnsupportedDriverError)]
)
def test_what_a_function_makes_is_refused_when_it_is_made(port: Any, state: str, kind: Any) -> None:
    port.crane(
        "class Old(host.CraneV8):\n    def lift(self): ...\ndef make(): return Old()", "make"
    )
    old = InterfaceVersion("8", port.V8.interface, state=state)
    loaded = port.drivers(port.V9, old).load("crane")
    with pytest.raises(kind, match="version 8 of the interface"):
        loaded()


@pytest.mark.parametrize(
    "source",
    [
        "class Crane(host.CraneV6): ...",
        "import importlib\nhost = importlib.import_module(host.__name__)\nhost.CraneV6",
        "raise ImportError(\"cannot import name 'CraneV6' from 'x'\", name=host.__name__)",
        "raise ModuleNotFoundError('No module', name=host.__name__)",
    ],
)
def test_a_version_whose_class_is_gone_is_told(port: Any, source: str) -> None:
    port.crane(source)
    error = port.failure(InterfaceVersionError)
    assert (error.version, "removed in 8.0" in str(error)) == ("6", True)


def test_a_group_has_a_version() -> None:
    with pytest.raises(ValueError, match="at least one version"):
        DriverGroup("port.cranes", ())
