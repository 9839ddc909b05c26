# SPDX-License-Identifier: Apache-2.0
"""Which member is asked, and in what order, by a clock that the test sets."""

from __future__ import annotations

from refstore_etcd.members import ASIDE, Members


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_members_are_asked_as_they_were_given() -> None:
    assert Members("abc", Clock()).in_order() == ("a", "b", "c")


def test_the_one_that_answered_comes_first() -> None:
    members = Members("abc", Clock())
    members.answered("c")
    assert members.in_order() == ("c", "a", "b")


def test_one_that_failed_comes_last_for_a_while() -> None:
    clock = Clock()
    members = Members("abc", clock)
    members.failed("a")
    assert members.in_order() == ("b", "c", "a")
    clock.sleep(ASIDE)
    assert members.in_order() == ("a", "b", "c")


def test_where_all_failed_all_are_asked() -> None:
    members = Members("abc", Clock())
    for each in "abc":
        members.failed(each)
    assert members.in_order() == ("a", "b", "c")


def test_an_answer_ends_the_while() -> None:
    members = Members("abc", Clock())
    members.failed("b")
    members.answered("b")
    assert members.in_order() == ("b", "a", "c")
