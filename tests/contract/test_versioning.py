# SPDX-License-Identifier: Apache-2.0
"""The strategies of versioning: what they let pass, and the code that they ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wharfinger.contract.comparison import RULES
from wharfinger.contract.versioning import Standing, code_to_write, ruling
from wharfinger.model import Change, InterfaceVersion, Severity

Make = Callable[..., Change]


DEFAULT, VERSIONED, NOTE_ONLY = "default-implementation", "versioned-class", "note-only"


@pytest.mark.parametrize(
    ("rule", "strategy", "expected"),
    [
        ("abstract-method-added", DEFAULT, Severity.ERROR),
        ("abstract-method-added", VERSIONED, Severity.ERROR),
        ("abstract-method-added", NOTE_ONLY, None),
        ("optional-parameter-added", DEFAULT, Severity.WARNING),
        ("parameter-made-required", DEFAULT, Severity.WARNING),
        ("parameter-made-required", VERSIONED, Severity.ERROR),
        ("method-added", VERSIONED, None),
        ("class-unreadable", NOTE_ONLY, Severity.WARNING),
    ],
)
def test_the_ruling(change_of: Make, rule: str, strategy: str, expected: Severity | None) -> None:
    found = ruling(change_of(rule), Standing(strategy))
    assert (found.severity if found else None) is expected


V8 = InterfaceVersion("8", "demo.base:DriverV8", "deprecated", since="9.0.0")
V9 = InterfaceVersion("9", "demo.base:DriverV9", "supported", since="9.0.0")
V10 = InterfaceVersion("10", "demo.base:DriverV10", "supported", since="10.0.0")
TRIAL = InterfaceVersion("10", "demo.base:DriverV10", "experimental")


@pytest.mark.parametrize(
    ("rule", "touched", "versions", "broken"),
    [
        ("abstract-method-added", V8, (V8, V9), "goes into the newest version, 9, only"),
        ("abstract-method-added", V9, (V8, V9), "version 9 of the interface is released"),
        ("optional-parameter-added", V8, (V8, V9), "its signatures are frozen"),
        ("abstract-method-added", V10, (V9, V10), None),
        ("abstract-method-added", TRIAL, (V9, TRIAL), None),
        ("method-added", V8, (V8, V9), None),
        ("parameter-removed", "demo.base:Shared", (V8, V9), "versions 8 and 9"),
    ],
)
def test_a_released_version_is_frozen(
    change_of: Make,
    rule: str,
    touched: InterfaceVersion | str,
    versions: tuple[InterfaceVersion, ...],
    broken: str | None,
) -> None:
    rule = rule if rule in RULES else "optional-parameter-removed"
    name = touched if isinstance(touched, str) else touched.class_name
    found = ruling(change_of(rule, name), Standing(VERSIONED, versions, current="9.2.0"))
    if broken is None:
        assert found is None
    else:
        assert found is not None
        assert found.severity is Severity.ERROR
        assert broken in found.rule


def test_a_version_that_says_nothing_counts_as_released(change_of: Make) -> None:
    change = change_of("abstract-method-added", V10.class_name)
    assert ruling(change, Standing(VERSIONED, (V9, V10))) is not None


@pytest.mark.parametrize(
    ("rule", "old", "new", "detail", "strategy", "code"),
    [
        (
            "abstract-method-added",
            "",
            "@abc.abstractmethod\ndef get(self, key: str) -> bytes",
            "",
            DEFAULT,
            "def get(self, key: str) -> bytes: raise NotImplementedError",
        ),
        (
            "method-renamed",
            "def get(self, key, *rest, deep=False, **more)",
            "def fetch(self, key)",
            "fetch",
            DEFAULT,
            "def get(self, key, *rest, deep=False, **more): "
            "return self.fetch(key, *rest, deep=deep, **more)",
        ),
        (
            "required-parameter-added",
            "",
            "def get(self, key, region, deep=False)",
            "region",
            DEFAULT,
            "def get(self, key, region=None, deep=False)",
        ),
        ("required-parameter-added", "", "def get(self, region, key)", "region", DEFAULT, ""),
        (
            "required-parameter-added",
            "",
            "def get(self, key, *, region)",
            "region",
            DEFAULT,
            "def get(self, key, *, region=None)",
        ),
        (
            "method-removed",
            "def get(self)",
            "",
            "",
            DEFAULT,
            "def get(self): ...  # deprecated",
        ),
        (
            "abstract-method-added",
            "",
            "@abc.abstractmethod\ndef get(self)",
            "",
            VERSIONED,
            "class DriverV10(DriverV9): def get(self): ...",
        ),
        ("abstract-method-added", "", "not python (", "", DEFAULT, ""),
    ],
)
def test_the_code_to_write(
    change_of: Make, rule: str, old: str, new: str, detail: str, strategy: str, code: str
) -> None:
    change = change_of(rule, V9.class_name, old=old, new=new, detail=detail)
    assert code_to_write(change, strategy) == code
