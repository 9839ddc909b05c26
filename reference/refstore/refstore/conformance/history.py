# SPDX-License-Identifier: Apache-2.0
"""What was written while an engine failed, and whether the store has that, all and nothing else.

An acknowledged write must be there, a refused one must not, and one whose outcome nobody knows
must be there as a whole or not at all. Each record has one writer at a time.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from refstore.conformance.base import ids_of
from refstore.driver import StoreDriverV9
from refstore.errors import NotFoundError, OutcomeUnknownError, StoreUnavailableError
from refstore.records import Record

State = Record | None
"""A record, or None where there is none."""


class Outcome(StrEnum):
    """What a writer was told."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class History:
    """Notes writes of many threads, and judges a store by them."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[State, ...]] = {}
        self._written: dict[str, list[Record]] = {}
        self._counts: Counter[Outcome] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def writing(self, record_id: str, state: State) -> Iterator[None]:
        """Note what becomes of a write that, if it is done, leaves a record in a state.

        StoreUnavailableError and OutcomeUnknownError end here; every other error is the
        caller's.
        """
        try:
            yield
        except OutcomeUnknownError:
            self._note(record_id, state, Outcome.UNKNOWN)
        except StoreUnavailableError:
            self._note(record_id, state, Outcome.REFUSED)
        else:
            self._note(record_id, state, Outcome.ACKNOWLEDGED)

    def count(self, outcome: Outcome) -> int:
        """Return how many writes had an outcome."""
        return self._counts[outcome]

    def is_sure(self, record_id: str) -> bool:
        """Tell whether there is but one state that a record can be in."""
        return len(self.states(record_id)) == 1

    def states(self, record_id: str) -> tuple[State, ...]:
        """Return the states that a record can be in."""
        return self._states.get(record_id, (None,))

    def wait_for(self, more: int, seconds: float, outcome: Outcome = Outcome.ACKNOWLEDGED) -> None:
        """Wait for so many more writes with an outcome. Raises TimeoutError."""
        wanted = self.count(outcome) + more
        with self._changed:
            if not self._changed.wait_for(lambda: self.count(outcome) >= wanted, seconds):
                raise TimeoutError(f"no {more} {outcome} writes within {seconds} seconds")

    def faults(self, driver: StoreDriverV9) -> list[str]:
        """Return what is wrong with a store, now that nobody writes: nothing, if all is well."""
        with self._changed:
            written = {record_id: tuple(found) for record_id, found in self._written.items()}
        found = {record_id: _find(driver, record_id) for record_id in written}
        faults = []
        for record_id, records in written.items():
            faults += self._faults_of(driver, found[record_id], record_id, records)
        return faults + _listed_wrongly(driver, written, found)

    def _faults_of(
        self, driver: StoreDriverV9, found: State, record_id: str, written: tuple[Record, ...]
    ) -> list[str]:
        faults = []
        if found not in self.states(record_id):
            faults.append(f"{record_id} is {found}, not one of {self.states(record_id)}")
        for name in sorted({record.name for record in written}):
            wanted = record_id if found is not None and found.name == name else None
            holder = _holder(driver, written[0].scope, name)
            if holder != wanted:
                faults.append(f"the name {name!r} leads to {holder}, not {wanted}")
        return faults

    def _note(self, record_id: str, state: State, outcome: Outcome) -> None:
        with self._changed:
            self._counts[outcome] += 1
            before = self.states(record_id)
            self._states[record_id] = {
                Outcome.ACKNOWLEDGED: (state,),
                Outcome.REFUSED: before,
                Outcome.UNKNOWN: (*before, state),
            }[outcome]
            if state is not None:
                self._written.setdefault(record_id, []).append(state)
            self._changed.notify_all()


def _find(driver: StoreDriverV9, record_id: str) -> State:
    try:
        return driver.get(record_id)
    except NotFoundError:
        return None


def _holder(driver: StoreDriverV9, scope: str, name: str) -> str | None:
    try:
        return driver.get_by_name(scope, name).id
    except NotFoundError:
        return None


def _listed_wrongly(
    driver: StoreDriverV9, written: dict[str, tuple[Record, ...]], found: dict[str, State]
) -> list[str]:
    faults = []
    for scope in sorted({records[0].scope for records in written.values()}):
        there = sorted(each.id for each in found.values() if each and each.scope == scope)
        listed = ids_of(driver, scope)
        if listed != there:
            faults.append(f"{scope} lists {set(listed) ^ set(there)} wrongly, or out of order")
    return faults
