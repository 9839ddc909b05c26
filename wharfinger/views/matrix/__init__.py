# SPDX-License-Identifier: Apache-2.0
"""Which driver of a group supports which feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wharfinger.errors import ConfigurationError
from wharfinger.model import (
    Anchor,
    Block,
    Catalog,
    Cell,
    Column,
    Driver,
    Feature,
    Group,
    Option,
    Page,
    Paragraph,
    Support,
    Table,
    Value,
    ViewInfo,
)
from wharfinger.views import (
    COLUMNS,
    DRIVER,
    STATE,
    DriverFilter,
    FunctionView,
    heading,
    interface_name,
    one_group,
    pick_columns,
    place,
    primary,
    words,
)

INFO = ViewInfo(
    name="matrix",
    title="Support matrix",
    summary="Show which driver of a group supports which feature.",
    groups="one",
    parts=("groups", "policy"),
    options=(
        DRIVER,
        STATE,
        Option(
            "level",
            "list",
            "show features of these levels alone: required, optional, choice, undeclared",
            metavar="LEVEL,...",
        ),
        Option(
            "transpose",
            "string",
            "one row for each driver; auto: if they are many",
            default="auto",
            choices=("auto", "yes", "no"),
        ),
        COLUMNS,
    ),
)
LEVELS = ("required", "optional", "choice", "undeclared")
# A screen holds about this many drivers side by side.
MANY = 12


@dataclass(frozen=True, slots=True)
class _Heading:
    """A driver that stands for itself and its aliases."""

    driver: Driver
    note: str


def _build(catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    group = one_group(catalog, groups)
    drivers = DriverFilter((group,), options)(group.drivers)
    features = _of_levels(group.features, words(options, "level"))
    headings = _merge_aliases(catalog, drivers)
    data = {
        "group": group.name,
        "interface": interface_name(group),
        "drivers": [driver.name for driver in drivers],
        "features": [_feature(feature) for feature in features],
        "cells": {
            feature.key: {driver.name: _cell(group, feature, driver) for driver in drivers}
            for feature in features
        },
    }
    if not group.features:
        return Page(INFO.title, (_why_empty(group),), data)
    if not (features and headings):
        return Page(INFO.title, (Paragraph("Nothing passes the filter."),), data)
    make = _drivers_down if _transposed(options, headings, features) else _features_down
    table = pick_columns(make(group, features, headings), words(options, "columns"))
    blocks: tuple[Block, ...] = (table,)
    return Page(INFO.title, blocks, data, _summary(group, features, headings))


def _of_levels(features: Sequence[Feature], levels: Sequence[str]) -> tuple[Feature, ...]:
    for level in levels:
        if level.partition(":")[0] not in LEVELS:
            raise ConfigurationError(f"no level {level!r}; there are: {', '.join(LEVELS)}")
    return tuple(
        feature
        for feature in features
        if not levels or feature.level in levels or feature.level.partition(":")[0] in levels
    )


def _merge_aliases(catalog: Catalog, drivers: Sequence[Driver]) -> tuple[_Heading, ...]:
    """Give the names of one target one heading: the primary name, if it passed the filter."""
    merged: dict[str, list[Driver]] = {}
    for driver in drivers:
        merged.setdefault(primary(catalog, driver), []).append(driver)
    headings = []
    for first, names in merged.items():
        driver = next((item for item in names if item.name == first), names[0])
        also = ", ".join(item.name for item in names if item is not driver)
        headings.append(_Heading(driver, f"also {also}" if also else ""))
    return tuple(headings)


def _transposed(
    options: Mapping[str, Any], headings: Sequence[_Heading], features: Sequence[Feature]
) -> bool:
    choice = options.get("transpose") or "auto"
    if choice == "auto":
        return len(headings) > MANY and len(headings) > len(features)
    return bool(choice == "yes")


def _features_down(
    group: Group, features: Sequence[Feature], headings: Sequence[_Heading]
) -> Table:
    levels = any(feature.level != "undeclared" for feature in features)
    columns = [Column("feature", "Feature")]
    columns += [Column("level", "Level")] if levels else []
    columns += [
        Column(item.driver.name, item.driver.name, link=_link(item), note=item.note)
        for item in headings
    ]
    rows = []
    for feature in features:
        row = [Value(feature.title, note=_methods(feature), anchor=_anchor(group, feature))]
        row += [Value(feature.level)] if levels else []
        rows.append((*row, *(_value(group, feature, item.driver) for item in headings)))
    return _table(group, columns, rows)


def _drivers_down(group: Group, features: Sequence[Feature], headings: Sequence[_Heading]) -> Table:
    columns = [Column("driver", "Driver")]
    for feature in features:
        level = feature.level if feature.level != "undeclared" else ""
        note = "; ".join(filter(None, (level, _methods(feature))))
        anchor = _anchor(group, feature)
        columns.append(Column(feature.key, feature.title, anchor=anchor, note=note))
    rows = [
        (
            Value(item.driver.name, note=item.note, link=_link(item)),
            *(_value(group, feature, item.driver) for feature in features),
        )
        for item in headings
    ]
    return _table(group, columns, rows)


def _table(group: Group, columns: Sequence[Column], rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(
        tuple(columns),
        tuple(rows),
        title=heading(group),
        shape="matrix",
        anchor=Anchor("group", group.name),
    )


def _anchor(group: Group, feature: Feature) -> Anchor:
    return Anchor("feature", f"{group.name}:{feature.key}")


def _link(item: _Heading) -> Anchor:
    return Anchor("name", item.driver.subject)


def _methods(feature: Feature) -> str:
    """Name the members behind a feature, unless its title does already."""
    members = feature.methods or tuple(filter(None, (feature.attribute,)))
    return "" if members == (feature.title,) else ", ".join(members)


def _value(group: Group, feature: Feature, driver: Driver) -> Value:
    cell = group.cell(feature.key, driver.name)
    return Value(
        cell.value or str(cell.support),
        status=str(cell.support),
        basis=str(cell.basis),
        evidence=cell.evidence,
        note=cell.note,
    )


def _feature(feature: Feature) -> dict[str, object]:
    return {
        "key": feature.key,
        "title": feature.title,
        "level": feature.level,
        "methods": list(feature.methods),
    }


def _cell(group: Group, feature: Feature, driver: Driver) -> dict[str, object]:
    cell: Cell = group.cell(feature.key, driver.name)
    return {
        "support": str(cell.support),
        "basis": str(cell.basis),
        "evidence": place(cell.evidence),
        "note": cell.note,
    }


def _why_empty(group: Group) -> Paragraph:
    reason = group.interface_reason.rstrip(".")
    if group.interface:
        reason = f"its interface {group.interface.name} has no method that tells drivers apart"
    return Paragraph(
        f"Group {group.name} has no features{': ' if reason else ''}{reason}. "
        f"Name its interface in driver-policy.yaml, as groups: {group.name}: interface: "
        "module:Class, or write features there."
    )


def _summary(group: Group, features: Sequence[Feature], headings: Sequence[_Heading]) -> str:
    counts = Counter(
        group.cell(feature.key, item.driver.name).support
        for feature in features
        for item in headings
    )
    parts = [f"{counts[support]} {support}" for support in Support if counts[support]]
    return f"cells: {', '.join(parts)}"


view = FunctionView(INFO, _build)
