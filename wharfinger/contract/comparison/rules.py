# SPDX-License-Identifier: Apache-2.0
"""The verdict table as data: one rule for each kind of change, by its id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wharfinger.contract.comparison.class_rules import CLASS_RULES
from wharfinger.contract.comparison.method_rules import METHOD_RULES
from wharfinger.contract.comparison.parameter_rules import PARAMETER_RULES
from wharfinger.contract.comparison.registration_rules import REGISTRATION_RULES
from wharfinger.contract.comparison.wording import UPGRADE
from wharfinger.model import Change, ContractRule, Verdict

RULES: Mapping[str, ContractRule] = MappingProxyType(
    {
        rule.id: rule
        for rule in sorted(
            (*METHOD_RULES, *PARAMETER_RULES, *CLASS_RULES, *REGISTRATION_RULES),
            key=lambda item: item.code,
        )
    }
)
"""All rules, in the order of their codes."""


def note_sections(change: Change) -> tuple[str, ...]:
    """Return the sections of release notes of which one satisfies a change, none if none is due.

    Whatever turns out to break implementers needs ``upgrade``, whatever its rule says.
    """
    return UPGRADE if change.implementer is Verdict.BREAKING else RULES[change.rule].sections


def stricter(one: Verdict, other: Verdict) -> Verdict:
    """Return the verdict that matters more."""
    return min(one, other, key=lambda verdict: verdict.rank)
