# SPDX-License-Identifier: Apache-2.0
"""The index of specs, and the table of what was delivered."""

from __future__ import annotations

import pytest

from wharfinger.errors import ConfigurationError
from wharfinger.model import (
    Anchor,
    Claim,
    Location,
    Note,
    NoteItem,
    Paragraph,
    Policy,
    Release,
    SkippedSpec,
    Spec,
    SpecsPolicy,
    SpecStatus,
    Table,
)
from wharfinger.testing import catalog, distribution, driver, entry_point, group
from wharfinger.views.spec_delivery import view as delivery
from wharfinger.views.spec_index import view as index

NOTE = "releasenotes/notes/n.yaml"


def spec(path, *claims, **fields):
    found = tuple(Claim(kind, text, Location(path, 5)) for kind, text in claims)
    return Spec(path, path.rpartition("/")[2][:-4], claims=found, **fields)


ADDS = spec(
    "specs/zed/add-redis.rst",
    ("adds-driver", "demo.drivers:redis"),
    ("adds-driver", "demo.drivers:ftp"),
    title="Add redis",
    status=SpecStatus.IMPLEMENTED,
    cycle="zed",
    authors=("ann", "bob"),
    genre="driver",
    genre_basis="declared",
)
CHANGES = spec(
    "specs/2025.1/lock.rst",
    ("changes-interface", "demo.base:Driver.lock"),
    status=SpecStatus.ACCEPTED,
    cycle="2025.1",
    genre="interface-change",
    genre_basis="best match",
)
REMOVES = spec(
    "specs/2025.1/drop-redis.rst",
    ("removes-driver", "demo.drivers:redis"),
    status=SpecStatus.DRAFT,
    cycle="2025.1",
)
OLD = spec("specs/10.0/old.rst", cycle="10.0")
PLAIN = spec("specs/plain.rst", status=SpecStatus.ACCEPTED)


@pytest.fixture
def world():
    drivers = group(driver("redis"), driver("memory"))
    note = Note(
        NOTE, "reno", sections=(("features", (NoteItem("A redis driver.", Location(NOTE, 3)),)),)
    )
    return catalog(
        drivers,
        distributions=(distribution(entry_point("redis = demo:R")),),
        specs=(CHANGES, REMOVES, ADDS, OLD, PLAIN),
        skipped_specs=(SkippedSpec("specs/template.rst", "a template"),),
        notes=(note,),
        releases=(Release("1.0.0", 1, (NOTE,)),),
    )


def tables(page):
    return {block.title: [row[0].text for row in block.rows] for block in page.blocks}


def test_by_cycle_the_newest_first(world, validate):
    page = index.build(world, (), {})
    validate("spec-index", page)
    assert list(tables(page).items()) == [
        ("2025.1: 2 specs", ["lock", "drop-redis"]),
        ("10.0: 1 spec", ["old"]),
        ("zed: 1 spec", ["Add redis"]),
        ("No cycle: 1 spec", ["plain"]),
    ]
    assert page.summary == "5 specs: 1 draft, 2 accepted, 1 implemented"
    columns = [column.key for column in page.blocks[0].columns]
    assert columns == ["spec", "name", "status", "authors", "genre", "claims"]


def test_a_row(world):
    (table,) = index.build(world, (), {"group-by": "none", "status": ("implemented",)}).blocks
    assert table.title == "1 spec"
    assert [value.text for value in table.rows[0]] == [
        "Add redis",
        "zed/add-redis",
        "implemented",
        "zed",
        "ann, bob",
        "driver",
        "adds-driver: demo.drivers:redis, demo.drivers:ftp",
    ]
    assert table.rows[0][0].anchor == Anchor("spec", "zed/add-redis")


def test_columns_that_are_shown_if_asked_for(world):
    chosen = {"columns": ("path", "genre_basis"), "cycle": ("zed",)}
    (table,) = index.build(world, (), chosen).blocks
    assert [column.key for column in table.columns] == ["spec", "path", "genre_basis"]
    assert table.rows[0][1].text == "specs/zed/add-redis.rst"


