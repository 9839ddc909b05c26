# SPDX-License-Identifier: Apache-2.0
"""Records as they are written in etcd: JSON, with the token of the write.

The token is what a driver knows its own write by when the answer was lost.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from refstore.errors import InvalidRecordError, RecordTooLargeError
from refstore.records import Record, as_dict, from_dict

from refstore_etcd.transactions import Entry

LIMIT = 1_500_000
"""How many bytes a written record may have.

A member takes requests of 1.5 MiB unless told otherwise. The rest is for the keys.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A record with a new token, and both as they are stored."""

    record: Record
    token: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it was found, with its entry in etcd and the token of its last write."""

    record: Record
    token: str
    entry: Entry


def written(record: Record) -> Written:
    """Return a record ready to be stored. Raises RecordTooLargeError."""
    token = uuid.uuid4().hex
    data = {**as_dict(record), "token": token}
    value = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if len(value) > LIMIT:
        raise RecordTooLargeError(record.id, len(value), LIMIT)
    return Written(record, token, value)


def stored(entry: Entry) -> Stored:
    """Read a record. Raises InvalidRecordError if others have written something else there."""
    try:
        data = json.loads(entry.value.decode())
    except ValueError as error:
        raise InvalidRecordError("record", f"{entry.key!r} in etcd is none: {error}") from error
    return Stored(from_dict(data), data.get("token", ""), entry)
