# SPDX-License-Identifier: Apache-2.0
"""What is judged of a project that an environment joins."""

from __future__ import annotations

from wharfinger.contract.scope import of_trees
from wharfinger.model import Fault, Location
from wharfinger.testing import catalog, distribution, driver, entry_point, group

ELSEWHERE = Location("lib/other/entry_points.txt", 1)


def test_groups_of_the_tree_are_left_with_the_drivers_of_others() -> None:
    foreign = distribution(
        entry_point("tape = other:Tape", location=ELSEWHERE),
        entry_point("x = other:X", "other.drivers", ELSEWHERE),
        name="other",
        origin="installed",
        faults=(Fault("it is broken", ELSEWHERE),),
    )
    unrelated = distribution(
        entry_point("y = third:Y", "other.drivers"), name="third", origin="installed"
    )
    own = distribution(entry_point("one = demo.drivers:One"))
    there = catalog(
        group(driver("one"), driver("tape", distribution="other")),
        group(driver("x", distribution="other"), name="other.drivers"),
        distributions=(own, foreign, unrelated),
    )
    limited = of_trees(there, lambda place: place.path == "setup.cfg")
    assert [item.name for item in limited.groups] == ["demo.drivers"]
    assert [item.name for item in limited.distributions] == ["demo", "other"]
    assert [item.name for item in limited.distributions[1].entry_points] == ["tape"]
    assert limited.distributions[1].faults == ()
    assert (limited.examined.distributions, limited.examined.entry_points) == (2, 2)
    assert limited.examined.drivers == 2