def test_no_column_is_called_as_that_which_csv_adds(world):
    blocks = index.build(world, (), {"delivery": True}).blocks
    assert "group" not in {column.key for table in blocks for column in table.columns}


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("status", ["draft: 1 spec", "accepted: 2 specs", "implemented: 1 spec", "No status: 1"]),
        ("genre", ["driver: 1 spec", "interface-change: 1 spec", "No genre: 3 specs"]),
        ("driver", ["demo.drivers:ftp: 1 spec", "demo.drivers:redis: 2 specs", "No driver: 3"]),
        ("none", ["5 specs"]),
    ],
)
def test_other_groups(world, by, titles):
    found = list(tables(index.build(world, (), {"group-by": by})))
    assert len(found) == len(titles)
    assert all(title.startswith(start) for title, start in zip(found, titles, strict=True))


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"status": ("draft", "implemented")}, ["drop-redis", "add-redis"]),
        ({"cycle": ("zed",)}, ["add-redis"]),
        ({"driver": ("redis",)}, ["drop-redis", "add-redis"]),
        ({"driver": ("demo.drivers:ftp",)}, ["add-redis"]),
        ({"interface": ("Driver",)}, ["lock"]),
        ({"interface": ("demo.base:Driver",), "status": ("draft",)}, []),
    ],
)
def test_filters(world, options, names):
    page = index.build(world, (), options)
    assert [item["slug"] for item in page.data["specs"]] == names


@pytest.mark.parametrize("option", ["cycle", "driver", "interface"])
def test_a_filter_that_nothing_can_pass(world, option):
    with pytest.raises(ConfigurationError, match=f"no {option} 'nowhere' here; there are: "):
        index.build(world, (), {option: ("nowhere",)})


def test_the_index_with_delivery(world, validate):
    page = index.build(world, (), {"delivery": True, "group-by": "none"})
    validate("spec-index", page)
    table, others = page.blocks
    assert [value.text for value in others.rows[0]] == ["memory", "driver", "demo.drivers"]
    assert [item["name"] for item in page.data["unclaimed"]] == ["memory"]
    cells = {row[1].text: row[-2] for row in table.rows}
    assert (cells["zed/add-redis"].text, cells["zed/add-redis"].note) == (
        "partly",
        "1 of 2 claims",
    )
    assert cells["zed/add-redis"].status == "partial"
    assert cells["2025.1/drop-redis"].text == ""
    assert page.summary.endswith("; 1 partly, 1 unknown, 1 without a claim")
    found = {item["slug"]: item["delivery"] for item in page.data["specs"]}
    assert found["plain"] is None
    assert found["add-redis"]["claims"][0]["version"] == "1.0.0"


def test_with_filters_nothing_is_said_of_what_came_without_a_claim(world):
    page = index.build(world, (), {"delivery": True, "status": ("implemented",)})
    assert list(tables(page)) == ["zed: 1 spec"]
    assert "unclaimed" not in index.build(world, (), {}).data


def test_the_parts_of_delivery_are_asked_for_only_with_it():
    assert set(index.info.parts_for({})) == {"specs", "policy"}
    assert {"groups", "releases"} <= set(index.info.parts_for({"delivery": True}))


def test_counts(world):
    assert index.build(world, (), {}).data["counts"] == {
        "specs": 5,
        "skipped": 1,
        "status": {"accepted": 2, "draft": 1, "implemented": 1},
        "cycle": {"10.0": 1, "2025.1": 2, "zed": 1},
        "genre": {"driver": 1, "interface-change": 1},
    }


@pytest.mark.parametrize("view", [index, delivery], ids=["index", "delivery"])
def test_no_specs(view, validate):
    page = view.build(catalog(policy=Policy(specs=SpecsPolicy(folder="proposals"))), (), {})
    validate(view.info.name, page)
    (block,) = page.blocks
    assert isinstance(block, Paragraph)
    assert "proposals/" in block.text


def test_claims_and_what_became_of_them(world, validate):
    page = delivery.build(world, (), {})
    validate("spec-delivery", page)
    claims, others = page.blocks
    assert isinstance(claims, Table)
    assert [[row[0].text, row[3].text, row[4].text] for row in claims.rows] == [
        ["lock", "unknown", ""],
        ["Add redis", "delivered", "1.0.0"],
        ["Add redis", "not delivered", ""],
    ]
    assert claims.rows[1][0].link == Anchor("spec", "zed/add-redis")
    assert claims.rows[1][3].evidence == Location("setup.cfg", 1)
    assert claims.rows[1][4].evidence == Location(NOTE, 3)
    assert [value.text for value in others.rows[0]] == ["memory", "driver", "demo.drivers"]
    assert others.rows[0][0].link == Anchor("name", "demo.drivers:memory")
    assert page.summary == "specs: 1 partly, 1 unknown"


def test_filters_of_delivery(world, validate):
    page = delivery.build(world, (), {"verdict": ("not delivered",)})
    validate("spec-delivery", page)
    (claims,) = page.blocks
    assert [row[2].text for row in claims.rows] == ["adds-driver: demo.drivers:ftp"]
    page = delivery.build(world, (), {"status": ("draft",), "columns": ("verdict",)})
    assert [[value.text for value in row] for row in page.blocks[0].rows] == [
        ["drop-redis", "not delivered"]
    ]
    page = delivery.build(world, (), {"status": ("withdrawn",)})
    assert page.blocks[0].text.startswith("No spec that is withdrawn claims anything.")
