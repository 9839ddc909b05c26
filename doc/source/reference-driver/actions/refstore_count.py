# SPDX-License-Identifier: Apache-2.0
"""An action of another distribution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import Use
from refstore.actions.errors import InvalidDataError
from refstore.actions.places import RECORDS, faults, opened


class Count(Action):
    """Count the records of each scope in a file."""

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {"records": RECORDS}

    def validate(self, data: ActionData) -> None:
        if found := [*faults(self, data, "records", Use.READ)]:
            raise InvalidDataError(found)

    def run(self, data: ActionData) -> ActionData:
        with opened(self, data, "records") as file:
            counts = Counter(record.scope for record in file.read())
        for scope, count in sorted(counts.items()):
            data = data.telling(f"{scope}: {count}")
        return data
