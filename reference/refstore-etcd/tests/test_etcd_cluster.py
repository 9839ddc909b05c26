# SPDX-License-Identifier: Apache-2.0
"""What is repeated and how long it takes, with clients that fail as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from refstore.errors import OutcomeUnknownError, StoreUnavailableError
from refstore_etcd.cluster import PAUSE, Cluster, Reply
from refstore_etcd.failures import (
    LostError,
    NotLoggedInError,
    RefusedError,
    RequestError,
    TooLargeError,
)
from refstore_etcd.members import Members

TIMEOUT = 6.0


class World:
    """Three members, a clock, and what each member does when it is asked."""

    def __init__(self, **behaviours: type[RequestError] | str) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self.behaviours = dict.fromkeys("abc", "answer") | behaviours
        members = Members("abc", lambda: self.now)
        clients = {each: Fake(self, each) for each in "abc"}
        self.cluster = Cluster(members, clients, TIMEOUT, lambda: self.now, self.sleep)  # type: ignore[arg-type]

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Fake:
    """A client of a member. One whose answer is lost lets its time run out."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name

    @contextmanager
    def client(self, seconds: float) -> Iterator[str]:
        self.world.asked.append(self.name)
        behaviour = self.world.behaviours[self.name]
        if behaviour is LostError:
            self.world.sleep(seconds)
        if isinstance(behaviour, type):
            raise behaviour(f"{self.name} failed")
        yield self.name


same: Callable[[str], str] = str


def test_the_first_that_answers_is_asked_again() -> None:
    world = World(a=RefusedError)
    operation = world.cluster.begin()
    assert operation.write(same) == Reply("b", repeated=False)
    assert operation.write(same) == Reply("b", repeated=False)
    assert world.asked == ["a", "b", "b"]


def test_a_lost_answer_takes_an_equal_share_and_is_told() -> None:
    world = World(a=LostError)
    assert world.cluster.begin().write(same) == Reply("b", repeated=True)
    assert world.now == TIMEOUT / 3


def test_what_must_not_be_repeated_is_not() -> None:
    world = World(a=RefusedError, b=LostError)
    with pytest.raises(LostError):
        world.cluster.begin().write_once(same)
    assert world.asked == ["a", "b"]


def test_what_was_refused_is_never_unknown() -> None:
    world = World(a=RefusedError)
    assert world.cluster.begin().write_once(same) == "b"


@pytest.mark.parametrize("ask", ["read", "write", "write_once"])
def test_where_all_refuse_nobody_waits(ask: str) -> None:
    world = World(a=RefusedError, b=RefusedError, c=RefusedError)
    with pytest.raises(StoreUnavailableError) as found:
        getattr(world.cluster.begin(), ask)(same)
    assert type(found.value) is StoreUnavailableError
    assert str(found.value) == "etcd is not available: c failed"
    assert (world.asked, world.now) == (["a", "b", "c"], 0)


@pytest.mark.parametrize(
    ("ask", "error"), [("read", StoreUnavailableError), ("write", OutcomeUnknownError)]
)
def test_the_deadline_is_kept(ask: str, error: type[Exception]) -> None:
    world = World(a=RefusedError, b=RefusedError, c=LostError)
    with pytest.raises(error) as found:
        getattr(world.cluster.begin(), ask)(same)
    assert type(found.value) is error
    assert TIMEOUT <= world.now <= TIMEOUT + PAUSE
    assert world.asked == ["a", "b", "c"] * 3


def test_the_deadline_is_one_for_all_requests_of_an_operation() -> None:
    world = World(a=LostError)
    operation = world.cluster.begin()
    operation.read(same)
    world.sleep(TIMEOUT)
    with pytest.raises(StoreUnavailableError, match="a failed"):
        operation.read(same)
    assert world.asked == ["a", "b"]


def test_a_token_that_has_ended_is_renewed_at_once() -> None:
    world = World(a=NotLoggedInError)
    world.cluster.begin().read(same)
    assert world.asked == ["a", "a", "b"]


def test_what_is_too_large_is_so_for_all() -> None:
    world = World(a=TooLargeError)
    with pytest.raises(TooLargeError):
        world.cluster.begin().write(same)
    assert world.asked == ["a"]
    assert world.cluster.members.in_order() == ("a", "b", "c")
