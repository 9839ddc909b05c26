# SPDX-License-Identifier: Apache-2.0
"""The tables of the SQL database, as they are when all migrations are done."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(length: int) -> TypeEngine[str]:
    """Return the type of text that is compared by code point.

    SQLite does so by itself; PostgreSQL would take the collation of the database.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


RECORDS = Table(
    "records",
    METADATA,
    Column("id", text(64), primary_key=True),
    Column("scope", text(64), nullable=False),
    Column("name", text(255), nullable=False),
    Column("attributes", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("scope", "name"),
    Index(None, "scope", "id"),
)

ID_MAPPING = Table(
    "id_mapping",
    METADATA,
    Column("public_id", text(64), primary_key=True),
    Column("scope", text(64), nullable=False),
    Column("local_id", text(64), nullable=False),
    UniqueConstraint("scope", "local_id"),
)
