# SPDX-License-Identifier: Apache-2.0
"""Reading records from lines of JSON that anybody may have written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from refstore.actions.errors import BadRecordsError
from refstore.errors import InvalidRecordError
from refstore.records import Record, from_dict, valid

LONGEST = 16 * 2**20
"""How many bytes a line has at most: more than any engine takes for one record."""

_REQUIRED = {"id", "name", "scope"}
_KINDS = {
    "id": (str, "text"),
    "name": (str, "text"),
    "scope": (str, "text"),
    "attributes": (dict, "an object"),
    "revision": (int, "a whole number"),
}


class Uniqueness:
    """Tells whether an id, or a name in its scope, was there before. Takes 200 bytes a record."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def fault(self, record: Record) -> str:
        """Return what a record has that another one had, or an empty string."""
        for what, key in (("id", record.id), ("name", f"{record.scope}/{record.name}")):
            digest = hashlib.blake2b(f"{what}:{key}".encode(), digest_size=16).digest()
            if digest in self._seen:
                return f"another record has the {what} {getattr(record, what)!r:.80}"
            self._seen.add(digest)
        return ""


def records_in(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of a file, all valid and each once.

    Raises BadRecordsError. At the first bad line records end; what follows is read only to tell
    of other bad lines.
    """
    found = _records_and_faults(file)
    for one in found:
        if isinstance(one, str):
            raise BadRecordsError(chain([one], (each for each in found if isinstance(each, str))))
        yield one


def _records_and_faults(file: BinaryIO) -> Iterator[Record | str]:
    unique = Uniqueness()
    for number, line in enumerate(_lines(file), 1):
        try:
            record = _record(line)
        except InvalidRecordError as error:
            yield f"line {number}: {error}"
        else:
            fault = unique.fault(record)
            yield f"line {number}: {fault}" if fault else record


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines, of one that is too long only the beginning."""
    while line := file.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = file.readline(LONGEST + 1)


def _record(line: bytes) -> Record:
    if len(line) > LONGEST:
        raise InvalidRecordError("record", f"takes more than {LONGEST} bytes")
    try:
        data = json.loads(line.decode(), object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise InvalidRecordError("record", "is not in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise InvalidRecordError("record", f"is not JSON: {error!s:.200}") from None
    _check(data)
    return valid(from_dict(data))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _check(data: object) -> None:
    if not isinstance(data, dict):
        raise InvalidRecordError("record", f"{data!r:.80} is not an object")
    if wrong := sorted(data.keys() - _KINDS.keys()) or sorted(_REQUIRED - data.keys()):
        state = "is unknown" if wrong[0] in data else "is missing"
        raise InvalidRecordError("record", f"{wrong[0]!r:.80} {state}")
    for name, value in data.items():
        kind, words = _KINDS[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InvalidRecordError(name, f"{value!r:.80} is not {words}")
