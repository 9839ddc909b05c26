# SPDX-License-Identifier: Apache-2.0
"""The driver for SQL databases does what every driver has to."""

from __future__ import annotations

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests


class TestSQL(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, store_url: str) -> Opening:
        return Opening("sql", {"connection": store_url})
