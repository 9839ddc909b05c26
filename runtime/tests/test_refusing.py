# SPDX-License-Identifier: Apache-2.0
"""What is refused, and what the errors tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wharfinger_runtime import (
    AmbiguousDriverError,
    BadTargetError,
    DriverGroup,
    DriverLoadError,
    InterfaceVersion,
    MissingDependencyError,
    UnknownDriverError,
    UnsupportedDriverError,
    WrongTypeError,
)


@pytest.mark.parametrize(
    "name", ["", " ", "cran", "../etc/passwd", "a/b", ".", ":", "a:", ".a", "a..b", "1.2", "\0"]
)
def test_an_unknown_name_is_told_what_there_is(port: Any, name: str) -> None:
    port.crane(port.CRANE)
    error = port.failure(UnknownDriverError, name)
    assert (error.available, "Available: crane" in str(error)) == (("crane",), True)
    assert error.near == ("crane" if name == "cran" else "")


@pytest.mark.parametrize("name", [None, 3, [], b"crane"])
def test_what_is_no_text_is_no_name(port: Any, name: Any) -> None:
    port.failure(UnknownDriverError, name)


def test_an_empty_group_says_so(port: Any) -> None:
    error = port.failure(UnknownDriverError)
    assert "No installed distribution announces a driver of this group" in str(error)


def test_two_distributions_may_not_disagree(port: Any) -> None:
    port.crane(port.CRANE)
    port.announce("more-cranes", crane="somewhere:Else")
    error = port.failure(AmbiguousDriverError)
    assert error.distributions == ("cranes", "more-cranes")
    assert "cranes (" in str(error)
    assert "more-cranes (somewhere:Else)" in str(error)


def test_two_distributions_may_agree(port: Any) -> None:
    target = port.crane(port.CRANE)
    port.announce("more-cranes", crane=target.replace(":", " : "))
    assert port.load()().lift(3) == "lifted 3"


@pytest.mark.parametrize(
    ("target", "requires", "wanted"),
    [
        ("{}:Crane", 'Requires-Dist: absent>=1; extra == "far"\n', "cranes[far]"),
        ("{}:Crane", 'Requires-Dist: Py-Absent ; extra == "far"\n', "cranes[far]"),
        ("{}:Crane [own]", "", "cranes[own]"),
        ("{}:Crane", "Requires-Dist: absent (>=1)\n", "absent"),
        ("{}:Crane", 'Requires-Dist: other; extra == "far"\n', ""),
        ("absent:Crane", 'Requires-Dist: absent; extra == "far"\n', "cranes[far]"),
        (
            "{}:Crane",
            'Requires-Dist: absent; extra == "a"\nRequires-Dist: absent; extra == "crane-own"\n',
            "cranes[crane-own]",
        ),
        (
            "{}:Crane",
            'Requires-Dist: absent; extra == "all"\nRequires-Dist: b; extra == "all"\n'
            'Requires-Dist: absent; extra == "far"\n',
            "cranes[far]",
        ),
    ],
)
def test_a_missing_dependency_is_told(port: Any, target: str, requires: str, wanted: str) -> None:
    port.announce(requires=requires, crane=target.format(port.module("import absent")))
    error = port.failure(MissingDependencyError)
    assert (error.module, error.distribution, error.requirement) == ("absent", "cranes", wanted)
    advice = f"pip install '{wanted}'" if wanted else "Install what provides 'absent'"
    assert str(error).endswith(f"needs 'absent', which is not installed: {advice}")


def test_a_missing_part_of_a_namespace_is_a_missing_dependency(port: Any) -> None:
    (port.folder / "spread" / "near").mkdir(parents=True)
    target = f"{port.module('import spread.far.away')}:Crane"
    port.announce(requires='Requires-Dist: spread-far-away; extra == "far"\n', crane=target)
    error = port.failure(MissingDependencyError)
    assert (error.module, error.requirement) == ("spread.far", "cranes[far]")


@pytest.mark.parametrize(
    ("target", "source", "why"),
    [
        ("{}:Nothing", "", "has no attribute 'Nothing'"),
        ("{}:Crane.Inner", "class Crane: ...", "has no attribute 'Crane.Inner'"),
        ("{}.sub:Crane", "", "there is no module"),
        ("nowhere_at_all:Crane", "", "there is no module 'nowhere_at_all'"),
        ("{}:Crane:twice", "", "not of the form 'module:attribute'"),
        ("..:Crane", "", "raises"),
        ("{}:Crane", "def", "raises SyntaxError"),
        ("{}:Crane", "raise RuntimeError('no power')", "raises RuntimeError: no power"),
        ("{}:Crane", "assert not 'sound'", "raises AssertionError."),
        ("{}:Crane", "raise RuntimeError('no\\n\\n power')", "raises RuntimeError: no power."),
        ("{}:Crane", "raise RuntimeError('no ' * 1000)", "no no …."),
        ("{}:Crane", "raise SystemExit(3)", "raises SystemExit: 3"),
        ("{}:Crane", "None.lift", "raises AttributeError"),
        ("{}:Crane", "import email.no_such_part", "there is no module 'email.no_such_part'"),
        ("{}:Crane", "from email import nothing", "raises ImportError"),
    ],
)
def test_a_bad_target_is_told(port: Any, target: str, source: str, why: str) -> None:
    port.announce(crane=target.format(port.module(source)))
    error = port.failure(BadTargetError)
    assert why in str(error)
    assert str(error).endswith("Report this to the authors of cranes")


def test_a_bad_path_is_told_what_there_is(port: Any) -> None:
    port.crane(port.CRANE)
    error = port.failure(BadTargetError, "nowhere_at_all.Crane")
    assert str(error).endswith("there is no module 'nowhere_at_all'. Available: crane")


def test_the_cause_is_kept(port: Any) -> None:
    port.crane("raise RuntimeError('no power')")
    assert isinstance(port.failure(BadTargetError).__cause__, RuntimeError)


@pytest.mark.parametrize("source", ["class Crane: ...", "Crane = 3", "Crane = None"])
def test_what_is_no_driver_is_told(port: Any, source: str) -> None:
    port.crane(source)
    assert "The host takes" in str(port.failure(WrongTypeError))


@pytest.mark.parametrize("state", ["unsupported", "removed"])
def test_an_unsupported_driver_has_to_be_enabled(
    port: Any, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    port.crane(
        f"{port.CRANE}    DRIVER_STATE = {state!r}\n    DRIVER_REPLACEMENT = 'jib'\n"
        "    DRIVER_REASON = 'nobody tests it'"
    )
    error = port.failure(UnsupportedDriverError)
    assert f"is {state} (nobody tests it)" in str(error)
    assert "use 'jib' instead" in str(error)
    assert caplog.messages == []
    for _ in range(2):
        port.load(enable_unsupported=True)
    assert caplog.messages == [f"The driver 'crane' of {port.group} is {state}"]


@given(st.text() | st.from_regex(r"[a-z_.:]+", fullmatch=True))
def test_any_name_is_a_driver_or_an_error(name: str) -> None:
    group = DriverGroup("port.no_cranes", (InterfaceVersion(None, object),))
    with pytest.raises(DriverLoadError):
        group.load(name)
