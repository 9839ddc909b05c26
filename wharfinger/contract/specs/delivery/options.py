# SPDX-License-Identifier: Apache-2.0
"""Whether an option that a spec adds is declared in the source."""

from __future__ import annotations

from wharfinger.contract.specs.delivery.claims import Target
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.contract.specs.delivery.verdicts import Judgement, Verdict

_DEFAULT = "DEFAULT"


def added(target: Target, known: Known) -> Judgement:
    """Judge a claim to add an option. One whose group cannot be seen may be in any group."""
    if not known.catalog.options:
        note = "no option is declared in the source of the trees"
        return Judgement(Verdict.UNKNOWN, note)
    options = known.options(target.name)
    if not options:
        note = f"the source declares no option {target.name}"
        return Judgement(Verdict.NOT_DELIVERED, note)
    exact = [item for item in options if not target.group or _is_in(item.group, target.group)]
    if exact:
        return Judgement(Verdict.DELIVERED, "", (exact[0].location,))
    unsure = [item for item in options if not item.group]
    if unsure:
        note = "the source does not show its group"
        # A module that has the group in its path is more likely to be the one.
        group = target.group.lower()
        likely = min(unsure, key=lambda item: group not in item.location.path.lower())
        return Judgement(Verdict.DELIVERED, note, (likely.location,))
    groups = ", ".join(sorted({item.group for item in options}))
    note = f"options of that name are in other groups: {groups}"
    return Judgement(Verdict.NOT_DELIVERED, note, (options[0].location,))


def _is_in(group: str, wanted: str) -> bool:
    return group.lower() == wanted.lower() or (not group and wanted.upper() == _DEFAULT)
