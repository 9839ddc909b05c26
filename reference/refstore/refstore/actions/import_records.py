# SPDX-License-Identifier: Apache-2.0
"""Storing the records of a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import ClassVar

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import Use, counted
from refstore.actions.errors import ConflictingRecordsError, InvalidDataError
from refstore.actions.places import RECORDS, TARGET, faults, input_size, opened


class Import(Action):
    """Store the records of a file.

    The whole file is read and compared with the store before the first record is stored. Records
    that are there already, and equal, are passed over: what was interrupted is simply run again.
    """

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {"records": RECORDS, "target": TARGET}

    def validate(self, data: ActionData) -> None:
        """Demand a file that can be read, and a store that answers."""
        if found := [
            *faults(self, data, "records", Use.READ),
            *faults(self, data, "target", Use.WRITE),
        ]:
            raise InvalidDataError(found)

    def run(self, data: ActionData) -> ActionData:
        """Store the records, or none if one of them is bad or in conflict with the store."""
        with opened(self, data, "records") as file, opened(self, data, "target") as target:
            conflicts = target.conflicts(file.read())
            if first := next(conflicts, None):
                raise ConflictingRecordsError(chain([first], conflicts))
            written = target.write(file.read())
        return data.telling(f"{counted(written.new)} stored, {written.same} there already")

    def input_size(self, data: ActionData) -> int:
        """Return the size of what is read."""
        return input_size(self, data, "records")

    def room_needed(self, data: ActionData, size: int) -> Mapping[Path, int]:
        """Return what the store may grow by."""
        with opened(self, data, "target") as target:
            return target.room_needed(size)
