# SPDX-License-Identifier: Apache-2.0
"""Views of a world that is written in ``world.json``: a Sphinx extension for the tests.

It takes the place of the pipeline, so that the tests of the extension depend neither on the
sources nor on the built-in views. The tests change ``world.json`` in place of source files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from wharfinger import pipeline, plugins
from wharfinger.errors import PluginError, PolicyError, PolicyFault, UnknownGroupError, UsageError
from wharfinger.model import (
    Anchor,
    Catalog,
    Column,
    Definition,
    Group,
    Location,
    Option,
    Page,
    Paragraph,
    Request,
    Table,
    Value,
    ViewInfo,
)

BASES = {"yes": "implemented", "no": "refused", "default": "default", "partial": "conditional"}
WHY = {"no": "raises NotImplemented", "unknown": "a base class could not be found: kazoo.client"}


@dataclass
class FakeView:
    info: ViewInfo
    build: Callable[[Mapping[str, Any], tuple[str, ...], Mapping[str, Any]], Page]


def drivers(world: Mapping[str, Any], groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    return Page(
        "Drivers",
        tuple(_list(world, name, options) for name in groups or tuple(world["groups"])),
    )


def _list(world: Mapping[str, Any], name: str, options: Mapping[str, Any]) -> Table:
    group = world["groups"][name]
    states = options.get("state") or ()
    rows = tuple(
        (
            Value(
                driver, evidence=Location(*facts["at"]), anchor=Anchor("name", f"{name}:{driver}")
            ),
            Value(facts["state"], status=facts["state"]),
            Value(facts["target"], literal=True, evidence=Location(*facts["at"])),
            Value(facts.get("why", ""), note=facts.get("source", "")),
        )
        for driver, facts in group["drivers"].items()
        if not states or facts["state"] in states
    )
    titles = ("name", "state", "target", "reason")
    columns = tuple(Column(title, title) for title in titles)
    return Table(columns, rows, title=f"{group['title']} ({name})", anchor=Anchor("group", name))


def matrix(world: Mapping[str, Any], groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    (name,) = groups
    group = world["groups"][name]
    features = {Anchor("feature", f"{name}:{key}"): row for key, row in group["features"].items()}
    names = [Anchor("name", f"{name}:{driver}") for driver in group["drivers"]]
    if options.get("transpose") == "yes":
        columns = [Column(a.target, row["title"], anchor=a) for a, row in features.items()]
        rows = [
            (_head(driver), *(_cell(row, at) for row in features.values()))
            for at, driver in enumerate(names)
        ]
    else:
        columns = [Column(_short(driver), _short(driver), link=driver) for driver in names]
        rows = [
            (
                Value(row["title"], note=row.get("note", ""), anchor=anchor),
                *(_cell(row, at) for at in range(len(names))),
            )
            for anchor, row in features.items()
        ]
    table = Table(
        (Column("feature", "feature"), *columns),
        tuple(rows),
        title=f"{group['title']} ({name})",
        shape="matrix",
        anchor=Anchor("group", name),
    )
    return Page("Support matrix", (table,))


def _short(anchor: Anchor) -> str:
    return anchor.target.partition(":")[2]


def _head(driver: Anchor) -> Value:
    return Value(_short(driver), link=driver)


def _cell(row: Mapping[str, Any], at: int) -> Value:
    word = row["cells"][at]
    place = None if word == "unknown" else Location(row["file"], row["line"] + at % 3)
    return Value(word, word, BASES.get(word, "unresolved"), place, WHY.get(word, ""))


def interface(world: Mapping[str, Any], groups: tuple[str, ...], _: Mapping[str, Any]) -> Page:
    (name,) = groups
    found = world["groups"][name]["interface"]
    methods = tuple(
        Definition(
            term,
            Anchor("method", f"{found['name']}.{term}"),
            f"{term}{said['signature']}",
            (said["kind"],),
            said["text"],
            (("raises", "NotImplemented"),) if said["kind"] == "refusing" else (),
            Location(*said["at"]),
        )
        for term, said in found["methods"].items()
    )
    short = found["name"].partition(":")[2]
    definition = Definition(found["name"], None, f"class {short}(object)", text=found["text"])
    whole = Definition(
        definition.term, None, definition.signature, (), definition.text, items=methods
    )
    return Page("Interface", (whole,))


def deprecations(world: Mapping[str, Any], _: tuple[str, ...], __: Mapping[str, Any]) -> Page:
    return Page("Deprecations", (Paragraph("Nothing is known to be deprecated."),))


def checks(world: Mapping[str, Any], _: tuple[str, ...], __: Mapping[str, Any]) -> Page:
    columns = (Column("code", "code"), Column("summary", "what it finds"))
    rows = [
        (Value(code, anchor=Anchor("check", code)), Value(text))
        for code, text in world["checks"].items()
    ]
    return Page("Checks", (Paragraph("The checks."), Table(columns, tuple(rows))))


def broken(world: Mapping[str, Any], _: tuple[str, ...], __: Mapping[str, Any]) -> Page:
    raise KeyError("a mistake in a view")


def faulty(world: Mapping[str, Any], _: tuple[str, ...], __: Mapping[str, Any]) -> Page:
    faults = [
        PolicyFault("driver-policy.yaml", line, f"groups.{line}", "unknown key") for line in (3, 9)
    ]
    raise PolicyError(faults)


def failed(world: Mapping[str, Any], _: tuple[str, ...], __: Mapping[str, Any]) -> Page:
    raise PluginError("failed", "ImportError: nothing")


def big(world: Mapping[str, Any], _: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    rows, columns = options["rows"], options["width"]
    words = ("yes", "no", "default", "partial", "unknown")
    table = Table(
        (Column("feature", "feature"), *(Column(f"d{n}", f"driver_{n}") for n in range(columns))),
        tuple(
            (
                Value(f"feature {row}", anchor=Anchor("feature", f"big:{row}")),
                *(
                    _big_cell(words[(row * 7 + column) % 5], row, column)
                    for column in range(columns)
                ),
            )
            for row in range(rows)
        ),
        title="Big",
        shape="matrix",
    )
    return Page("Big", (table,))


def _big_cell(word: str, row: int, column: int) -> Value:
    return Value(
        word, word, BASES.get(word, "unresolved"), Location(f"drivers/d{column}.py", row + 1)
    )


STATE = Option("state", "list", "states", choices=("supported", "deprecated", "experimental"))
TRANSPOSE = Option("transpose", "string", "transpose", "auto", ("auto", "yes", "no"))
SIZE = (Option("rows", "integer", "rows", 10), Option("width", "integer", "columns", 10))
VIEWS: dict[str, FakeView] = {
    name: FakeView(ViewInfo(name, name.title(), f"Show {name}.", groups, (), options), build)
    for name, groups, options, build in (
        ("drivers", "many", (STATE,), drivers),
        ("matrix", "one", (TRANSPOSE,), matrix),
        ("interface", "one", (), interface),
        ("deprecations", "many", (), deprecations),
        ("checks", "none", (), checks),
        ("broken", "none", (), broken),
        ("faulty", "none", (), faulty),
        ("failed", "none", (), failed),
        ("big", "none", SIZE, big),
    )
}
CALLS: list[tuple[str, tuple[str, ...]]] = []


def load_one(_: str, name: str) -> FakeView:
    if name not in VIEWS:
        raise UsageError(f"no view is called {name!r}; there are: {', '.join(sorted(VIEWS))}")
    return VIEWS[name]


def setup(app: Sphinx) -> dict[str, bool]:
    world_file = Path(app.confdir, "world.json")

    def view(
        name: str,
        request: Request,
        groups: tuple[str, ...],
        options: Mapping[str, Any],
        **_: object,
    ) -> pipeline.Answer:
        CALLS.append((name, groups))
        world = json.loads(world_file.read_text(encoding="utf-8"))
        for group in groups:
            if group not in world["groups"]:
                raise UnknownGroupError(group, sorted(world["groups"]))
        found = tuple(Group(key, key, "entry points", ()) for key in world["groups"])
        page = VIEWS[name].build(world, groups, options)
        return pipeline.Answer(VIEWS[name], page, Catalog(groups=found))

    pipeline.view = view
    plugins.load_one = load_one
    plugins.names = lambda _: tuple(sorted(VIEWS))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
