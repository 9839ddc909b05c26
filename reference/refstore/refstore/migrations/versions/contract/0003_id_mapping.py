# SPDX-License-Identifier: Apache-2.0
"""Nothing to remove: the table is new."""

from __future__ import annotations

revision = "contract_0003"
down_revision = "contract_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do nothing."""
