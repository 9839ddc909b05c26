# SPDX-License-Identifier: Apache-2.0
"""Remove ``extra`` and the triggers: nobody writes as refstore 8 did any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "contract_0002"
down_revision = "contract_0001"
branch_labels = None
depends_on = None

_SQLITE = (
    "DROP TRIGGER records_old_insert",
    "DROP TRIGGER records_new_insert",
    "DROP TRIGGER records_old_update",
    "DROP TRIGGER records_new_update",
)
_POSTGRESQL = (
    "DROP TRIGGER records_in_step ON records",
    "DROP FUNCTION records_in_step()",
)
_TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def upgrade() -> None:
    """Drop the triggers and the column, then demand what the new columns lacked."""
    for statement in _TRIGGERS[op.get_context().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("records") as records:
        records.drop_column("extra")
        records.alter_column("attributes", existing_type=sa.Text, nullable=False)
        records.alter_column("revision", existing_type=sa.Integer, server_default=None)
