# SPDX-License-Identifier: Apache-2.0
"""Public ids that hide the ids which a scope's driver uses.

A public id is made of the scope and the driver's local id alone, so it is the same wherever and
whenever it is made, and needs no lock. The table is there for the way back.

A row stays when its record is deleted: markers that name the record go on to work, and a record
made anew with the same local id cannot lose the row to the deletion of the old one. Only
:meth:`IdMapping.purge` removes rows; what a list or a search by name returns gets its row again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from oslo_config import cfg
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from refstore.caching import Cache, cache_for
from refstore.database import engine_for, reading, writing
from refstore.errors import ConfigurationError
from refstore.tables import ID_MAPPING

_C = ID_MAPPING.c
_BATCH = 500
_ATTEMPTS = 50
"""More than that others are not faster; then a row is in the way."""


def public_id_of(scope: str, local_id: str) -> str:
    """Return the public id of a record: 64 hexadecimal digits.

    Each part is preceded by its length, so that no two pairs make the same text.
    """
    parts = (scope.encode(), local_id.encode())
    return hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in parts)).hexdigest()


class IdMapping:
    """The table of public ids. Threads and processes may share it."""

    def __init__(self, conf: cfg.ConfigOpts) -> None:
        self._engine = engine_for(conf.id_mapping.connection)
        self._cache: Cache[tuple[str, str]] = cache_for("id_mapping", conf, json.dumps, _decoded)

    def public_id(self, scope: str, local_id: str) -> str:
        """Return the public id of a record, from now on known to :meth:`local`."""
        self.remember(scope, [local_id])
        return public_id_of(scope, local_id)

    def remember(self, scope: str, local_ids: Iterable[str]) -> None:
        """Make the public ids of records known to :meth:`local`."""
        wanted = sorted(set(local_ids))
        for start in range(0, len(wanted), _BATCH):
            self._remember(scope, wanted[start : start + _BATCH])

    def local(self, public_id: str) -> tuple[str, str] | None:
        """Return the scope and the local id of a record, None if nobody asked for them before."""
        try:
            return self._cache.get_or_create(public_id, lambda: self._find(public_id))
        except KeyError:
            return None

    def purge(self, scope: str | None = None, public_id: str | None = None) -> int:
        """Remove the rows of a scope, of one public id, or all, and return how many there were.

        What is cached may answer until it is too old; it is still true.
        """
        statement = delete(ID_MAPPING)
        if scope is not None:
            statement = statement.where(_C.scope == scope)
        if public_id is not None:
            statement = statement.where(_C.public_id == public_id)
        with writing(self._engine) as connection:
            return connection.execute(statement).rowcount

    def close(self) -> None:
        """Close the cache, and give back the connections."""
        self._cache.close()
        self._engine.dispose()

    def _remember(self, scope: str, local_ids: list[str]) -> None:
        for _ in range(_ATTEMPTS):
            missing = self._missing(scope, local_ids)
            rows = [
                {"public_id": public_id_of(scope, one), "scope": scope, "local_id": one}
                for one in missing
            ]
            try:
                if rows:
                    with writing(self._engine) as connection:
                        connection.execute(insert(ID_MAPPING), rows)
            except IntegrityError:
                continue  # Another one was faster with some of the rows.
            return
        raise ConfigurationError(
            "the table id_mapping has public ids that refstore did not make: "
            "run refstore-manage mapping_purge --all"
        )

    def _missing(self, scope: str, local_ids: list[str]) -> list[str]:
        known = select(_C.local_id).where(_C.scope == scope, _C.local_id.in_(local_ids))
        with reading(self._engine) as connection:
            found = set(connection.scalars(known))
        return [one for one in local_ids if one not in found]

    def _find(self, public_id: str) -> tuple[str, str]:
        query = select(_C.scope, _C.local_id).where(_C.public_id == public_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise KeyError(public_id)
        return row.scope, row.local_id


def _decoded(text: str) -> tuple[str, str]:
    scope, local_id = json.loads(text)
    return scope, local_id
