# SPDX-License-Identifier: Apache-2.0
"""When a waiver is over, and which waivers count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract import waivers
from wharfinger.model import Catalog, Comparison, Policy, Waiver
from wharfinger.testing import catalog, distribution

packaging_version = pytest.importorskip("packaging.version")


def world(until: str, version: str = "2.0.0", day: date | None = date(2027, 1, 10)) -> Catalog:
    policy = Policy(waivers=(Waiver("DRV001", "s", "why", until),))
    return catalog(policy=policy, day=day, distributions=(distribution(version=version),))


@pytest.mark.parametrize(
    ("until", "version", "over"),
    [
        ("", "2.0.0", False),
        ("2.0.0", "1.9.9", False),
        ("2.0.0", "2.0.0", True),
        ("2.0.0", "2.0", True),
        ("2.0.0", "10.0.0", True),
        ("2.0.0", "2.0.0rc1", False),
        ("2.0.0", "2.0.0.dev3", False),
        ("2.0.0", "2.0.0.post1", True),
        ("2.0.0", "", False),
        ("2.0.0", "unknown", False),
        ("2027-01-09", "1.0", True),
        ("2027-01-10", "1.0", False),
        ("2027-01-11", "1.0", False),
        ("2027-02-31", "1.0", True),
        ("when it is done", "1.0", True),
    ],
)
def test_when_it_is_over(until: str, version: str, over: bool) -> None:
    there = world(until, version)
    (waiver,) = there.policy.waivers
    assert bool(waivers.ended(waiver, there)) is over
    assert (("DRV001", "s") in waivers.reasons(there)) is not over


def test_without_a_day_no_day_passes() -> None:
    there = world("2020-01-01", day=None)
    assert waivers.ended(there.policy.waivers[0], there) == ""


_PHASES = st.sampled_from(["", "a1", "b2", "rc1", ".dev4", ".post1", "-rc.2"])
_NUMBERS = st.lists(st.integers(0, 12), min_size=1, max_size=4)
RELEASES = st.tuples(_NUMBERS, _PHASES).map(lambda pair: ".".join(map(str, pair[0])) + pair[1])


@given(RELEASES, RELEASES)
def test_releases_are_in_the_order_of_the_packaging_library(one: str, other: str) -> None:
    expected = packaging_version.Version(one) < packaging_version.Version(other)
    assert (waivers.release(one) < waivers.release(other)) is expected


@pytest.mark.parametrize("text", ["", "main", "1.x", "2027-01-31", "1.0-", "\u0661\u0662x"])
def test_what_is_no_release(text: str) -> None:
    assert waivers.release(text) is None


class TestProjectVersion:
    def test_is_that_of_the_only_tree(self) -> None:
        installed = distribution(name="other", version="9", origin="installed")
        there = catalog(distributions=(distribution(version="3"), installed))
        assert waivers.project_version(there) == "3"

    def test_is_that_of_the_tree_that_the_policy_names(self) -> None:
        trees = (distribution(name="My.Host", version="3"), distribution(name="driver"))
        there = catalog(distributions=trees, policy=Policy(project="my-host"))
        assert waivers.project_version(there) == "3"
        assert waivers.project_version(replace(there, policy=Policy())) == ""


class TestTheHeadsWaivers:
    OLD = Waiver("DRV001", "old", "why")
    NEW = Waiver("DRV001", "new", "why not")

    def world(self, *head: Waiver) -> Catalog:
        base = Policy(waivers=(self.OLD,))
        comparison = Comparison(catalog(policy=base), head_policy=Policy(waivers=head))
        return catalog(policy=base, comparison=comparison)

    def test_one_that_the_patch_adds_counts_and_says_so(self) -> None:
        assert waivers.reasons(self.world(self.OLD, self.NEW)) == {
            ("DRV001", "old"): "why",
            ("DRV001", "new"): "why not (waived by this patch itself)",
        }

    def test_one_that_the_patch_removes_does_not_count(self) -> None:
        assert waivers.in_force(self.world()) == ()

    def test_a_later_end_is_an_addition(self) -> None:
        longer = replace(self.OLD, until="3.0")
        assert waivers.added(self.world(longer)) == (longer,)

    def test_a_new_line_number_or_reason_is_none(self) -> None:
        assert waivers.added(self.world(replace(self.OLD, reason="better said"))) == ()

    def test_without_a_policy_of_the_head_the_base_has_it(self) -> None:
        there = catalog(policy=Policy(waivers=(self.OLD,)), comparison=Comparison(catalog()))
        assert waivers.in_force(there) == (self.OLD,)
