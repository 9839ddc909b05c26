# SPDX-License-Identifier: Apache-2.0
"""No data to move: the table is new."""

from __future__ import annotations

revision = "migrate_0003"
down_revision = "migrate_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do nothing."""
