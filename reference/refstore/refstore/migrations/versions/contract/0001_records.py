# SPDX-License-Identifier: Apache-2.0
"""Nothing to remove: the table is new."""

from __future__ import annotations

revision = "contract_0001"
down_revision = None
branch_labels = ("contract",)
depends_on = None


def upgrade() -> None:
    """Do nothing."""
