# SPDX-License-Identifier: Apache-2.0
"""No data to move: the table is new."""

from __future__ import annotations

revision = "migrate_0001"
down_revision = None
branch_labels = ("migrate",)
depends_on = None


def upgrade() -> None:
    """Do nothing."""
