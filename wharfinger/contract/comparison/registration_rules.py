# SPDX-License-Identifier: Apache-2.0
"""Rules for groups and the names in them."""

from __future__ import annotations

from wharfinger.contract.comparison.wording import (
    BREAKS,
    DEFAULT,
    DEPENDS,
    NOTHING,
    VERSIONED,
    rule,
)

_BOTH_GROUPS = "Read the old group too, deprecated, for as long as the life cycle says."
_DEPRECATED_FIRST = "Deprecate the driver first, or keep the name as an alias of what replaces it."
_BOTH_NAMES = "Keep the old name as an alias with the same target."

REGISTRATION_RULES = (
    rule(
        301,
        "group-removed",
        "A group of drivers is gone.",
        (BREAKS, BREAKS),
        moves=((DEFAULT, _BOTH_GROUPS), (VERSIONED, _BOTH_GROUPS)),
        remedy="Deprecate the group first: drivers elsewhere still announce themselves in it.",
        no_mirror="A new group breaks nobody: only groups that are there at the base count.",
    ),
    rule(
        302,
        "group-renamed",
        "A group of drivers has another name.",
        (BREAKS, BREAKS),
        moves=((DEFAULT, _BOTH_GROUPS), (VERSIONED, _BOTH_GROUPS)),
        remedy="Read both groups for a while: drivers elsewhere are announced in the old one.",
        mirror="same",
    ),
    rule(
        303,
        "entry-point-removed",
        "A driver's name is gone from its group.",
        (BREAKS, BREAKS),
        moves=((DEFAULT, _DEPRECATED_FIRST), (VERSIONED, _DEPRECATED_FIRST)),
        remedy=_DEPRECATED_FIRST,
        no_mirror="A new name breaks nobody: only names that are there at the base count.",
    ),
    rule(
        304,
        "entry-point-renamed",
        "A driver has another name in its group.",
        (BREAKS, BREAKS),
        moves=((DEFAULT, _BOTH_NAMES), (VERSIONED, _BOTH_NAMES)),
        remedy="Keep the old name as an alias with the same target.",
        mirror="same",
    ),
    rule(
        305,
        "entry-point-retargeted",
        "A driver's name stands for another object.",
        (DEPENDS, DEPENDS),
        implementer_condition="a driver descends from the old target",
        caller_condition="a caller relies on what the old target did",
        sections=NOTHING,
        remedy="Check that the new target does what the old one did.",
        mirror="same",
    ),
)
