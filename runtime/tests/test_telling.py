# SPDX-License-Identifier: Apache-2.0
"""Warnings and notices: each once, and at the host's line."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from wharfinger_runtime import (
    DeprecatedName,
)


def warned(call: Callable[[], object]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert all(item.category is DeprecationWarning for item in caught)
    return [str(item.message) for item in caught]


DEPRECATED = """
    DRIVER_STATE = "deprecated"
    DRIVER_DEPRECATED_SINCE = "9.0"
    DRIVER_REMOVAL = "10.0"
    DRIVER_REPLACEMENT = "jib"
    DRIVER_REASON = "It rusts."
"""


def test_a_deprecated_driver_warns_once(port: Any) -> None:
    port.crane(port.CRANE + DEPRECATED)
    assert warned(lambda: port.load(warn=False)) == []
    assert warned(lambda: [port.load(), port.load()]) == [
        f"The driver 'crane' of {port.group} is deprecated since 9.0,"
        " will be removed in 10.0; use 'jib' instead: It rusts."
    ]


def test_a_deprecated_version_warns_once(port: Any) -> None:
    port.crane("class Crane(host.CraneV8): ...")
    assert warned(lambda: [port.load(), port.load()]) == [
        f"The driver 'crane' of {port.group} implements version 8 of the interface"
        f" ({port.host}:CraneV8), which is deprecated since 9.0, will be removed in 10.0;"
        " use 'CraneV9' instead"
    ]


def test_a_deprecated_name_warns_once(port: Any) -> None:
    port.crane(port.CRANE)
    old = (DeprecatedName("derrick", "crane", "9.0", "10.0"), DeprecatedName("a.b:C", "crane"))
    drivers = port.drivers(deprecated_names=old)
    text = "The name {!r} of a driver of " + port.group + " is deprecated{}; use 'crane' instead"
    assert warned(lambda: [drivers.load("derrick"), drivers.load("derrick")]) == [
        text.format("derrick", " since 9.0, will be removed in 10.0")
    ]
    assert warned(lambda: drivers.load("a.b.C")) == [text.format("a.b:C", "")]
    assert drivers.load("a.b:C").name == "crane"


def test_a_deprecated_name_is_not_offered(port: Any) -> None:
    target = f"{port.module(port.CRANE)}:Crane"
    port.announce(crane=target, derrick=target)
    old = DeprecatedName("derrick", "crane")
    assert port.drivers().names() == ["crane", "derrick"]
    assert port.drivers(deprecated_names=(old,)).names() == ["crane"]


def test_each_thing_has_its_own_warning(port: Any) -> None:
    port.crane((port.CRANE + DEPRECATED).replace("CraneV9", "CraneV8"))
    drivers = port.drivers(deprecated_names=(DeprecatedName("derrick", "crane"),))
    assert len(warned(lambda: drivers.load("derrick"))) == 3


def test_the_warning_names_the_line_of_the_host(port: Any) -> None:
    port.crane(port.CRANE + DEPRECATED)
    with pytest.warns(DeprecationWarning, match="crane") as caught:
        port.drivers().load("crane")
    assert caught[0].filename == __file__


def test_a_warning_made_an_error_stays_one(port: Any) -> None:
    port.crane(port.CRANE + DEPRECATED)
    for _ in range(2):
        with pytest.raises(DeprecationWarning):
            port.load()
    assert len(warned(port.load)) == 1


def test_a_warning_of_the_driver_s_module_made_an_error_stays_one(port: Any) -> None:
    port.crane(f"import warnings\nwarnings.warn('Old', DeprecationWarning)\n{port.CRANE}")
    with pytest.raises(DeprecationWarning, match=r"^Old$"):
        port.load()
    assert warned(port.load) == ["Old"]


def test_what_a_function_makes_is_warned_of_when_it_is_made(port: Any) -> None:
    port.crane(
        "class Old(host.CraneV8):\n    def lift(self): ...\ndef make(): return Old()", "make"
    )
    assert warned(port.load) == []
    (text,) = warned(lambda: [port.load()(), port.load()()])
    assert "'crane'" in text
    assert "implements version 8 of the interface" in text
    assert warned(port.load(warn=False)) == []


def test_threads_share_one_warning(port: Any) -> None:
    port.crane(port.CRANE + DEPRECATED)
    start = threading.Barrier(16)

    def load() -> None:
        start.wait()
        assert port.load()().lift(3) == "lifted 3"

    def all_at_once() -> None:
        threads = [threading.Thread(target=load) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(warned(all_at_once)) == 1


def test_an_experimental_driver_is_logged_once(port: Any, caplog: pytest.LogCaptureFixture) -> None:
    port.crane(f"{port.CRANE}    DRIVER_STATE = 'experimental'")
    assert warned(lambda: [port.load(warn=False), port.load(), port.load()]) == []
    assert caplog.record_tuples == [
        (
            "wharfinger_runtime",
            logging.WARNING,
            f"The driver 'crane' of {port.group} is experimental",
        )
    ]


MOVED = {
    "module __getattr__": """
def __getattr__(name):
    import warnings
    if name != "Old":
        raise AttributeError(name)
    warnings.warn("Old has moved", DeprecationWarning, stacklevel=2)
    return Crane
""",
    "moved class": """
import warnings
class Old(Crane):
    def __init__(self):
        warnings.warn("Old has moved", DeprecationWarning, stacklevel=2)
""",
}


@pytest.mark.parametrize("kind", MOVED)
def test_a_moved_class_loads_with_its_own_warning(port: Any, kind: str) -> None:
    port.crane(port.CRANE + MOVED[kind], "Old")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(2):
            assert port.load()().lift(3) == "lifted 3"
    assert [str(item.message) for item in caught] == ["Old has moved"]


def test_an_alias_of_a_renamed_class_loads_with_the_host_s_warning(port: Any) -> None:
    path = f"{port.module(port.CRANE + 'Old = Crane')}"
    old = DeprecatedName(f"{path}:Old", f"{path}:Crane")
    drivers = port.drivers(deprecated_names=(old,))
    (text,) = warned(lambda: drivers.load(f"{path}.Old"))
    assert f"use '{path}:Crane' instead" in text


def test_the_package_needs_stevedore_alone() -> None:
    loading = """
import sys
before = set(sys.modules)
import wharfinger_runtime
print(*{name.partition(".")[0] for name in set(sys.modules) - before - sys.stdlib_module_names})
"""
    done = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True)
    assert set(done.stdout.split()) - sys.stdlib_module_names == {"stevedore", "wharfinger_runtime"}
