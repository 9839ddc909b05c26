# SPDX-License-Identifier: Apache-2.0
"""What every driver of records has to do, as tests that any driver can run.

A driver's own test module subclasses the classes here and says how to open an empty store:

.. code-block:: python

    class TestMine(StoreDriverV9Tests, ConcurrencyTests):
        @pytest.fixture
        def opening(self, tmp_path):
            return Opening("mine", {"path": str(tmp_path / "store")})

Each test names the requirements that it checks; ``REQUIREMENTS`` has their texts. Needs pytest.
"""

from refstore.conformance.concurrency import ConcurrencyTests
from refstore.conformance.interface import StoreDriverV9Tests
from refstore.conformance.opening import Opening
from refstore.conformance.requirements import REQUIREMENTS, Level, Requirement

__all__ = [
    "REQUIREMENTS",
    "ConcurrencyTests",
    "Level",
    "Opening",
    "Requirement",
    "StoreDriverV9Tests",
]
