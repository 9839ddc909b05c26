# SPDX-License-Identifier: Apache-2.0
"""Add the table of records, as refstore 8 had it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "expand_0001"
down_revision = None
branch_labels = ("expand",)
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "records",
        sa.Column("id", _text(64), nullable=False),
        sa.Column("scope", _text(64), nullable=False),
        sa.Column("name", _text(255), nullable=False),
        sa.Column("extra", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint("scope", "name", name="uq_records_scope_name"),
    )
    op.create_index("ix_records_scope_id", "records", ["scope", "id"])


def _text(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of text compared by code point."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
