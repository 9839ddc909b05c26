# SPDX-License-Identifier: Apache-2.0
"""Two states of a small project, compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger import reading, testing
from wharfinger.contract.comparison import RULES, compare, compare_registrations
from wharfinger.model import Catalog, Change, Location, Patch
from wharfinger.sources.contracts import source

Compared = Callable[..., tuple[Change, ...]]

SETUP = """\
[metadata]
name = demo

[options.entry_points]
demo.drivers =
    one = demo.drivers:One
"""
POLICY = """\
project: demo
groups:
  demo.drivers:
    interface: demo.base:Driver
"""
DRIVERS = """\
from demo import base


class One(base.Driver):
    pass
"""


@pytest.fixture
def state(tmp_path: Path) -> Callable[[str, Mapping[str, str]], Catalog]:
    """Write a project and read it with its contracts."""

    def read(side: str, files: Mapping[str, str]) -> Catalog:
        request = testing.project(files, tmp_path / side)
        catalog = reading.read(request, {"distributions", "groups"})
        parts = {
            "distributions": catalog.distributions,
            "policy": (catalog.policy,),
            "groups": catalog.groups,
        }
        return replace(catalog, contracts=source.read(request, parts).items)

    return read


@pytest.fixture
def compared(state: Callable[[str, Mapping[str, str]], Catalog]) -> Compared:
    """Compare two versions of the interface's module, or of the files that are named.

    A value that is a pair of texts is a file that differs, any other is the same on both sides.
    """
    number = 0

    def compare_states(
        old: str,
        new: str,
        files: Mapping[str, object] | None = None,
        patch: Patch | None = None,
        known_drivers: bool = True,
    ) -> tuple[Change, ...]:
        nonlocal number
        number += 1
        pairs: dict[str, object] = {
            "setup.cfg": SETUP,
            "driver-policy.yaml": POLICY,
            "demo/__init__.py": "",
            "demo/base.py": (old, new),
            "demo/drivers.py": DRIVERS,
            **(files or {}),
        }
        base, head = (
            state(
                f"{side}{number}",
                {
                    name: dedent(text[index] if isinstance(text, tuple) else str(text))
                    for name, text in pairs.items()
                },
            )
            for index, side in enumerate(("old", "new"))
        )
        after = head.contracts
        if not known_drivers:
            after = tuple(replace(contract, drivers={}) for contract in after)
        changes = compare(base.contracts, after, patch)
        return (*changes, *compare_registrations(base, head))

    return compare_states


@pytest.fixture
def change_of() -> Callable[..., Change]:
    """Make a change that a rule finds in a method of the small project's interface."""

    def make(rule: str, interface: str = "demo.base:Driver", **fields: object) -> Change:
        known = RULES[rule]
        return Change(
            rule,
            known.code,
            f"{interface}.get",
            known.implementer,
            known.caller,
            Location("demo/base.py", 3),
            known.implementer_condition,
            known.caller_condition,
            interface=interface,
            groups=("demo.drivers",),
            **{"detail": "region", **fields},  # type: ignore[arg-type]
        )

    return make
