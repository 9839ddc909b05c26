# SPDX-License-Identifier: Apache-2.0
"""The list of drivers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wharfinger.errors import ConfigurationError
from wharfinger.model import Anchor, Fact, GroupPolicy, Location, Paragraph, Policy, Registry
from wharfinger.testing import catalog, driver, group
from wharfinger.views.drivers import view

NAME = "tooz.backends"


def test_lists_groups_with_an_interface_in_full_and_counts_the_others(tooz, texts):
    page = view.build(tooz, (), {})
    assert texts(page) == [
        ["Name", "State", "Target", "Distribution", "Interface version", "Problems"],
        ["etcd", "deprecated", "tooz.drivers.etcd:EtcdDriver", "tooz 9.1.0", "8", "DRV001, DRV007"],
        ["kazoo", "supported", "tooz.drivers.zookeeper:KazooDriver", "tooz 9.1.0", "", ""],
        ["zookeeper", "supported", "alias of kazoo", "tooz 9.1.0", "", ""],
    ]
    assert page.blocks[-1] == Paragraph(
        "1 more group without an interface or a policy (oslo.config.opts); "
        "name a group to see its members."
    )


def test_data_has_every_driver_but_scripts(tooz, validate):
    page = view.build(tooz, (), {})
    validate("drivers", page)
    entries = page.data["drivers"]
    assert [entry["name"] for entry in entries] == ["h", "etcd", "kazoo", "zookeeper"]
    assert entries[2] == {
        "group": NAME,
        "name": "kazoo",
        "target": "tooz.drivers.zookeeper:KazooDriver",
        "kind": "class",
        "distribution": "tooz",
        "version": "9.1.0",
        "interface": "tooz.coordination:CoordinationDriver",
        "interface_version": None,
        "state": "supported",
        "aliases": ["zookeeper"],
        "facts": {
            "flags": {"value": ["LINEARIZABLE"], "source": "attribute CHARACTERISTICS"},
            "maintainers": {"value": ["ann", "bob"], "source": "policy"},
        },
        "problems": [],
        "location": {"path": "tooz/drivers/zookeeper.py", "line": 20},
    }
    assert entries[0]["interface"] is None
    assert "registries" not in page.data


def test_a_named_group_is_shown_in_full_scripts_too(tooz, texts):
    assert texts(view.build(tooz, ("console_scripts",), {}))[1][0] == "run"
    assert texts(view.build(tooz, ("oslo.config.opts",), {}))[1][0] == "h"


def test_a_group_that_the_policy_names_is_shown_in_full(texts):
    shown = catalog(group(driver("one"), governed=True))
    assert texts(view.build(shown, (), {}))[1][0] == "one"


def test_cells_link_to_the_driver_and_to_its_problems(tooz):
    table = view.build(tooz, (), {}).blocks[0]
    assert table.anchor == Anchor("group", NAME)
    assert table.title == "Coordination (tooz.backends)"
    assert table.rows[0][0].anchor == Anchor("name", f"{NAME}:etcd")
    assert table.rows[0][1].status == "deprecated"
    assert table.rows[0][5].link == Anchor("check", "DRV001")
    assert table.rows[2][2].link == Anchor("name", f"{NAME}:kazoo")


def test_the_policy_chooses_which_name_is_the_alias(tooz, texts):
    policy = Policy(groups={NAME: GroupPolicy(NAME, Location("p"), facts_of={"zookeeper": {}})})
    rows = texts(view.build(replace(tooz, policy=policy), (), {}))
    assert rows[2][2] == "alias of zookeeper"


def test_filters(tooz, texts):
    page = view.build(tooz, (), {"driver": ("kazoo", "h"), "columns": ("maintainers", "flags")})
    assert texts(page) == [
        ["Name", "Maintainers", "flags"],
        ["kazoo", "ann, bob", "LINEARIZABLE"],
    ]
    assert [entry["name"] for entry in page.data["drivers"]] == ["h", "kazoo"]
    assert len(texts(view.build(tooz, (), {"state": ["deprecated"]}))) == 2
    nothing = view.build(tooz, (), {"state": ["removed"]})
    assert nothing.blocks[0] == Paragraph("No driver passes the filter.")


@pytest.mark.parametrize("options", [{"driver": ("nope",)}, {"columns": ("nope",)}])
def test_unknown_words_are_errors_that_say_what_there_is(tooz, options):
    with pytest.raises(ConfigurationError, match=r"'nope' here; there are: .*(kazoo|target)"):
        view.build(tooz, (), options)


def test_where_no_group_looks_like_drivers_registries_are_offered(validate):
    lines = "groups:\n  fsspec:\n    origin: {}"
    found = Registry("fsspec.registry:known", "a mapping of names", 40, lines)
    page = view.build(catalog(group(driver()), registries=(found,)), (), {})
    validate("drivers", page)
    assert page.blocks[-1] == Paragraph(lines, literal=True)
    assert page.data["registries"][0]["count"] == 40


def test_registries_are_not_offered_where_there_are_drivers(tooz):
    found = Registry("r", "d", 1, "p")
    assert "registries" not in view.build(replace(tooz, registries=(found,)), (), {}).data


def test_without_any_group_it_says_so():
    assert "no groups" in view.build(catalog(), (), {}).blocks[0].text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), "nan"),
        ({"b", "a"}, ["a", "b"]),
        ({1: (None, True)}, {"1": [None, True]}),
        (b"x", "b'x'"),
        (3j, "3j"),
    ],
)
def test_facts_of_any_kind_become_json(validate, value, expected):
    odd = driver(facts={"k": Fact("k", value, "s")})
    page = view.build(catalog(group(odd)), (), {})
    validate("drivers", page)
    assert page.data["drivers"][0]["facts"]["k"]["value"] == expected
