# SPDX-License-Identifier: Apache-2.0
"""Raising a counter in a record by compare-and-set; as a program, one writer of several.

.. code-block:: console

   $ python -m refstore.conformance.incrementing OPENING RECORD_ID TIMES
"""

from __future__ import annotations

import random
import sys
import time

from refstore.conformance.opening import Opening
from refstore.driver import StoreDriverV9
from refstore.errors import RevisionMismatchError
from refstore.records import Changes

COUNTER = "count"


def increment(driver: StoreDriverV9, record_id: str, times: int) -> None:
    """Raise the counter so many times, each time until no other writer was quicker."""
    for _ in range(times):
        while not _tried(driver, record_id):
            time.sleep(random.uniform(0, 0.01))


def _tried(driver: StoreDriverV9, record_id: str) -> bool:
    found = driver.get(record_id)
    attributes = {COUNTER: int(str(found.attributes[COUNTER])) + 1}
    try:
        driver.update(record_id, Changes(attributes=attributes), found.revision)
    except RevisionMismatchError:
        return False
    return True


def main() -> None:
    """Run one writer."""
    opening, record_id, times = sys.argv[1:]
    driver = Opening.from_json(opening).open()
    increment(driver, record_id, int(times))
    driver.close()


if __name__ == "__main__":
    main()
