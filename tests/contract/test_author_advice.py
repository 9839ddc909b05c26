# SPDX-License-Identifier: Apache-2.0
"""What authors of drivers are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wharfinger.contract.author_advice import author_advice
from wharfinger.contract.comparison import RULES
from wharfinger.model import Change, Verdict

TOUCHES_DRIVERS = [
    rule.id
    for rule in RULES.values()
    if rule.implementer in (Verdict.BREAKING, Verdict.CONDITIONAL)
]


@pytest.mark.parametrize("rule", TOUCHES_DRIVERS)
def test_whatever_breaks_drivers_comes_with_advice(
    change_of: Callable[..., Change], rule: str
) -> None:
    told = author_advice(change_of(rule, new="@abc.abstractmethod\ndef get(self)"))
    assert told
    assert told[0].islower()
    assert "{" not in told
    assert "@" not in told
    assert not author_advice(change_of(rule)).endswith((":", " "))


def test_what_breaks_no_driver_needs_none(change_of: Callable[..., Change]) -> None:
    assert author_advice(change_of("abstract-method-removed")) == ""
