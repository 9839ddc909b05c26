# SPDX-License-Identifier: Apache-2.0
"""The support matrix."""

from __future__ import annotations

import pytest

from wharfinger.errors import ConfigurationError
from wharfinger.model import Anchor, Basis, Cell, Feature, Location, Paragraph, Support
from wharfinger.testing import catalog, driver, group
from wharfinger.views.matrix import view

NAME = ("tooz.backends",)


def wide(drivers: int, features: int):
    names = [f"d{number:02}" for number in range(drivers)]
    keys = [f"f{number}" for number in range(features)]
    return catalog(
        group(
            *map(driver, names),
            features=tuple(Feature(key, key, "undeclared", "all", (key,)) for key in keys),
            cells={(k, n): Cell(Support.YES, Basis.IMPLEMENTED) for k in keys for n in names},
        )
    )


def test_features_down_drivers_across_aliases_merged(tooz, texts):
    page = view.build(tooz, NAME, {})
    assert texts(page) == [
        ["Feature", "Level", "etcd", "kazoo"],
        ["Joining", "required", "unknown", "yes"],
        ["leader", "undeclared", "default", "no"],
    ]
    table = page.blocks[0]
    assert table.columns[3].note == "also zookeeper"
    assert table.rows[0][0].anchor == Anchor("feature", "tooz.backends:join")
    unknown = table.rows[0][2]
    assert (unknown.status, unknown.basis) == ("unknown", "unresolved")
    assert unknown.note == "base x.Y is not there"
    assert table.rows[0][3].evidence == Location("tooz/drivers/zookeeper.py", 30)
    assert page.summary == "cells: 1 yes, 1 no, 1 default, 1 unknown"


def test_data_has_all_names(tooz, validate):
    page = view.build(tooz, NAME, {"transpose": "yes"})
    validate("matrix", page)
    assert page.data["drivers"] == ["etcd", "kazoo", "zookeeper"]
    assert page.data["features"][0] == {
        "key": "join",
        "title": "Joining",
        "level": "required",
        "methods": ["join"],
    }
    assert page.data["cells"]["join"]["zookeeper"] == {
        "support": "yes",
        "basis": "implemented",
        "evidence": {"path": "tooz/drivers/zookeeper.py", "line": 30},
        "note": "",
    }


def test_an_alias_asked_for_alone_stands_for_itself(tooz, texts):
    page = view.build(tooz, NAME, {"driver": ("zookeeper",)})
    assert texts(page)[0] == ["Feature", "Level", "zookeeper"]


def test_transposed(tooz, texts):
    assert texts(view.build(tooz, NAME, {"transpose": "yes"})) == [
        ["Driver", "Joining", "leader"],
        ["etcd", "unknown", "default"],
        ["kazoo", "yes", "no"],
    ]


@pytest.mark.parametrize(
    ("drivers", "features", "first"), [(13, 3, "Driver"), (12, 3, "Feature"), (13, 13, "Feature")]
)
def test_many_drivers_go_down_by_themselves(texts, drivers, features, first):
    page = view.build(wide(drivers, features), ("demo.drivers",), {"transpose": "auto"})
    assert texts(page)[0][0] == first


def test_many_drivers_stay_across_if_told(texts):
    page = view.build(wide(20, 2), ("demo.drivers",), {"transpose": "no"})
    assert texts(page)[0][0] == "Feature"


def test_filters(tooz, texts):
    assert len(texts(view.build(tooz, NAME, {"level": ("required",)}))) == 2
    assert texts(view.build(tooz, NAME, {"columns": ("kazoo",)}))[0] == ["Feature", "kazoo"]
    assert texts(view.build(tooz, NAME, {"state": ("deprecated",)}))[0][-1] == "etcd"
    assert view.build(tooz, NAME, {"level": ("optional",)}).blocks == (
        Paragraph("Nothing passes the filter."),
    )


def test_choice_is_a_level_with_and_without_its_set(texts):
    one = group(
        driver(),
        features=(Feature("f", "F", "choice:auth", "declared"),),
        cells={("f", "one"): Cell(Support.YES, Basis.DECLARED)},
    )
    for level in ("choice", "choice:auth"):
        assert len(texts(view.build(catalog(one), ("demo.drivers",), {"level": (level,)}))) == 2


def test_unknown_level_or_column(tooz):
    with pytest.raises(ConfigurationError, match="no level 'x'; there are: required"):
        view.build(tooz, NAME, {"level": ("x",)})
    with pytest.raises(ConfigurationError, match="no column 'x' here"):
        view.build(tooz, NAME, {"columns": ("x",)})


def test_a_cell_can_show_the_value():
    one = group(
        driver(),
        features=(
            Feature("b", "Boot", "optional", "attribute", attribute="boot", show_value=True),
        ),
        cells={("b", "one"): Cell(Support.YES, Basis.IMPLEMENTED, value="pxe, ipxe")},
    )
    value = view.build(catalog(one), ("demo.drivers",), {}).blocks[0].rows[0][2]
    assert (value.text, value.status, value.note) == ("pxe, ipxe", "yes", "")


def test_without_features_it_says_why_and_what_to_write(tooz, validate):
    page = view.build(tooz, ("oslo.config.opts",), {})
    validate("matrix", page)
    text = page.blocks[0].text
    assert "it is a function" in text
    assert "oslo.config.opts: interface: module:Class" in text
    assert page.data["cells"] == {}


@pytest.mark.parametrize("groups", [(), ("tooz.backends", "oslo.config.opts"), ("nope",)])
def test_needs_one_group(tooz, groups):
    with pytest.raises(ConfigurationError, match="exactly one group"):
        view.build(tooz, groups, {})
