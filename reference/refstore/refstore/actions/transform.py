# SPDX-License-Identifier: Apache-2.0
"""Changing records on their way from one store to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import Use, counted
from refstore.actions.errors import BadRecordsError, InvalidDataError
from refstore.actions.lines import Uniqueness
from refstore.actions.places import RECORDS, faults, input_size, opened
from refstore.errors import InvalidRecordError
from refstore.records import Record, Value, valid_attributes, valid_scope


@dataclass(frozen=True, slots=True)
class _Changes:
    """What becomes of each record: attributes are dropped first, then set."""

    rename_scope: Mapping[str, str]
    drop: frozenset[str]
    set: Mapping[str, Value]

    def applied(self, record: Record) -> Record:
        kept = {name: value for name, value in record.attributes.items() if name not in self.drop}
        return replace(
            record,
            scope=self.rename_scope.get(record.scope, record.scope),
            attributes=valid_attributes({**kept, **self.set}),
        )


class Transform(Action):
    """Change the records in a file: rename scopes, drop and set attributes.

    The changed records go to another file, which later actions use.
    """

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {
        "records": RECORDS,
        "output": Parameter("the file for the changed records", True, "jsonlines"),
        "rename_scope": Parameter("an object with new names of scopes by their old ones"),
        "drop": Parameter("a list of attributes that all records lose"),
        "set": Parameter("an object with attributes that all records get"),
    }
    MAKES = frozenset({"records"})

    def validate(self, data: ActionData) -> None:
        """Demand a file that can be read, one that can be written, and possible changes."""
        found = [
            *faults(self, data, "records", Use.READ),
            *faults(self, data, "output", Use.WRITE),
        ]
        for name, read in _READERS.items():
            try:
                read(data.value(self.name, name))
            except InvalidRecordError as error:
                found.append(f"{name}: {error.reason}")
        if found:
            raise InvalidDataError(found)

    def run(self, data: ActionData) -> ActionData:
        """Write the changed records, and let the actions that follow use them."""
        changes = _Changes(
            **{name: read(data.value(self.name, name)) for name, read in _READERS.items()}
        )
        with opened(self, data, "records") as file, opened(self, data, "output") as output:
            written = output.write(_changed(file.read(), changes))
            report = f"{counted(written.new)} written to {output.location}"
        return data.having(records=data.value(self.name, "output")).telling(report)

    def input_size(self, data: ActionData) -> int:
        """Return the size of what is read."""
        return input_size(self, data, "records")

    def room_needed(self, data: ActionData, size: int) -> Mapping[Path, int]:
        """Return the size of the new file, without what is set."""
        with opened(self, data, "output") as output:
            return output.room_needed(size)


def _changed(records: Iterator[Record], changes: _Changes) -> Iterator[Record]:
    """Yield changed records. Raises BadRecordsError for names that are no longer unique."""
    unique = Uniqueness()
    for record in map(changes.applied, records):
        if fault := unique.fault(record):
            raise BadRecordsError([f"{record.scope}: {record.id}, when it is changed: {fault}"])
        yield record


def _scopes(value: object) -> Mapping[str, str]:
    return {valid_scope(old): valid_scope(new) for old, new in _object(value).items()}


def _names(value: object) -> frozenset[str]:
    names = [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidRecordError("drop", f'{value!r:.80} is not a list like ["colour"]')
    return frozenset(names)


def _attributes(value: object) -> Mapping[str, Value]:
    return valid_attributes(_object(value))


def _object(value: object) -> Mapping[str, Any]:
    found = {} if value is None else value
    if not isinstance(found, dict):
        raise InvalidRecordError("object", f'{value!r:.80} is not an object like {{"old": "new"}}')
    return found


_READERS: Mapping[str, Callable[[object], Any]] = {
    "rename_scope": _scopes,
    "drop": _names,
    "set": _attributes,
}
