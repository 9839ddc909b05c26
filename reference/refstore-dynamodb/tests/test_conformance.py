# SPDX-License-Identifier: Apache-2.0
"""What every driver has to do, on each engine and in both ways of writing."""

from __future__ import annotations

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests

pytestmark = pytest.mark.engines


class TestDynamoDB(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, table: Opening) -> Opening:
        return table
