# SPDX-License-Identifier: Apache-2.0
"""Copy ``extra`` to ``attributes``, a batch at a time.

Writers wait for one batch at most. What was interrupted goes on where rows are left without
attributes; the triggers of expand see to rows that are written meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "migrate_0002"
down_revision = "migrate_0001"
branch_labels = None
depends_on = None

BATCH = 500
"""Rows of one transaction."""

_LAST_OF_BATCH = sa.text(
    "SELECT max(id) FROM (SELECT id FROM records WHERE id > :after ORDER BY id LIMIT :batch) AS b"
)
_COPY = sa.text(
    "UPDATE records SET attributes = coalesce(extra, '{}')"
    " WHERE id > :after AND id <= :last AND attributes IS NULL"
)


def upgrade() -> None:
    """Copy what is not copied yet; each statement commits on its own."""
    with op.get_context().autocommit_block():
        connection, after = op.get_bind(), ""
        while last := connection.scalar(_LAST_OF_BATCH, {"after": after, "batch": BATCH}):
            connection.execute(_COPY, {"after": after, "last": last})
            after = last
