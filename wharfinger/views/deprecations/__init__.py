# SPDX-License-Identifier: Apache-2.0
"""What is deprecated, unsupported or removed, and what to move to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wharfinger.model import (
    Anchor,
    Block,
    Catalog,
    Column,
    Deprecation,
    Driver,
    Group,
    InterfaceVersion,
    Location,
    Page,
    Paragraph,
    State,
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
    pick_columns,
    place,
    state_value,
    words,
)

INFO = ViewInfo(
    name="deprecations",
    title="Deprecations",
    summary="List what is deprecated or gone: since, removal, replacement, reason, note.",
    groups="many",
    parts=("groups", "policy"),
    options=(DRIVER, STATE, COLUMNS),
)
GOING = (State.DEPRECATED, State.UNSUPPORTED, State.REMOVED)
_TITLES = {
    "name": "What",
    "kind": "Kind",
    "state": "State",
    "since": "Since",
    "removal": "Removal",
    "replacement": "Replacement",
    "reason": "Reason",
    "note": "Note",
}


@dataclass(frozen=True, slots=True)
class _Going:
    """One thing that is on its way out, or gone. ``kind`` says what it is."""

    group: str
    kind: str
    name: str
    state: str
    words: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    location: Location | None = None
    link: Anchor | None = None

    @property
    def data(self) -> dict[str, object]:
        """What JSON says of it."""
        return {
            "group": self.group,
            "kind": self.kind,
            "name": self.name,
            "state": self.state,
            **{key: self.words.get(key, "") for key in _WORDS},
            "source": self.source,
            "location": place(self.location),
        }

    @property
    def row(self) -> tuple[Value, ...]:
        """What a table says of it."""
        return (
            Value(self.name, evidence=self.location, note=self.source, link=self.link),
            Value(self.kind),
            state_value(self.state),
            *(Value(self.words.get(key, "")) for key in _WORDS),
        )


_WORDS = ("since", "removal", "replacement", "reason", "note")


def _build(catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    chosen = chosen_groups(catalog, groups)
    keep = DriverFilter(chosen, options)
    found = {group.name: _going(group, keep) for group in chosen}
    blocks: list[Block] = [
        pick_columns(_table(group, found[group.name]), words(options, "columns"))
        for group in chosen
        if found[group.name]
    ]
    every = [item for group in chosen for item in found[group.name]]
    if not every:
        blocks.append(Paragraph("Nothing is known to be deprecated, unsupported or removed."))
    return Page(INFO.title, tuple(blocks), {"deprecations": [item.data for item in every]})


def _going(group: Group, keep: DriverFilter) -> tuple[_Going, ...]:
    drivers = keep(driver for driver in group.drivers if driver.state in GOING)
    found = [_driver(driver) for driver in (*drivers, *keep(group.gone))]
    if not keep.names:
        others = (*_versions(group), *_interface(group))
        found += [item for item in others if not keep.states or item.state in keep.states]
    return tuple(found)


def _driver(driver: Driver) -> _Going:
    facts = driver.facts
    keys = {"since": "deprecated_since"} | {key: key for key in _WORDS[1:]}
    said = {word: facts[key] for word, key in keys.items() if key in facts}
    origin = next((f for f in (*said.values(), facts.get("state")) if f), None)
    return _Going(
        driver.group,
        "driver",
        driver.name,
        str(driver.state),
        {word: shown(fact.value) for word, fact in said.items()},
        origin.source if origin else "",
        driver.location or (origin.location if origin else None),
        driver_anchor(driver),
    )


def _versions(group: Group) -> Iterator[_Going]:
    for version in group.versions:
        if version.state in GOING:
            yield _Going(
                group.name,
                "interface",
                f"version {version.version} ({version.class_name})",
                str(version.state),
                _words(version),
                "policy",
                version.location,
            )


def _interface(group: Group) -> Iterator[_Going]:
    interface = group.interface
    if interface is None:
        return
    if interface.deprecation:
        yield _deprecated(group, "interface", interface.name, interface.deprecation)
    for method in interface.methods:
        if method.deprecation:
            name = f"{interface.name}.{method.name}"
            yield _deprecated(group, "method", name, method.deprecation, Anchor("method", name))


def _deprecated(
    group: Group, kind: str, name: str, deprecation: Deprecation, link: Anchor | None = None
) -> _Going:
    return _Going(
        group.name,
        kind,
        name,
        str(State.DEPRECATED),
        _words(deprecation),
        deprecation.source,
        deprecation.location,
        link,
    )


def _words(said: Deprecation | InterfaceVersion) -> dict[str, str]:
    return {
        "since": said.since,
        "removal": said.removal,
        "replacement": said.replacement,
        "reason": said.reason,
    }


def _table(group: Group, found: Sequence[_Going]) -> Table:
    return Table(
        columns=tuple(Column(key, title) for key, title in _TITLES.items()),
        rows=tuple(item.row for item in found),
        title=heading(group),
        anchor=Anchor("group", group.name),
    )


view = FunctionView(INFO, _build)
