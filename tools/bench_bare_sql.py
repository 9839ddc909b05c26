# SPDX-License-Identifier: Apache-2.0
"""SQLAlchemy Core by hand: statements made once, reads without a transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bench_bare import Overtaken, Row
from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    create_engine,
    delete,
    insert,
    select,
    update,
)

ASCII = String(255).with_variant(String(255, collation="C"), "postgresql")
RECORDS = Table(
    "bare",
    MetaData(),
    Column("id", ASCII, primary_key=True),
    Column("name", ASCII, nullable=False),
    Column("scope", ASCII, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("scope", "name"),
    Index("ix_bare_scope_id", "scope", "id"),
)
C = RECORDS.c
INSERT = insert(RECORDS)
GET = select(RECORDS).where(C.id == bindparam("key"))
GET_BY_NAME = select(RECORDS).where(C.scope == bindparam("within"), C.name == bindparam("named"))
UPDATE = (
    update(RECORDS)
    .where(C.id == bindparam("key"), C.revision == bindparam("seen"))
    .values(attributes=bindparam("new"), revision=C.revision + 1)
    .returning(*C)
)
PAGE = (
    select(RECORDS)
    .where(C.scope == bindparam("within"), C.id > bindparam("after"))
    .order_by(C.id)
    .limit(bindparam("at_most"))
)
DELETE = delete(RECORDS).where(C.id == bindparam("key"))


class BareSQL:
    """A table of its own in SQLite, in the mode WAL as refstore's, or in PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._engine = self._reading = create_engine(url)
        if self._engine.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        else:
            # Saves the round trips of a transaction. For SQLite, reading begins none.
            self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        RECORDS.metadata.create_all(self._engine)

    def create(self, row: Row) -> None:
        """Insert a row."""
        record_id, name, scope, attributes, revision = row
        values = {"id": record_id, "name": name, "scope": scope, "revision": revision}
        values["attributes"] = json.dumps(attributes, ensure_ascii=False)
        with self._engine.begin() as connection:
            connection.execute(INSERT, values)

    def get(self, record_id: str) -> Row | None:
        """Select by primary key."""
        with self._reading.connect() as connection:
            found = connection.execute(GET, {"key": record_id}).first()
        return None if found is None else _row(found)

    def get_by_name(self, scope: str, name: str) -> Row | None:
        """Select by the unique key."""
        with self._reading.connect() as connection:
            found = connection.execute(GET_BY_NAME, {"within": scope, "named": name}).first()
        return None if found is None else _row(found)

    def update(self, record_id: str, attributes: Mapping[str, Any], revision: int) -> Row:
        """Update where the revision matches, returning the row."""
        new = json.dumps(attributes, ensure_ascii=False)
        with self._engine.begin() as connection:
            values = {"key": record_id, "seen": revision, "new": new}
            found = connection.execute(UPDATE, values).first()
            if found is None:
                raise Overtaken
        return _row(found)

    def page(self, scope: str, after: str, limit: int) -> tuple[Sequence[Row], bool]:
        """Select by keyset, one more than wanted."""
        values = {"within": scope, "after": after, "at_most": limit + 1}
        with self._reading.connect() as connection:
            found = connection.execute(PAGE, values).all()
        return [_row(each) for each in found[:limit]], len(found) > limit

    def delete(self, record_id: str) -> None:
        """Delete by primary key."""
        with self._engine.begin() as connection:
            if not connection.execute(DELETE, {"key": record_id}).rowcount:
                raise Overtaken

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _row(found: Any) -> Row:
    record_id, name, scope, attributes, revision = found
    return record_id, name, scope, json.loads(attributes), revision
