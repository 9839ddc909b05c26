# SPDX-License-Identifier: Apache-2.0
"""The migrations of keystone 30.0.0, read by a person; the other packages have no phases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from wharfinger.model import Effect, Migration, Policy, Request
from wharfinger.sources.migrations import source

pytestmark = pytest.mark.real

# Of the scripts that do something: the beginning of the name, and what they do.
FACTS = {
    ("expand", "11c3b243b4cb"): {"alter_column(default) service_provider.relay_state_prefix"},
    ("expand", "b4f8b3f584e0"): {
        "create_unique_constraint trust.duplicate_trust_constraint",
    },
}


@pytest.fixture(scope="module")
def scripts(site: Path) -> tuple[Migration, ...]:
    items = source.read(Request(trees=(site,)), {"policy": (Policy(),)}).items
    return tuple(item for item in items if item.path.startswith("keystone/"))


def test_the_scripts_of_each_phase(scripts: tuple[Migration, ...]) -> None:
    assert Counter(item.phase for item in scripts) == {"expand": 6, "contract": 3}
    assert {item.home for item in scripts} == {"keystone/common/sql/migrations"}
    assert all(item.number is None for item in scripts)


def test_nothing_is_unknown(scripts: tuple[Migration, ...]) -> None:
    assert all(o.effect is not Effect.UNKNOWN for item in scripts for o in item.operations)


def test_what_does_not_only_add(scripts: tuple[Migration, ...]) -> None:
    adding = (Effect.ADDS, Effect.NEUTRAL)
    found = {
        (item.phase, Path(item.path).name[:12]): texts
        for item in scripts
        if item.phase == "expand"
        and (texts := {o.text for o in item.operations if o.effect not in adding})
    }
    assert found == FACTS
