# SPDX-License-Identifier: Apache-2.0
"""What is special to the driver for SQL databases; the rest is in test_sql_conformance.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refstore.database import engine_for, reading
from refstore.drivers.sql import SQLDriver
from refstore.drivers.sql_filters import condition
from refstore.errors import (
    ConfigurationError,
    ConflictError,
    InvalidFilterError,
    RevisionMismatchError,
    StoreUnavailableError,
)
from refstore.hints import FIELDS, Comparator, Filter, Hints
from refstore.migrations import runner
from refstore.records import Changes, Record
from refstore.tables import RECORDS
from sqlalchemy import Engine, event, text

# Quotes, wildcards, escapes, what Unicode composes, and letters whose case is not ASCII's.
ODD_NAMES = (
    "it's",
    'say "hi"',
    "100%",
    "1000",
    "a_b",
    "aXb",
    "back\\slash",
    "e\u0301",
    "\u00e9",
    "STRASSE",
    "stra\u00dfe",
    "\U0001f600",
    "\ufffd",
    "; DROP TABLE records; --",
    "a*b?[c]",
    " ",
)


@pytest.fixture
def driver(store_url: str) -> Iterator[SQLDriver]:
    driver = SQLDriver(SimpleNamespace(connection=store_url))
    yield driver
    driver.close()


@pytest.fixture
def filled(driver: SQLDriver) -> SQLDriver:
    for number, name in enumerate(ODD_NAMES):
        driver.create(Record(f"id{number:02}", name, "one"))
    driver.update("id03", Changes(name="1001"))
    return driver


def test_odd_names_come_back(filled: SQLDriver) -> None:
    for number, name in enumerate(ODD_NAMES):
        if number != 3:
            assert filled.get_by_name("one", name).id == f"id{number:02}"
    for name in ("IT'S", "100_", "\u00c9", "e", "strasse"):
        with pytest.raises(Exception, match="no record has the name"):
            filled.get_by_name("one", name)


PARTS = st.sampled_from([*ODD_NAMES, "", "%", "_", "\\", "\u0301", "e", "S", "s", "i", "id", "10"])
VALUES = st.one_of(
    PARTS, st.text(max_size=3), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none()
)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    try:
        return Filter(
            draw(st.sampled_from([*FIELDS, "attributes.a"])),
            draw(VALUES),
            draw(st.sampled_from(Comparator)),
            draw(st.booleans()),
        )
    except InvalidFilterError:
        return Filter("name", draw(PARTS), draw(st.sampled_from(Comparator)))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wanted=st.lists(filters(), max_size=3))
def test_filters_do_what_matches_does(filled: SQLDriver, wanted: list[Filter]) -> None:
    page = filled.list_records("one", Hints(tuple(wanted)))
    satisfied = [one for one in wanted if condition(one, filled._engine.name) is not None]
    everything = filled.list_records("one", Hints()).items
    assert page.items == tuple(
        record for record in everything if all(one.matches(record) for one in satisfied)
    )
    assert page.unsatisfied == tuple(
        one for one in wanted if condition(one, filled._engine.name) is None
    )


@pytest.mark.parametrize("comparator", Comparator)
@pytest.mark.parametrize("attribute", ["id", "name", "scope"])
def test_text_filters_are_satisfied(
    filled: SQLDriver, attribute: str, comparator: Comparator
) -> None:
    page = filled.list_records("one", Hints((Filter(attribute, "a", comparator),)))
    assert page.unsatisfied == ()


def test_both_conflicts_at_once(driver: SQLDriver) -> None:
    driver.create(Record("a", "n", "one"))
    for _ in range(2):
        with pytest.raises(ConflictError) as caught:
            driver.create(Record("a", "n", "one"))
        assert caught.value.what == "id"


def test_a_page_is_found_by_the_index(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'store.db'}")
    runner.sync(engine, runner.Phase.EXPAND)
    query = "SELECT * FROM records WHERE scope = 'a' AND id > 'b' ORDER BY id LIMIT 10"
    with reading(engine) as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    engine.dispose()
    assert [row[3] for row in plan] == [
        "SEARCH records USING INDEX ix_records_scope_id (scope=? AND id>?)"
    ]


def test_pending_migrations_are_told(database_url: str) -> None:
    driver = SQLDriver(SimpleNamespace(connection=database_url))
    with pytest.raises(ConfigurationError, match=r"records.*run refstore-manage db_sync"):
        driver.get("a")
    told = []
    for phase in runner.Phase:
        told += driver.check_engine()
        runner.sync(engine_for(database_url), phase)
    assert told == [
        f"the phase {phase} is pending: run refstore-manage db_sync --{phase}"
        for phase in runner.Phase
    ]
    assert driver.check_engine() == ()
    driver.close()


def test_purge_is_one_statement(filled: SQLDriver) -> None:
    filled.create(Record("other", "n", "two"))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement.split(maxsplit=1)[0])

    event.listen(Engine, "before_cursor_execute", note)
    assert filled.purge("one") == len(ODD_NAMES)
    event.remove(Engine, "before_cursor_execute", note)
    assert [one for one in statements if one != "BEGIN"] == ["DELETE"]
    assert filled.list_scopes() == ("two",)


def test_a_child_process_makes_its_own_connections(filled: SQLDriver) -> None:
    child = os.fork()
    if not child:
        filled.create(Record("child", "child", "one"))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert filled.get("child").name == "child"


def test_close_gives_back_connections_and_no_more(filled: SQLDriver) -> None:
    filled.close()
    assert filled.get("id00").name == ODD_NAMES[0]


def test_nothing_is_written_by_halves(filled: SQLDriver) -> None:
    with pytest.raises(ConflictError):
        filled.update("id00", Changes(name=ODD_NAMES[1], attributes={"a": 1}))
    assert filled.get("id00") == Record("id00", ODD_NAMES[0], "one", {}, 1)


@pytest.mark.parametrize("revision", [-1, 0, 2**31, 2**63, 10**30])
def test_revisions_that_no_column_holds(filled: SQLDriver, revision: int) -> None:
    for call in (
        lambda: filled.update("id00", Changes(name="other"), revision),
        lambda: filled.delete("id00", revision),
    ):
        with pytest.raises(RevisionMismatchError) as caught:
            call()
        assert (caught.value.expected, caught.value.actual) == (revision, 1)


@pytest.mark.parametrize("limit", [len(ODD_NAMES), 2**31, 2**63, 10**30])
def test_any_limit(filled: SQLDriver, limit: int) -> None:
    page = filled.list_records("one", Hints(limit=limit))
    assert (len(page.items), page.truncated) == (len(ODD_NAMES), False)


def test_columns_are_those_of_the_record() -> None:
    assert {column.name for column in RECORDS.columns} == set(Record.__slots__)


def test_unavailable_server() -> None:
    driver = SQLDriver(SimpleNamespace(connection="postgresql://nobody@127.0.0.1:1/none"))
    for call in (
        lambda: driver.get("a"),
        lambda: driver.create(Record("a", "a", "a")),
        driver.check_engine,
    ):
        with pytest.raises(StoreUnavailableError) as caught:
            call()
        assert type(caught.value) is StoreUnavailableError
