# SPDX-License-Identifier: Apache-2.0
"""Picking specs by status, cycle, and what they claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wharfinger.contract.specs.delivery.claims import target
from wharfinger.model import Spec
from wharfinger.views import require_known, words
from wharfinger.views.spec_index.grouping import drivers


def picked(specs: Sequence[Spec], options: Mapping[str, Any]) -> tuple[Spec, ...]:
    """Return the specs that pass all filters.

    Raises :class:`~wharfinger.errors.ConfigurationError` for a cycle, a driver or an interface
    that no spec names.
    """
    statuses = words(options, "status")
    wanted = {
        "cycle": (words(options, "cycle"), _cycles),
        "driver": (words(options, "driver"), _driver_names),
        "interface": (words(options, "interface"), _interface_names),
    }
    for what, (asked, names_of) in wanted.items():
        require_known(what, asked, set().union(*map(names_of, specs)) - {""})
    return tuple(
        spec
        for spec in specs
        if (not statuses or spec.status in statuses)
        and all(not asked or _has(names_of(spec), asked) for asked, names_of in wanted.values())
    )


def _has(names: Collection[str], asked: Sequence[str]) -> bool:
    return any(word in names for word in asked)


def _cycles(spec: Spec) -> set[str]:
    return {spec.cycle}


def _driver_names(spec: Spec) -> set[str]:
    """Return by what a filter may name the drivers of a spec: with their group or without."""
    found = drivers(spec)
    return {*found, *(name.rpartition(":")[2] for name in found)}


def _interface_names(spec: Spec) -> set[str]:
    """Return by what a filter may name the interfaces of a spec: group, class or method."""
    found: set[str] = set()
    for claim in spec.claims:
        named = target(claim) if claim.kind == "changes-interface" else None
        if named is not None:
            short = named.owner.rpartition(":")[2]
            found |= {claim.target, named.group, named.owner, short} - {""}
    return found
