# SPDX-License-Identifier: Apache-2.0
"""How long what is deprecated has to stay."""

from __future__ import annotations

import pytest

from wharfinger.contract.lifecycle import too_early, version_key
from wharfinger.model import Lifecycle

RELEASES = ("8.0.0", "9.0.0", "10.0.0")


@pytest.mark.parametrize(
    ("since", "removal", "releases", "current", "why"),
    [
        ("", "11.0.0", RELEASES, "", ""),
        ("", "12.0.0", RELEASES, "", "announced for 12.0.0, and the next release is 11.0.0"),
        ("", "10.0.0", RELEASES, "10.1.0", ""),
        ("", "11.0.0", (), "10.1.0.dev3", "announced for 11.0.0"),
        ("9.0.0", "", RELEASES, "", ""),
        ("10.0.0", "", RELEASES, "", "of the 2 releases that it has to stay, 1 came out"),
        ("11.0.0", "", RELEASES, "", "none came out"),
        ("", "", RELEASES, "", "nothing says since when"),
        ("9.0.0", "", (), "", ""),
    ],
)
def test_too_early(
    since: str, removal: str, releases: tuple[str, ...], current: str, why: str
) -> None:
    reason = too_early(since, removal, Lifecycle(releases=2), releases, current)
    assert (why in reason) if why else reason == ""


def test_without_a_life_cycle_nothing_is_too_early() -> None:
    assert too_early("", "", Lifecycle(), RELEASES, "") == ""


def test_versions_are_compared_by_their_numbers() -> None:
    assert version_key("v10.2") > version_key("9.30.1")
