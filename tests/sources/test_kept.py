# SPDX-License-Identifier: Apache-2.0
"""Values that are kept up to a limit."""

from __future__ import annotations

from wharfinger.sources.kept import Kept


def test_the_ones_that_nobody_asks_for_go_first():
    kept = Kept[str, int](10)
    kept.put("a", 1, 4)
    kept.put("b", 2, 4)
    assert kept.get("a") == 1
    kept.put("c", 3, 4)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_one_that_is_too_large_alone_is_kept_until_the_next():
    kept = Kept[str, int](10)
    kept.put("a", 1, 4)
    kept.put("large", 2, 40)
    assert (kept.get("a"), kept.get("large")) == (None, 2)
    kept.put("b", 3, 4)
    assert (kept.get("large"), kept.get("b")) == (None, 3)


def test_a_value_that_is_replaced_counts_once():
    kept = Kept[str, int](10)
    for number in range(5):
        kept.put("a", number, 6)
    kept.put("b", 9, 4)
    assert (kept.get("a"), kept.get("b")) == (4, 9)
    assert kept.made("b", lambda: 0) == 9
    assert kept.made("c", lambda: 7) == kept.get("c") == 7
