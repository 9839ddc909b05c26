# SPDX-License-Identifier: Apache-2.0
"""The tests that every driver runs, on three members of etcd."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from engines_running import Engine
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests


@pytest.mark.engines
class TestEtcd(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, engine: Callable[[str], Engine]) -> Opening:
        """Return how to open a store of its own in the cluster that all tests share."""
        prefix = f"/{uuid.uuid4().hex}"
        return Opening("etcd", {"endpoints": list(engine("etcd").endpoints), "prefix": prefix})
