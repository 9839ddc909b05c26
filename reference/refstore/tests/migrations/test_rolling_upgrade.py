# SPDX-License-Identifier: Apache-2.0
"""Writers of refstore 8 and of this release are at work while the database is upgraded."""

from __future__ import annotations

from rolling_scenario import Upgrade


def test_no_acknowledged_write_is_lost(database_url: str) -> None:
    steps: list[str] = []
    outcome = Upgrade(database_url, steps.append, seconds=0.3).run()
    assert outcome.problems == ()
    assert outcome.old > 50, steps
    assert outcome.new > 50, steps
