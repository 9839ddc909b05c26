# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with actions. Where several things are wrong, all of them are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from refstore.errors import RefstoreError

MOST = 100
"""How many faults an error names at most."""


class FaultsError(RefstoreError):
    """Something has faults; ``faults`` has a sentence for each, up to :data:`MOST`."""

    def __init__(self, faults: Iterable[str]) -> None:
        found = tuple(islice(faults, MOST + 1))
        rest = ("… and more",) if len(found) > MOST else ()
        self.faults = found[:MOST] + rest
        super().__init__("; ".join(self.faults))


class InvalidDataError(FaultsError):
    """An action or a data driver cannot work with the data that it is given."""


class InvalidQueueError(FaultsError):
    """The actions cannot run as they are asked for. Nothing was done."""


class BadRecordsError(FaultsError):
    """Records in a file are not what records may be."""


class ConflictingRecordsError(FaultsError):
    """A store has other records with the same ids or names. Nothing was written."""


class DifferencesError(FaultsError):
    """A store does not have the records that it should have."""


class NoRoomError(FaultsError):
    """A disk has not the room that is asked for. Nothing was written."""


class ActionFailedError(RefstoreError):
    """An action failed. ``done`` names those that ran before, ``left`` those that did not run."""

    def __init__(self, action: str, done: Sequence[str], left: Sequence[str]) -> None:
        self.action, self.done, self.left = action, tuple(done), tuple(left)
        before = ", ".join(self.done) or "nothing"
        after = f"; not run: {', '.join(self.left)}" if self.left else ""
        super().__init__(f"{action} failed; done before: {before}{after}")
