# SPDX-License-Identifier: Apache-2.0
"""What loads, and what it becomes."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from wharfinger_runtime import MissingDependencyError, WrongTypeError


def test_a_driver_is_loaded_by_its_name(port: Any) -> None:
    target = port.crane(port.CRANE)
    loaded = port.load()
    assert (loaded.name, loaded.target, loaded.distribution) == ("crane", target, "cranes")
    assert (loaded.interface, loaded.interface_version, loaded.state) == (port.V9, "9", "unknown")
    assert (loaded.cls.__name__, loaded().lift(3)) == ("Crane", "lifted 3")


@pytest.mark.parametrize("separator", [":", "."])
def test_a_driver_is_loaded_by_its_path(port: Any, separator: str) -> None:
    path = f"{port.module(port.CRANE)}{separator}Crane"
    loaded = port.load(path)
    assert (loaded.name, loaded.distribution, loaded().lift(3)) == (path, "", "lifted 3")


def test_no_other_driver_is_imported(port: Any) -> None:
    bad = port.module("raise SystemExit('imported')")
    port.announce(crane=f"{port.module(port.CRANE)}:Crane", bad=f"{bad}:Crane")
    assert port.drivers().names() == ["bad", "crane"]
    port.load()
    assert bad not in sys.modules


def test_a_distribution_that_is_broken_hides_no_other(
    port: Any, caplog: pytest.LogCaptureFixture
) -> None:
    port.crane(port.CRANE)
    port.announce("broken")
    (port.folder / "broken-1.0.dist-info/entry_points.txt").write_text("[a]\nno equals sign\n")
    assert port.load()().lift(3) == "lifted 3"
    assert caplog.messages[0].startswith("The entry points of broken cannot be read: ")


@pytest.mark.parametrize("metadata", [b"\xff", None])
def test_a_distribution_without_readable_metadata_hides_no_other(
    port: Any, metadata: bytes | None
) -> None:
    target = port.crane(port.CRANE)
    port.announce("broken", other=target, needy=f"{port.module('import absent')}:Crane")
    file = port.folder / "broken-1.0.dist-info/METADATA"
    file.unlink()
    if metadata:
        file.write_bytes(metadata)
    assert port.load()().lift(3) == "lifted 3"
    if metadata:
        assert (port.load("other").distribution, port.load("other").target) == ("", target)
        assert "Install what provides 'absent'" in str(
            port.failure(MissingDependencyError, "needy")
        )


def test_a_distribution_that_appears_later_is_found(port: Any) -> None:
    assert port.drivers().names() == []
    port.crane(port.CRANE)
    assert port.drivers().names() == ["crane"]


def test_a_module_brings_its_one_class(port: Any) -> None:
    port.crane(f"{port.CRANE}\nclass Better(Crane): ...\nAlias = Better\nfrom abc import ABC", "")
    port.announce("modules", module=port.module(f"{port.CRANE}\nclass Better(Crane): ..."))
    assert port.load("module").cls.__name__ == "Better"


def test_a_module_of_two_classes_is_refused(port: Any) -> None:
    name = port.module(port.CRANE + port.CRANE.replace("Crane(", "Other("))
    port.announce(crane=name)
    assert "is a module with no class of the interface, or with several" in str(
        port.failure(WrongTypeError)
    )


def test_a_function_makes_instances(port: Any) -> None:
    port.crane("class Old(host.CraneV8):\n    def lift(self): return 'up'\n\nmake = Old", "make")
    loaded = port.load(warn=False)
    assert loaded.cls.__name__ == "Old"
    port.announce("makers", maker=f"{port.module('def make(kind): return kind()')}:make")
    maker = port.load("maker", warn=False)
    assert (maker.interface, maker.interface_version) == (None, None)
    assert maker(loaded.cls).lift(3) == "up 3"
    with pytest.raises(WrongTypeError, match=r"makes a dict.*The host takes .*CraneV9"):
        maker(dict)
