# SPDX-License-Identifier: Apache-2.0
"""Making an exact page out of what drivers return.

A driver may leave filters to its caller, and may return short or empty pages. It is asked until
the page is full and it is known whether another record follows.
"""

from __future__ import annotations

from refstore.driver import StoreDriverV9
from refstore.errors import RefstoreError
from refstore.hints import Hints, Page
from refstore.records import Record

CHUNK = 1000
"""How many records a driver is asked for at once, at most: so much is held in memory."""


def full_page(driver: StoreDriverV9, scope: str, hints: Hints) -> Page:
    """Return a page with all filters applied.

    It has ``hints.limit`` records unless the list ends before, and is truncated only if another
    one follows.
    """
    found: list[Record] = []
    after, size = hints.after, CHUNK
    if hints.limit is not None:
        # One more than wanted tells whether the page is truncated.
        size = min(CHUNK, hints.limit + 1)
    while True:
        page = driver.list_records(scope, Hints(hints.filters, size, after))
        before = len(found)
        found += _matching(page) if page.unsatisfied else page.items
        if hints.limit is not None and len(found) > hints.limit:
            kept = tuple(found[: hints.limit])
            # What lies between the last record and this driver's page does not match.
            position = after if before == hints.limit else kept[-1].id
            return Page(kept, position, truncated=True)
        if not page.truncated:
            return Page(tuple(found))
        if page.next_marker in (None, after):
            raise RefstoreError(f"the driver's list does not get beyond {after!r}: mend the driver")
        size = _next_size(hints, size, len(found))
        after = page.next_marker


def _matching(page: Page) -> list[Record]:
    return [r for r in page.items if all(f.matches(r) for f in page.unsatisfied)]


def _next_size(hints: Hints, size: int, found: int) -> int:
    """Return how many to ask for now: what is missing, and more and more if few match."""
    missing = CHUNK if hints.limit is None else hints.limit + 1 - found
    return min(CHUNK, max(missing, 2 * size) if hints.filters else missing)
