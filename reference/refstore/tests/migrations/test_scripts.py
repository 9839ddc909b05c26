# SPDX-License-Identifier: Apache-2.0
"""The scripts, one at a time and all together."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from refstore.database import reading, writing
from refstore.drivers.sql import SQLDriver
from refstore.errors import ConfigurationError
from refstore.hints import Hints
from refstore.migrations import runner
from refstore.migrations.runner import Pending, Phase
from refstore.records import Changes, Record
from refstore.tables import METADATA
from sqlalchemy import Engine, inspect, text

Attributes = dict[str, dict[str, int]]


def differences(engine: Engine) -> list[object]:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return compare_metadata(context, METADATA)


def columns(engine: Engine) -> list[str]:
    return sorted(column["name"] for column in inspect(engine).get_columns("records"))


def driver(engine: Engine) -> SQLDriver:
    return SQLDriver(SimpleNamespace(connection=engine.url.render_as_string(hide_password=False)))


def attributes(engine: Engine) -> Attributes:
    items = driver(engine).list_records("one", Hints()).items
    return {record.id: dict(record.attributes) for record in items}


def old_write(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(statement))


def old_read(engine: Engine, record_id: str) -> tuple[str, str]:
    query = text("SELECT name, extra FROM records WHERE id = :id")
    with reading(engine) as connection:
        return tuple(connection.execute(query, {"id": record_id}).one())


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([(phase, None) for phase in Phase], id="all at once"),
        pytest.param([(p, n) for p in Phase for n in (1, 2, 3)], id="phase by phase"),
        pytest.param([(p, n) for n in (1, 2, 3) for p in Phase], id="number by number"),
    ],
)
def test_the_scripts_end_at_the_tables(
    database: Engine, steps: list[tuple[Phase, int | None]]
) -> None:
    for phase, number in steps:
        runner.sync(database, phase, number)
    assert differences(database) == []
    assert runner.state(database) is Pending.NOTHING


def test_each_phase_keeps_the_data(old_database: Engine, old_rows: Attributes) -> None:
    for phase in Phase:
        runner.sync(old_database, phase)
        assert attributes(old_database) == old_rows
    assert differences(old_database) == []
    assert {
        record.revision for record in driver(old_database).list_records("one", Hints()).items
    } == {1}


def test_expand_2_adds_and_leaves_what_was(old_database: Engine) -> None:
    runner.sync(old_database, Phase.EXPAND, 2)
    assert columns(old_database) == ["attributes", "extra", "id", "name", "revision", "scope"]
    assert old_read(old_database, "id0001") == ("n1", '{"number": 1}')


def test_migrate_2_copies_and_changes_no_schema(old_database: Engine) -> None:
    runner.sync(old_database, Phase.EXPAND, 2)
    before = columns(old_database)
    runner.sync(old_database, Phase.MIGRATE, 2)
    assert columns(old_database) == before
    with reading(old_database) as connection:
        query = text("SELECT count(*) FROM records WHERE attributes = coalesce(extra, '{}')")
        assert connection.scalar(query) == 1201


def test_contract_2_removes(old_database: Engine) -> None:
    for phase in Phase:
        runner.sync(old_database, phase, 2)
    assert columns(old_database) == ["attributes", "id", "name", "revision", "scope"]
    with reading(old_database) as connection:
        for catalogue in {
            "sqlite": ["SELECT name FROM sqlite_master WHERE type = 'trigger'"],
            "postgresql": [
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
                "SELECT proname FROM pg_proc WHERE proname LIKE 'records%'",
            ],
        }[old_database.name]:
            assert connection.execute(text(catalogue)).all() == []


@pytest.mark.parametrize("migrated", [False, True])
class TestBetweenExpandAndContract:
    """Old and new code see what the other one writes."""

    @pytest.fixture
    def between(self, old_database: Engine, migrated: bool) -> Engine:
        runner.sync(old_database, Phase.EXPAND)
        if migrated:
            runner.sync(old_database, Phase.MIGRATE)
        return old_database

    def test_a_record_of_new_code(self, between: Engine) -> None:
        driver(between).create(Record("new", "new", "one", {"a": 1}))
        assert old_read(between, "new") == ("new", '{"a":1}')
        assert driver(between).get("new").revision == 1

    def test_a_record_of_old_code(self, between: Engine) -> None:
        old_write(
            between, "INSERT INTO records (id, scope, name, extra) VALUES ('o', 'one', 'o', '{}')"
        )
        assert driver(between).get("o") == Record("o", "o", "one", {}, 1)

    def test_a_change_by_new_code(self, between: Engine) -> None:
        changed = driver(between).update("id0001", Changes(attributes={"b": 2}), 1)
        assert changed.revision == 2
        assert old_read(between, "id0001") == ("n1", '{"b":2}')

    def test_another_name_by_new_code_keeps_the_attributes(self, between: Engine) -> None:
        changed = driver(between).update("id0001", Changes(name="other"), 1)
        assert changed == Record("id0001", "other", "one", {"number": 1}, 2)
        assert old_read(between, "id0001") == ("other", '{"number": 1}')

    @pytest.mark.parametrize("change", ["extra = '{\"c\": 3}'", "extra = '{\"c\": 3}', name = 'x'"])
    @pytest.mark.parametrize("record_id", ["id0001", "none"])
    def test_a_change_by_old_code(self, between: Engine, change: str, record_id: str) -> None:
        old_write(between, f"UPDATE records SET {change} WHERE id = '{record_id}'")
        found = driver(between).get(record_id)
        assert (dict(found.attributes), found.revision) == ({"c": 3}, 2)

    @pytest.mark.parametrize("change", ["extra = extra", "name = name", "name = 'other'"])
    def test_every_update_by_old_code_raises_the_revision(
        self, between: Engine, change: str
    ) -> None:
        for expected in (2, 3):
            old_write(between, f"UPDATE records SET {change} WHERE id = 'id0001'")
            found = driver(between).get("id0001")
            assert (dict(found.attributes), found.revision) == ({"number": 1}, expected)

    def test_old_code_may_remove_attributes(self, between: Engine) -> None:
        old_write(between, "UPDATE records SET extra = NULL WHERE id = 'id0001'")
        found = driver(between).get("id0001")
        assert (dict(found.attributes), found.revision) == ({}, 2)

    def test_changes_in_turn(self, between: Engine) -> None:
        for number in (1, 3):
            driver(between).update("id0001", Changes(attributes={"n": number}), number)
            old_write(
                between, f"UPDATE records SET extra = '{{\"n\": {number + 1}}}' WHERE id = 'id0001'"
            )
        found = driver(between).get("id0001")
        assert (dict(found.attributes), found.revision) == ({"n": 4}, 5)


def test_text_is_in_order_of_code_points(database: Engine) -> None:
    for phase in Phase:
        runner.sync(database, phase)
    store = driver(database)
    for number, record_id in enumerate(["a", "B", "_", "-", "Z", "1", "ab", "a-b", "a_b"]):
        store.create(Record(record_id, f"n{number}", "one"))
    ids = [record.id for record in store.list_records("one", Hints()).items]
    assert ids == sorted(ids)
    for before, after in itertools.pairwise(ids):
        assert store.list_records("one", Hints(limit=1, after=before)).items[0].id == after


def test_a_phase_waits_for_the_one_before(database: Engine) -> None:
    with pytest.raises(ConfigurationError, match=r"migrate has to wait: .*--expand"):
        runner.sync(database, Phase.MIGRATE)
    runner.sync(database, Phase.EXPAND)
    with pytest.raises(ConfigurationError, match=r"contract has to wait: .*--migrate"):
        runner.sync(database, Phase.CONTRACT)
