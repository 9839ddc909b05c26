# SPDX-License-Identifier: Apache-2.0
"""The drivers of each group, as they are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wharfinger.model import (
    Anchor,
    Block,
    Catalog,
    Column,
    Driver,
    Group,
    Page,
    Paragraph,
    Table,
    Value,
    ViewInfo,
    shown,
)
from wharfinger.views import (
    COLUMNS,
    DRIVER,
    STATE,
    DriverFilter,
    FunctionView,
    chosen_groups,
    driver_anchor,
    heading,
    interface_name,
    place,
    plain_data,
    primary,
    require_known,
    state_value,
    words,
)

INFO = ViewInfo(
    name="drivers",
    title="Drivers",
    summary="List drivers: state, target, distribution, interface version, problems.",
    groups="many",
    parts=("groups", "distributions", "policy", "findings", "registries"),
    options=(DRIVER, STATE, COLUMNS),
)

Cells = Callable[[Catalog, Driver], Value]


def _build(catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    chosen = chosen_groups(catalog, groups)
    keep = DriverFilter(chosen, options)
    full = [group for group in chosen if groups or group.governed or group.interface]
    others = [group for group in chosen if group not in full]
    keys = words(options, "columns") or _STANDARD
    _require_columns(chosen, keys)
    tables = [_table(catalog, group, keep(group.drivers), keys) for group in full]
    blocks: list[Block] = [table for table in tables if table.rows or not keep]
    if keep and not blocks:
        blocks.append(Paragraph("No driver passes the filter."))
    if not chosen:
        blocks.append(Paragraph("There are no groups of entry points but those of scripts."))
    blocks += _rest(others, bool(full))
    data: dict[str, object] = {
        "drivers": [_entry(catalog, group, d) for group in chosen for d in keep(group.drivers)]
    }
    if not full and catalog.registries:
        blocks += _registries(catalog)
        data["registries"] = [
            {
                "name": item.name,
                "description": item.description,
                "count": item.count,
                "policy": item.policy,
            }
            for item in catalog.registries
        ]
    return Page(INFO.title, tuple(blocks), data)


def _table(catalog: Catalog, group: Group, drivers: Sequence[Driver], keys: Sequence[str]) -> Table:
    keys = tuple(dict.fromkeys(("name", *keys)))
    makers = [_COLUMNS[key][1] if key in _COLUMNS else _fact_cell(key) for key in keys]
    return Table(
        columns=tuple(Column(key, _COLUMNS[key][0] if key in _COLUMNS else key) for key in keys),
        rows=tuple(tuple(make(catalog, driver) for make in makers) for driver in drivers),
        title=heading(group),
        anchor=Anchor("group", group.name),
    )


def _require_columns(groups: Iterable[Group], keys: Iterable[str]) -> None:
    facts = {key for group in groups for driver in group.drivers for key in driver.facts}
    require_known("column", keys, facts | set(_COLUMNS))


def _rest(others: Sequence[Group], some_shown: bool) -> list[Paragraph]:
    """Count the groups that are not shown: hooks and options, more often than drivers."""
    if not others:
        return []
    names = ", ".join(group.name for group in others[:3])
    count = f"{len(others)} {'more ' if some_shown else ''}group{'s' * (len(others) > 1)}"
    return [
        Paragraph(
            f"{count} without an interface or a policy ({names}"
            f"{', …' if len(others) > 3 else ''}); name a group to see its members."
        )
    ]


def _registries(catalog: Catalog) -> Iterable[Paragraph]:
    yield Paragraph(
        "No group here looks like drivers, but the source has other registries. "
        "Paste the lines of those that hold drivers into driver-policy.yaml."
    )
    for item in catalog.registries:
        yield Paragraph(f"{item.name}: {item.description}")
        yield Paragraph(item.policy, literal=True)


def _entry(catalog: Catalog, group: Group, driver: Driver) -> dict[str, object]:
    return {
        "group": driver.group,
        "name": driver.name,
        "target": driver.target,
        "kind": str(driver.kind),
        "distribution": driver.distribution,
        "version": driver.version,
        "interface": interface_name(group),
        "interface_version": driver.interface_version,
        "state": str(driver.state),
        "aliases": sorted(driver.aliases),
        "facts": {
            key: {"value": plain_data(fact.value), "source": fact.source}
            for key, fact in sorted(driver.facts.items())
        },
        "problems": list(catalog.problems(driver)),
        "location": place(driver.location),
    }


def _name(_: Catalog, driver: Driver) -> Value:
    return Value(
        driver.name,
        evidence=driver.location or driver.registered_at,
        note=driver.reason,
        anchor=driver_anchor(driver),
    )


def _target(catalog: Catalog, driver: Driver) -> Value:
    first = primary(catalog, driver)
    if first == driver.name:
        return Value(driver.target, evidence=driver.location, note=driver.reason, literal=True)
    link = Anchor("name", f"{driver.group}:{first}")
    return Value(f"alias of {first}", note=driver.target, link=link)


def _problems(catalog: Catalog, driver: Driver) -> Value:
    codes = catalog.problems(driver)
    link = Anchor("check", codes[0]) if codes else None
    return Value(", ".join(codes), link=link)


def _location(_: Catalog, driver: Driver) -> Value:
    text = str(driver.location) if driver.location else ""
    return Value(text, evidence=driver.location, literal=True)


def _fact_cell(key: str) -> Cells:
    def cell(_: Catalog, driver: Driver) -> Value:
        fact = driver.facts.get(key)
        if fact is None:
            return Value("")
        return Value(shown(fact.value), evidence=fact.location, note=fact.source)

    return cell


_COLUMNS: dict[str, tuple[str, Cells]] = {
    "name": ("Name", _name),
    "state": ("State", lambda _, driver: state_value(driver.state)),
    "target": ("Target", _target),
    "distribution": (
        "Distribution",
        lambda _, driver: Value(f"{driver.distribution} {driver.version}".strip()),
    ),
    "interface_version": (
        "Interface version",
        lambda _, driver: Value(driver.interface_version or ""),
    ),
    "problems": ("Problems", _problems),
    "kind": ("Kind", lambda _, driver: Value(str(driver.kind))),
    "aliases": ("Aliases", lambda _, driver: Value(", ".join(sorted(driver.aliases)))),
    "location": ("Location", _location),
    "maintainers": ("Maintainers", _fact_cell("maintainers")),
}
_STANDARD = ("name", "state", "target", "distribution", "interface_version", "problems")

view = FunctionView(INFO, _build)
