# SPDX-License-Identifier: Apache-2.0
"""Features: deriving them from an interface, and filling the cells of the matrix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from wharfinger.contract.judgement import Yardstick, judge
from wharfinger.model import (
    Basis,
    Cell,
    ClassInfo,
    EnumValue,
    Feature,
    Interface,
    MethodKind,
    Support,
    UnknownValue,
    shown,
)

Attribute = Callable[[str], object]
"""Returns the value of a class attribute; raises AttributeError if there is none."""

_BEST_FIRST = (Support.YES, Support.DEFAULT, Support.PARTIAL, Support.UNKNOWN, Support.NO)


def derive_features(interface: Interface, classes: Iterable[ClassInfo]) -> tuple[Feature, ...]:
    """Return one feature per public method that a driver has to, or does, supply.

    Those are the abstract and refusing methods of the interface, and those that work
    there but are overridden by at least one driver.
    """
    own = {interface.name, *interface.bases}
    overridden = {
        name
        for info in classes
        for item in info.lineage
        if item.name not in own
        for name in item.own
    }
    return tuple(
        Feature(
            key=method.name,
            title=method.name,
            level="required" if method.kind is MethodKind.ABSTRACT else "undeclared",
            rule="all",
            methods=(method.name,),
            found=True,
        )
        for method in interface.methods
        if not method.name.startswith("_")
        and (method.kind is not MethodKind.DEFAULT or method.name in overridden)
    )


def fill_cell(
    feature: Feature, driver: str, lineage: Sequence[ClassInfo], by: Yardstick, attribute: Attribute
) -> Cell:
    """Return what one driver does about one feature."""
    if feature.rule == "declared":
        return _declared(feature, driver)
    if feature.rule == "attribute":
        return _by_attribute(feature, lineage, attribute)
    cells = [(name, judge(lineage, name, by)) for name in feature.methods]
    if feature.rule == "any":
        return best(cells)
    if feature.rule == "overrides":
        cells = [(name, _only_overrides(cell, lineage, name, by)) for name, cell in cells]
    return worst(cells)


def _only_overrides(cell: Cell, lineage: Sequence[ClassInfo], name: str, by: Yardstick) -> Cell:
    """Let what the interface itself does count as no, whatever it is."""
    owner = next((item for item in lineage if name in item.own), None)
    inherited = owner is not None and owner.name in by.interface
    works = cell.support not in (Support.NO, Support.UNKNOWN)
    return replace(cell, support=Support.NO) if inherited and works else cell


def worst(cells: Sequence[tuple[str, Cell]]) -> Cell:
    """Combine the cells of methods that are all needed.

    Yes and no mixed is partial; otherwise the worst counts, and what is unknown makes
    the whole unknown, for it could be either.
    """
    supports = {cell.support for _, cell in cells}
    works = supports & {Support.YES, Support.DEFAULT, Support.PARTIAL}
    if Support.NO in supports and works:
        refused = next(cell for _, cell in cells if cell.support is Support.NO)
        return replace(refused, support=Support.PARTIAL, note=_listed(cells))
    for support in (Support.UNKNOWN, Support.NO, Support.PARTIAL, Support.DEFAULT, Support.YES):
        if support in supports:
            return _pick(cells, support)
    return Cell(Support.UNKNOWN, Basis.UNRESOLVED, note="no method is named")


def best(cells: Sequence[tuple[str, Cell]]) -> Cell:
    """Combine the cells of methods of which one is enough."""
    supports = {cell.support for _, cell in cells}
    for support in _BEST_FIRST:
        if support in supports:
            return _pick(cells, support)
    return Cell(Support.UNKNOWN, Basis.UNRESOLVED, note="no method is named")


def _pick(cells: Sequence[tuple[str, Cell]], support: Support) -> Cell:
    chosen = next(cell for _, cell in cells if cell.support is support)
    return chosen if len(cells) == 1 else replace(chosen, note=_listed(cells))


def _listed(cells: Sequence[tuple[str, Cell]]) -> str:
    return "; ".join(
        f"{name}: {cell.support}" + (f" ({cell.note})" if cell.note else "") for name, cell in cells
    )


def _declared(feature: Feature, driver: str) -> Cell:
    word = (feature.declared or {}).get(driver)
    if word is None:
        return Cell(Support.UNKNOWN, Basis.DECLARED, note="the policy does not say")
    return Cell(Support(word), Basis.DECLARED, note="declared in the policy")


def _by_attribute(feature: Feature, lineage: Sequence[ClassInfo], attribute: Attribute) -> Cell:
    owner = next((item for item in lineage if feature.attribute in item.own), None)
    place = owner.own[feature.attribute].location if owner else None
    try:
        value = attribute(feature.attribute)
    except AttributeError:
        location = lineage[0].location if lineage else None
        return Cell(Support.NO, Basis.MISSING, location, f"no attribute {feature.attribute}")
    if isinstance(value, UnknownValue):
        return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, value.reason)
    text = shown(value)
    note = f"{feature.attribute} = {text or 'nothing'}"
    holds = _holds(feature, value)
    if holds is None:
        return Cell(Support.UNKNOWN, Basis.DYNAMIC, place, f"{note}, whose bits are not known")
    support = Support.YES if holds else Support.NO
    return Cell(support, Basis.DECLARED, place, note, text if feature.show_value else "")


def _holds(feature: Feature, value: object) -> bool | None:
    if feature.contains is not None:
        return contains(value, feature.contains)
    if feature.equals is not None:
        return _same(value, feature.equals)
    return bool(value.value if isinstance(value, EnumValue) and value.value is not None else value)


def contains(value: object, wanted: object) -> bool | None:
    """Tell whether a container, or a bit mask, has an item of that name or value.

    Returns None for a bit mask whose number, or that of what is wanted, is not known.
    """
    if isinstance(value, EnumValue):
        return _same(value, wanted) or _mask_contains(value, str(wanted))
    if isinstance(value, dict):
        return bool(value.get(wanted)) or any(_same(key, wanted) and value[key] for key in value)
    if isinstance(value, (tuple, list, set, frozenset)):
        return any(_same(item, wanted) for item in value)
    return isinstance(value, str) and str(wanted) in re.split(r"[\s,;]+", value)


def _mask_contains(value: EnumValue, wanted: str) -> bool | None:
    parts = value.name.split("|")
    if wanted in parts:
        return True
    mask = dict(value.members).get(wanted)
    if mask and isinstance(value.value, int):
        return value.value & mask == mask
    return None if len(parts) > 1 else False


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, EnumValue):
        return str(wanted) in (value.name, f"{value.enum.rpartition(':')[2]}.{value.name}") or (
            value.value is not None and value.value == wanted
        )
    return value == wanted or shown(value) == shown(wanted)
