# SPDX-License-Identifier: Apache-2.0
"""The key-value driver, on the backends that need no engine."""

from __future__ import annotations

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests


class TestMemory(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self):
        return Opening("kv", {})


class TestFile(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, tmp_path):
        return Opening("kv", {"backend": "file", "url": str(tmp_path / "records")})
