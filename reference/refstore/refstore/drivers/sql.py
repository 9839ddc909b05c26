# SPDX-License-Identifier: Apache-2.0
"""The driver for SQL databases: SQLite, embedded, and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from oslo_config import cfg
from sqlalchemy import (
    Connection,
    Text,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from refstore.database import engine_for, is_primary_key, reading, writing
from refstore.driver import Capability, StoreDriverV9
from refstore.drivers.sql_filters import LARGEST_INTEGER, condition
from refstore.errors import ConflictError, NotFoundError, RevisionMismatchError
from refstore.hints import Hints, Page, cut
from refstore.records import Changes, Record, Value
from refstore.tables import RECORDS

# Statements are made once; SQLAlchemy then finds their compiled form at once.
_C = RECORDS.c
_COLUMNS = (_C.id, _C.name, _C.scope, _C.attributes, _C.revision)
_SELECT = select(*_COLUMNS)
_INSERT = insert(RECORDS)
_GET = _SELECT.where(_C.id == bindparam("key"))
_GET_BY_NAME = _SELECT.where(_C.scope == bindparam("in_scope"), _C.name == bindparam("named"))
_LIST = _SELECT.where(_C.scope == bindparam("in_scope"), _C.id > bindparam("after")).order_by(_C.id)
_LIST_SOME = _LIST.limit(bindparam("at_most"))
_SCOPES = select(_C.scope).distinct().order_by(_C.scope)
_UPDATE = (
    update(RECORDS)
    .where(_C.id == bindparam("key"))
    .values(
        name=func.coalesce(bindparam("new_name"), _C.name),
        attributes=func.coalesce(bindparam("new_attributes"), _C.attributes),
        revision=_C.revision + 1,
    )
    .returning(*_COLUMNS)
)
_UPDATE_REVISION = _UPDATE.where(_C.revision == bindparam("expected"))
_DELETE = delete(RECORDS).where(_C.id == bindparam("key"))
_DELETE_REVISION = _DELETE.where(_C.revision == bindparam("expected"))
_PURGE = delete(RECORDS).where(_C.scope == bindparam("in_scope"))

# Made once, too: a page has many attributes.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DECODE = json.JSONDecoder().decode

# Between the migrations' phases expand and migrate a row may have no attributes yet: refstore 8
# kept them in ``extra``.
_EXTRA = select(column("extra", Text)).select_from(RECORDS).where(_C.id == bindparam("key"))


class SQLDriver(StoreDriverV9):
    """Keeps records in a table of SQLite or PostgreSQL."""

    DRIVER_STATE = "supported"

    CAPABILITIES = frozenset(Capability)
    OPTIONS = (
        cfg.StrOpt(
            "connection",
            default="sqlite:///$state_path/refstore.db",
            secret=True,
            help="Address of the database: sqlite:////folder/refstore.db or "
            "postgresql://user:password@host/database.",
        ),
    )

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._engine = engine_for(options.connection)

    def create(self, record: Record) -> Record:
        """Store a new record."""
        new = replace(record, revision=1)
        try:
            with writing(self._engine) as connection:
                connection.execute(_INSERT, _row(new))
        except IntegrityError as error:
            raise self._conflict(error, new) from error
        return new

    def get(self, record_id: str) -> Record:
        """Return a record."""
        with reading(self._engine) as connection:
            row = connection.execute(_GET, {"key": record_id}).first()
            if row is None:
                raise NotFoundError("id", record_id)
            return _record(connection, row)

    def get_by_name(self, scope: str, name: str) -> Record:
        """Return the record of a name."""
        with reading(self._engine) as connection:
            row = connection.execute(_GET_BY_NAME, {"in_scope": scope, "named": name}).first()
            if row is None:
                raise NotFoundError("name", name)
            return _record(connection, row)

    def update(self, record_id: str, changes: Changes, revision: int | None = None) -> Record:
        """Change a record, if it still has the revision."""
        values = {
            "key": record_id,
            "new_name": changes.name,
            "new_attributes": None if changes.attributes is None else _text(changes.attributes),
            "expected": _within_column(revision),
        }
        statement = _UPDATE if revision is None else _UPDATE_REVISION
        try:
            with writing(self._engine) as connection:
                row = connection.execute(statement, values).first()
                if row is None:
                    raise _missed(connection, record_id, revision)
                return _record(connection, row)
        except IntegrityError as error:
            raise ConflictError("name", str(changes.name)) from error

    def delete(self, record_id: str, revision: int | None = None) -> None:
        """Delete a record, if it still has the revision."""
        statement = _DELETE if revision is None else _DELETE_REVISION
        with writing(self._engine) as connection:
            values = {"key": record_id, "expected": _within_column(revision)}
            if not connection.execute(statement, values).rowcount:
                raise _missed(connection, record_id, revision)

    def list_records(self, scope: str, hints: Hints) -> Page:
        """Return a page, found by the index on scope and id wherever it begins."""
        conditions = [condition(one, self._engine.name) for one in hints.filters]
        known = [clause for clause in conditions if clause is not None]
        values: dict[str, object] = {"in_scope": scope, "after": hints.after or ""}
        statement = _LIST
        if hints.limit is not None and hints.limit < LARGEST_INTEGER:
            statement, values["at_most"] = _LIST_SOME, hints.limit + 1
        if known:
            statement = statement.where(*known)
        with reading(self._engine) as connection:
            rows = connection.execute(statement, values).all()
            records = [_record(connection, row) for row in rows]
        pairs = zip(hints.filters, conditions, strict=True)
        unsatisfied = tuple(one for one, clause in pairs if clause is None)
        return cut(records, hints.limit, unsatisfied)

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records."""
        with reading(self._engine) as connection:
            return tuple(connection.scalars(_SCOPES))

    def purge(self, scope: str) -> int:
        """Delete all records of a scope, in one transaction."""
        with writing(self._engine) as connection:
            return connection.execute(_PURGE, {"in_scope": scope}).rowcount

    def check_engine(self) -> tuple[str, ...]:
        """Return whether migrations are pending."""
        from refstore.migrations import runner

        with reading(self._engine) as connection:
            connection.execute(select(true()))
        pending = runner.state(self._engine)
        return (pending.words,) if pending else ()

    def close(self) -> None:
        """Give back the connections; drivers that share the address make new ones."""
        self._engine.dispose()

    def _conflict(self, error: IntegrityError, new: Record) -> ConflictError:
        # If both are taken, engines tell of either; the id is the one that callers can rely on.
        with reading(self._engine) as connection:
            taken = connection.execute(_GET, {"key": new.id}).first()
        if taken or is_primary_key(error):
            return ConflictError("id", new.id)
        return ConflictError("name", new.name)


def _row(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "name": record.name,
        "scope": record.scope,
        "attributes": _text(record.attributes),
        "revision": record.revision,
    }


def _text(attributes: Mapping[str, Value]) -> str:
    return _ENCODE(dict(attributes))


def _record(connection: Connection, row: Any) -> Record:
    record_id, name, scope, attributes, revision = row
    if attributes is None:
        attributes = connection.scalar(_EXTRA, {"key": record_id}) or "{}"
    return Record(record_id, name, scope, MappingProxyType(_DECODE(attributes)), revision)


def _within_column(revision: int | None) -> int | None:
    """Return a revision as the column can hold it; no record has the first or the last."""
    return None if revision is None else max(0, min(revision, LARGEST_INTEGER))


def _missed(connection: Connection, record_id: str, expected: int | None) -> Exception:
    """Return why an update or a deletion met no row."""
    row = connection.execute(_GET, {"key": record_id}).first()
    if row is None or expected is None:
        return NotFoundError("id", record_id)
    actual = None if row.revision == expected else row.revision
    return RevisionMismatchError(record_id, expected, actual)
