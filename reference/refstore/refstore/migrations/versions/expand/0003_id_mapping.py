# SPDX-License-Identifier: Apache-2.0
"""Add the table that maps public ids to those of drivers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "expand_0003"
down_revision = "expand_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "id_mapping",
        sa.Column("public_id", _text(64), nullable=False),
        sa.Column("scope", _text(64), nullable=False),
        sa.Column("local_id", _text(64), nullable=False),
        sa.PrimaryKeyConstraint("public_id", name="pk_id_mapping"),
        sa.UniqueConstraint("scope", "local_id", name="uq_id_mapping_scope_local_id"),
    )


def _text(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of text compared by code point."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
