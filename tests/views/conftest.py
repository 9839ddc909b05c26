# SPDX-License-Identifier: Apache-2.0
"""A catalog made by hand, with everything that a view can meet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wharfinger.model import (
    Basis,
    Catalog,
    Cell,
    Deprecation,
    EnumValue,
    Examined,
    Fact,
    Feature,
    Finding,
    Interface,
    InterfaceVersion,
    Location,
    Method,
    MethodKind,
    Page,
    Parameter,
    Severity,
    State,
    Support,
    Table,
)
from wharfinger.testing import catalog, distribution, driver, entry_point, group

SCHEMAS = Path(__file__).parents[2] / "doc/source/reference/schemas"
NAME = "tooz.backends"
INTERFACE = "tooz.coordination:CoordinationDriver"
YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN


def at(line: int, path: str = "tooz/coordination.py") -> Location:
    return Location(path, line)


def method(name: str, kind: MethodKind = MethodKind.ABSTRACT, **fields: Any) -> Method:
    return Method(
        name, kind, **({"form": "method", "owner": INTERFACE, "location": at(9)} | fields)
    )


def parameter(name: str, kind: str = "positional_or_keyword", **fields: Any) -> Parameter:
    return Parameter(name, kind, 9, **fields)


def feature(name: str, level: str = "undeclared", title: str = "") -> Feature:
    return Feature(name, title or name, level, "all", (name,))


INTERFACE_OF_TOOZ = Interface(
    name=INTERFACE,
    location=at(5),
    doc="Coordinate :class:`processes <x>` *well*.\n\nMore of it.",
    bases=("object",),
    methods=(
        method(
            "watch",
            MethodKind.DEFAULT,
            parameters=(parameter("self"), parameter("group_id", annotation="str")),
            returns="None",
            doc="Call ``run_watchers``.\n\n:param x: y",
            owner="tooz.base:Base",
            deprecation=Deprecation("docstring", at(12), since="6.0", replacement="look"),
        ),
        method("join", parameters=(parameter("self"), parameter("x", "keyword_only", default="1"))),
        method("leader", MethodKind.REFUSING, refuses_with="NotImplemented"),
    ),
)


@pytest.fixture
def tooz() -> Catalog:
    """Three groups: one with an interface, one of hooks, one of scripts."""
    kazoo = driver(
        "kazoo",
        state=State.SUPPORTED,
        aliases=("zookeeper",),
        location=at(20, "tooz/drivers/zookeeper.py"),
        target="tooz.drivers.zookeeper:KazooDriver",
        distribution="tooz",
        version="9.1.0",
        facts={
            "flags": Fact("flags", (EnumValue("C", "LINEARIZABLE"),), "attribute CHARACTERISTICS"),
            "maintainers": Fact("maintainers", ("ann", "bob"), "policy"),
        },
    )
    zookeeper = driver(
        "zookeeper",
        state=State.SUPPORTED,
        aliases=("kazoo",),
        location=kazoo.location,
        target=kazoo.target,
        distribution="tooz",
        version="9.1.0",
    )
    etcd = driver(
        "etcd",
        state=State.DEPRECATED,
        target="tooz.drivers.etcd:EtcdDriver",
        distribution="tooz",
        version="9.1.0",
        interface_version="8",
        facts={
            "deprecated_since": Fact("deprecated_since", "5.0", "decorator"),
            "removal": Fact("removal", 7, "decorator"),
            "replacement": Fact("replacement", "etcd3gw", "policy"),
            "note": Fact("note", "etcd-goes-away", "policy"),
        },
    )
    cells = {
        ("join", "kazoo"): Cell(YES, Basis.IMPLEMENTED, at(30, "tooz/drivers/zookeeper.py")),
        ("join", "etcd"): Cell(UNKNOWN, Basis.UNRESOLVED, None, "base x.Y is not there"),
        ("leader", "kazoo"): Cell(NO, Basis.REFUSED, at(40), "raises NotImplemented"),
        ("leader", "etcd"): Cell(Support.DEFAULT, Basis.DEFAULT),
    }
    cells |= {(key, "zookeeper"): cells[key, "kazoo"] for key in ("join", "leader")}
    backends = group(
        zookeeper,
        kazoo,
        etcd,
        name=NAME,
        title="Coordination",
        interface=INTERFACE_OF_TOOZ,
        interface_name=INTERFACE,
        features=(feature("join", "required", "Joining"), feature("leader")),
        cells=cells,
        versions=(
            InterfaceVersion("8", "tooz.a:V8", "deprecated", since="1.0", removal="3.0"),
            InterfaceVersion("9", "tooz.a:V9", "supported"),
        ),
        gone=(driver("memcached0", group=NAME, state=State.REMOVED),),
    )
    hooks = group(driver("h"), name="oslo.config.opts", interface_reason="it is a function")
    scripts = group(driver("run"), name="console_scripts")
    lines = (entry_point("kazoo = tooz:K"), entry_point("etcd = tooz:E"))
    return catalog(
        scripts,
        hooks,
        backends,
        distributions=(distribution(*lines, name="tooz"),),
        findings=(
            Finding("DRV007", Severity.ERROR, f"{NAME}:etcd", "m.", "r.", at(1)),
            Finding("DRV001", Severity.ERROR, f"{NAME}:etcd", "m.", "r.", at(1)),
        ),
    )


@pytest.fixture
def validate() -> Any:
    """Return a function that compares a page's data with the published schema."""

    def compare(what: str, page: Page) -> None:
        schema = json.loads((SCHEMAS / f"{what}.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        answer = {"schema": f"wharfinger/{what}/1", "examined": Examined().as_dict(), **page.data}
        answer = json.loads(json.dumps(answer, allow_nan=False))
        jsonschema.Draft202012Validator(schema).validate(answer)

    return compare


@pytest.fixture
def texts() -> Any:
    """Return a function that gives the texts of a page's only table, header first."""

    def of(page: Page) -> list[list[str]]:
        (table,) = (block for block in page.blocks if isinstance(block, Table))
        header = [column.title for column in table.columns]
        return [header, *([value.text for value in row] for row in table.rows)]

    return of
