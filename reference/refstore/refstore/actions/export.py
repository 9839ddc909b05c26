# SPDX-License-Identifier: Apache-2.0
"""Writing a store's records to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import Use, counted
from refstore.actions.errors import InvalidDataError
from refstore.actions.places import RECORDS, SOURCE, faults, input_size, opened
from refstore.errors import InvalidRecordError
from refstore.records import valid_scope


class Export(Action):
    """Write the records of a store to a file.

    The file is replaced once all of them are written.
    """

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {
        "source": SOURCE,
        "records": RECORDS,
        "scopes": Parameter("a list of scopes; all of them unless given"),
    }
    MAKES = frozenset({"records"})

    def validate(self, data: ActionData) -> None:
        """Demand a store that answers, a folder that can be written, and names of scopes."""
        found = [
            *faults(self, data, "source", Use.READ),
            *faults(self, data, "records", Use.WRITE),
        ]
        try:
            self._scopes(data)
        except InvalidRecordError as error:
            found.append(str(error))
        if found:
            raise InvalidDataError(found)

    def run(self, data: ActionData) -> ActionData:
        """Write the file."""
        with opened(self, data, "source") as source, opened(self, data, "records") as file:
            written = file.write(source.read(self._scopes(data)))
            return data.telling(f"{counted(written.new)} written to {file.location}")

    def input_size(self, data: ActionData) -> int:
        """Return the size of what is read."""
        return input_size(self, data, "source", self._scopes(data))

    def room_needed(self, data: ActionData, size: int) -> Mapping[Path, int]:
        """Return the size of the file."""
        with opened(self, data, "records") as file:
            return file.room_needed(size)

    def _scopes(self, data: ActionData) -> Sequence[str] | None:
        scopes = data.value(self.name, "scopes")
        if scopes is None:
            return None
        if not isinstance(scopes, list):
            raise InvalidRecordError("scopes", f'{scopes!r:.80} is not a list like ["default"]')
        return [valid_scope(scope) for scope in scopes]
