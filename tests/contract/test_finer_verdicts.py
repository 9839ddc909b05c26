# SPDX-License-Identifier: Apache-2.0
"""Verdicts that other judges have shown to be finer than a rule alone."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from wharfinger.model import Change, Verdict

BREAKS, DEPENDS, FINE = Verdict.BREAKING, Verdict.CONDITIONAL, Verdict.COMPATIBLE
STATIC = "@staticmethod\ndef get({0}): ..."
CLASS = "@classmethod\ndef get(cls, {0}): ..."
CASES = {
    "*args, **kwargs hide no change of what stays": (
        "def get(self, key=None, region=None): ...",
        "def get(self, key, *args, **kwargs): ...",
        {"signature-replaced": (BREAKS, FINE), "parameter-made-required": (FINE, BREAKS)},
    ),
    "**options take a new parameter": (
        "def get(self, **options): ...",
        "def get(self, *, key, **options): ...",
        {"required-parameter-added": (DEPENDS, BREAKS)},
    ),
    "**options take what is gone": (
        "def get(self, *, key, **options): ...",
        "def get(self, **options): ...",
        {"required-parameter-removed": (DEPENDS, DEPENDS)},
    ),
    "what comes before *args moves them": (
        "def get(self, *args): ...",
        "def get(self, key=None, *args): ...",
        {"parameter-inserted": (BREAKS, BREAKS)},
    ),
    "what leaves its place before *args moves them": (
        "def get(self, key=None, *args): ...",
        "def get(self, *args): ...",
        {"parameter-taken-out": (BREAKS, BREAKS)},
    ),
    "a name that none could use is not renamed": (
        "def get(self, key, /): ...",
        "def get(self, name): ...",
        {"parameter-made-nameable": (DEPENDS, FINE)},
    ),
    "who gets the class is nobody's business": (STATIC.format("key"), CLASS.format("key"), {}),
    "a sequence may hold more": (
        "def get(self) -> typing.Sequence[int]: ...",
        "def get(self) -> typing.Sequence[int | None]: ...",
        {"return-widened": (FINE, BREAKS)},
    ),
    "a list is a sequence": (
        "def get(self) -> typing.Sequence[int]: ...",
        "def get(self) -> list[int]: ...",
        {"return-narrowed": (BREAKS, FINE)},
    ),
    "a list that may hold more is another": (
        "def get(self) -> list[int]: ...",
        "def get(self) -> list[int | None]: ...",
        {"return-replaced": (BREAKS, BREAKS)},
    ),
    "a property cannot be set": (
        "limit = 10",
        "@property\ndef limit(self):\n    return 10",
        {"attribute-changed": (DEPENDS, DEPENDS)},
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_verdicts(
    old: str,
    new: str,
    expected: dict[str, tuple[Verdict, Verdict]],
    compared: Callable[..., tuple[Change, ...]],
) -> None:
    head = "import typing\n\n\nclass Driver:\n"
    changes = compared(*(head + indent(body, "    ") for body in (old, new)), known_drivers=False)
    assert {c.rule: (c.implementer, c.caller) for c in changes} == expected
