# SPDX-License-Identifier: Apache-2.0
"""Comparing a store with a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import DataDriver, Use, counted
from refstore.actions.errors import DifferencesError, InvalidDataError
from refstore.actions.places import RECORDS, TARGET, faults, opened
from refstore.actions.store import content
from refstore.records import Record

_MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class _Sum:
    """How many records a scope has, and the sum of their digests, whatever their order."""

    count: int = 0
    digest: int = 0

    def plus(self, record: Record) -> _Sum:
        return _Sum(self.count + 1, (self.digest + _digest(record)) % _MODULUS)


class Verify(Action):
    """Tell whether a store has the records of a file, and no others in their scopes.

    Revisions do not count. Only where a scope differs are its records compared one by one.
    """

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {"records": RECORDS, "target": TARGET}

    def validate(self, data: ActionData) -> None:
        """Demand a file that can be read, and a store that answers."""
        if found := [
            *faults(self, data, "records", Use.READ),
            *faults(self, data, "target", Use.READ),
        ]:
            raise InvalidDataError(found)

    def run(self, data: ActionData) -> ActionData:
        """Report the digests, or raise DifferencesError with what differs."""
        with opened(self, data, "records") as file, opened(self, data, "target") as target:
            wanted = _sums(file.read())
            found = _sums(target.read(tuple(wanted)))
            unequal = [scope for scope in wanted if wanted[scope] != found.get(scope)]
            if unequal:
                raise DifferencesError(_differences(file, target, unequal))
        if not wanted:
            return data.telling("the file has no records")
        for scope, total in sorted(wanted.items()):
            data = data.telling(f"{scope}: {counted(total.count)}, digest {total.digest:064x}")
        return data


def _sums(records: Iterable[Record]) -> dict[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for record in records:
        sums[record.scope] = sums.get(record.scope, _Sum()).plus(record)
    return sums


def _differences(file: DataDriver, target: DataDriver, scopes: Iterable[str]) -> Iterator[str]:
    for scope in sorted(scopes):
        wanted, found = (
            {record.id: _digest(record) for record in place.read([scope])}
            for place in (file, target)
        )
        for record_id in sorted(wanted.keys() | found.keys()):
            if wanted.get(record_id) != found.get(record_id):
                yield f"{scope}: {record_id} {_state(record_id, wanted, found)}"


def _state(record_id: str, wanted: Mapping[str, int], found: Mapping[str, int]) -> str:
    if record_id not in found:
        return "is missing in the store"
    return "is not the same in the store" if record_id in wanted else "is in the store alone"


def _digest(record: Record) -> int:
    return int.from_bytes(hashlib.sha256(content(record).encode()).digest())
