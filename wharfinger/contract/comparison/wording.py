# SPDX-License-Identifier: Apache-2.0
"""How rules are written down: a short way to make one, and what many of them share."""

from __future__ import annotations

from typing import Any

from wharfinger.model import ContractRule, Verdict

BREAKS = Verdict.BREAKING
DEPENDS = Verdict.CONDITIONAL
FINE = Verdict.COMPATIBLE
UNKNOWN = Verdict.UNKNOWN

UPGRADE = ("upgrade",)
ADDITION = ("features", "upgrade")
OTHER = ("upgrade", "deprecations", "fixes", "other")
NOTHING: tuple[str, ...] = ()

DEFAULT = "default-implementation"
VERSIONED = "versioned-class"

# What is right where an old driver must go on working, by strategy.
NEW_MEMBER = (
    (DEFAULT, "Give the method a body that works, or that refuses, in the interface."),
    (
        VERSIONED,
        (
            "Put the method into the newest version of the interface only, and give every older"
            " version that is still supported a default."
        ),
    ),
)
NEW_SHAPE = (
    (
        DEFAULT,
        (
            "Keep the method as it was, add one with the new shape beside it, and let its default"
            " call the old one."
        ),
    ),
    (
        VERSIONED,
        (
            "Make the change in a new version of the interface, and leave the released ones as"
            " they are."
        ),
    ),
)
KEEP = (
    (DEFAULT, "Keep the old one, deprecated, for as long as the life cycle of the policy says."),
    (
        VERSIONED,
        "Leave it in the released versions of the interface, and drop it in a new one.",
    ),
)


def rule(
    code: int, name: str, summary: str, verdicts: tuple[Verdict, Verdict], **more: Any
) -> ContractRule:
    """Make a rule. ``verdicts`` are the implementer's and the caller's.

    ``more`` are other fields of :class:`~wharfinger.model.ContractRule`, ``mirror`` as
    ``"same"`` where the change backwards falls under the same rule. Sections are ``upgrade``
    where implementers break, and those of any other change where not, unless given.
    """
    implementer, caller = verdicts
    if more.get("mirror") == "same":
        more["mirror"] = name
    more.setdefault("sections", UPGRADE if implementer is BREAKS else OTHER)
    return ContractRule(name, f"IFC{code}", summary, implementer, caller, **more)
