# SPDX-License-Identifier: Apache-2.0
"""Asking a cluster: one member after the other, until one answers or the time is over.

etcd3gw knows one host. What goes beyond that, is here: who is asked next, how long, and what
may be repeated. A request that was refused may be repeated as it is. One whose answer was lost may
have been carried out, or may yet be: only what can do no harm a second time is repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from etcd3gw import Etcd3Client
from refstore.errors import OutcomeUnknownError, StoreUnavailableError

from refstore_etcd.failures import LostError, NotLoggedInError, RefusedError, RequestError
from refstore_etcd.members import Members

ENGINE = "etcd"
PAUSE = 0.1
"""Seconds to wait when no member answered, before they are asked again."""

T = TypeVar("T")
Call = Callable[[Etcd3Client], T]


class Lender(Protocol):
    """Lends clients of one member, as :class:`~refstore_etcd.clients.Clients` does."""

    def client(self, seconds: float) -> AbstractContextManager[Etcd3Client]:
        """Lend a client that waits so many seconds. Raises RequestError."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """What a member answered.

    ``repeated`` tells that an earlier answer was lost, so the request may have been carried
    out before.
    """

    value: T
    repeated: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """The members and the clients to ask them with. ``timeout`` is in seconds."""

    members: Members
    clients: Mapping[str, Lender]
    timeout: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def begin(self) -> Operation:
        """Begin an operation, which may take ``timeout`` seconds for all of its requests."""
        return Operation(self, self.clock() + self.timeout)

    def ask(self, member: str, call: Call[T], seconds: float) -> T:
        """Ask one member, and remember whether it answered. Raises RequestError."""
        try:
            value = self._logged_in(member, call, seconds)
        except (RefusedError, LostError):
            self.members.failed(member)
            raise
        self.members.answered(member)
        return value

    def _logged_in(self, member: str, call: Call[T], seconds: float) -> T:
        try:
            return self._lend(member, call, seconds)
        except NotLoggedInError:
            # A token ends after some minutes without use; the next client gets another.
            return self._lend(member, call, seconds)

    def _lend(self, member: str, call: Call[T], seconds: float) -> T:
        with self.clients[member].client(seconds) as client:
            return call(client)


@dataclass(slots=True)
class Operation:
    """The requests that one call of the driver makes, within one deadline."""

    cluster: Cluster
    deadline: float
    _last: RequestError = field(default_factory=lambda: RequestError("no time was left"))

    def read(self, call: Call[T]) -> T:
        """Return the first answer of a member. Raises StoreUnavailableError."""
        try:
            return self.write(call).value
        except OutcomeUnknownError as error:
            raise StoreUnavailableError(ENGINE, error.reason) from error

    def write(self, call: Call[T]) -> Reply[T]:
        """Return the first answer to a request that may be carried out twice.

        Raises OutcomeUnknownError if answers were lost, StoreUnavailableError if all members
        refused, and TooLargeError.
        """
        lost = False
        for member, seconds in self._turns():
            try:
                return Reply(self.cluster.ask(member, call, seconds), lost)
            except (RefusedError, LostError) as error:
                self._last = error
                lost = lost or isinstance(error, LostError)
        kind = OutcomeUnknownError if lost else StoreUnavailableError
        raise kind(ENGINE, self._last) from self._last

    def write_once(self, call: Call[T]) -> T:
        """Return the first answer to a request that is not repeated once its answer is lost.

        Raises LostError, StoreUnavailableError and TooLargeError.
        """
        for member, seconds in self._turns():
            try:
                return self.cluster.ask(member, call, seconds)
            except RefusedError as error:
                self._last = error
        raise StoreUnavailableError(ENGINE, self._last) from self._last

    def _turns(self) -> Iterator[tuple[str, float]]:
        """Give members and the seconds that they have, until the deadline.

        Ends early when all refuse: then nobody is there, and to wait would be in vain.
        """
        members = self.cluster.members
        share = self.cluster.timeout / len(members.endpoints)
        while True:
            refused = 0
            for member in members.in_order():
                left = self.deadline - self.cluster.clock()
                if left <= 0:
                    return
                yield member, min(share, left)
                refused += isinstance(self._last, RefusedError)
            if refused == len(members.endpoints):
                return
            self.cluster.sleep(PAUSE)
