# SPDX-License-Identifier: Apache-2.0
"""Keeps records in whatever dogpile.cache can talk to.

Such engines neither list nor compare, so the driver keeps what it needs for that itself, and
writes under a lock:

========================= ===========================================================
key                       value
========================= ===========================================================
``record:ID``             the record: it exists if and only if this key does
``name:SCOPE:NAME``       the id of the record that has the name, if that record agrees
``ids:SCOPE``             the ids of the scope, sorted; those without a record count not
``scopes``                the scopes that ever had a record
========================= ===========================================================

The key ``record:ID`` is written last when a record is made and deleted first. A writer that is
killed in between therefore leaves a name or an id that points at nothing, and that reads as if
it were not there.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from oslo_config import cfg

from refstore.driver import Capability, StoreDriverV9
from refstore.errors import (
    ConflictError,
    NotFoundError,
    OutcomeUnknownError,
    RecordTooLargeError,
    StoreUnavailableError,
)
from refstore.hints import Hints, Page, cut
from refstore.key_value_store import BACKENDS, KeyValueStore
from refstore.records import Changes, Record, decoded, encoded

_BATCH = 100
"""How many records are fetched at once."""
_PRUNED_FROM = 1024
_LOCK = "lock"
_SCOPES = "scopes"
_BY_BACKEND = {
    "file": {Capability.PERSISTENT, Capability.SHARED},
    "memcached": {Capability.SHARED},
    "mongodb": {Capability.PERSISTENT, Capability.SHARED},
    "redis": {Capability.SHARED},
}


@dataclass(slots=True)
class _Write:
    """How far a write has come: it begins where ``record:ID`` may change."""

    begun: bool = False


class KeyValueDriver(StoreDriverV9):
    """Keeps records in memory, in a file, or on memcached, redis or MongoDB.

    What it promises depends on the backend: see ``CAPABILITIES`` of an instance. memcached
    forgets when it is full, and a file that is being written when the machine stops may be
    lost: such stores are for what can be had again. A write costs more the more records its
    scope has, for their ids are one value; on memcached, that value has room for some 28,000.
    """

    DRIVER_STATE = "supported"

    CAPABILITIES = frozenset({Capability.COMPARE_AND_SET, Capability.CONSISTENT_LISTS})
    OPTIONS: ClassVar[Sequence[cfg.Opt]] = (
        cfg.StrOpt("backend", default="memory", choices=sorted(BACKENDS), help="Where to keep."),
        cfg.StrOpt(
            "url",
            default="",
            secret=True,
            help="The file of the backend file; host:port of memcached, several with commas; "
            "the URL of redis or MongoDB.",
        ),
        cfg.StrOpt("prefix", default="refstore:", help="What all keys begin with."),
        cfg.IntOpt("time_to_live", min=1, help="After how many seconds records are forgotten."),
        cfg.ListOpt(
            "no_expiry_keys",
            default=[],
            help="Ids, or patterns of them, of records that are kept for ever all the same.",
        ),
    )

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.CAPABILITIES = self.CAPABILITIES | _BY_BACKEND.get(options.backend, set())
        self._store = KeyValueStore(
            options.backend,
            options.url,
            prefix=options.prefix,
            time_to_live=options.time_to_live,
            no_expiry_keys=(
                "name:*",
                "ids:*",
                _SCOPES,
                *(f"record:{pattern}" for pattern in options.no_expiry_keys),
            ),
        )

    def create(self, record: Record) -> Record:
        """Store a record: its id and name first, itself last."""
        record = replace(record, revision=1)
        with self._writing() as write:
            if self._found(record.id):
                raise ConflictError("id", record.id)
            self._demand_free(record)
            text = self._fitting(record)
            self._add(_SCOPES, self._sorted(_SCOPES), record.scope)
            self._add(f"ids:{record.scope}", self._ids_left(record.scope), record.id)
            self._store.set(_name_key(record), record.id)
            write.begun = True
            self._store.set(f"record:{record.id}", text)
        return record

    def get(self, record_id: str) -> Record:
        """Return a record."""
        found = self._found(record_id)
        if found is None:
            raise NotFoundError("id", record_id)
        return found

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record that the name points at, if it agrees."""
        record_id = self._store.get(f"name:{scope}:{name}")
        found = self._found(record_id) if record_id else None
        if found is None or (found.scope, found.name) != (scope, name):
            raise NotFoundError("name", name)
        return found

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record under the lock: a new name first, then the record, at once."""
        with self._writing() as write:
            old = self.get(record_id).at(revision)
            new = old.changed(changes)
            text = self._fitting(new)
            if new.name != old.name:
                self._demand_free(new)
                self._store.set(_name_key(new), new.id)
            write.begun = True
            self._store.set(f"record:{record_id}", text)
            if new.name != old.name:
                self._store.delete(_name_key(old))
        return new

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record: itself first, then what points at it."""
        with self._writing() as write:
            old = self.get(record_id).at(revision)
            write.begun = True
            self._store.delete(f"record:{record_id}")
            self._store.delete(_name_key(old))
            self._remove(f"ids:{old.scope}", record_id)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page, fetching no more records than it takes to fill it."""
        ids = self._sorted(f"ids:{scope}")
        position = bisect.bisect_right(ids, hints.after) if hints.after is not None else 0
        matching = (
            record
            for record in self._records(ids[position:])
            if record.scope == scope and all(one.matches(record) for one in hints.filters)
        )
        wanted = len(ids) if hints.limit is None else min(len(ids), hints.limit + 1)
        return cut(list(islice(matching, wanted)), hints.limit)

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes in which a record is left."""
        known = self._sorted(_SCOPES)
        return tuple(s for s in known if self.list_records(s, Hints(limit=1)).items)

    def close(self) -> None:
        """Close the connections."""
        self._store.close()

    def _found(self, record_id: str) -> Record | None:
        text = self._store.get(f"record:{record_id}")
        return None if text is None else decoded(text)

    def _records(self, ids: Sequence[str]) -> Iterator[Record]:
        """Yield those records that are there, in the order of the ids, some fetched at a time."""
        for start in range(0, len(ids), _BATCH):
            keys = [f"record:{record_id}" for record_id in ids[start : start + _BATCH]]
            found = self._store.get_many(keys)
            yield from (decoded(found[key]) for key in keys if key in found)

    @contextmanager
    def _writing(self) -> Iterator[_Write]:
        """Hold the lock. Once the write has begun, a failing engine may have done it."""
        write = _Write()
        try:
            with self._store.lock(_LOCK):
                yield write
        except StoreUnavailableError as error:
            if not write.begun:
                raise
            raise OutcomeUnknownError(error.engine, error.reason) from error

    def _demand_free(self, record: Record) -> None:
        try:
            self.get_by_name(record.scope, record.name)
        except NotFoundError:
            return
        raise ConflictError("name", record.name)

    def _fitting(self, record: Record) -> str:
        text, limit = encoded(record), self._store.backend.value_limit
        size = len(json.dumps(text, ensure_ascii=False).encode())
        if limit is not None and size > limit:
            raise RecordTooLargeError(record.id, size, limit)
        return text

    def _sorted(self, key: str) -> list[str]:
        return list(json.loads(self._store.get(key) or "[]"))

    def _add(self, key: str, items: list[str], item: str) -> None:
        position = bisect.bisect_left(items, item)
        if items[position : position + 1] != [item]:
            items.insert(position, item)
            self._store.set(key, json.dumps(items))

    def _ids_left(self, scope: str) -> list[str]:
        """Return the ids of a scope; those without a record go when the ids have doubled.

        Records expire, engines forget, and writers die.
        """
        ids = self._sorted(f"ids:{scope}")
        if len(ids) < _PRUNED_FROM or len(ids).bit_count() > 1:
            return ids
        return [record.id for record in self._records(ids)]

    def _remove(self, key: str, item: str) -> None:
        self._store.set(key, json.dumps([each for each in self._sorted(key) if each != item]))


def _name_key(record: Record) -> str:
    return f"name:{record.scope}:{record.name}"
