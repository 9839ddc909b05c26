# SPDX-License-Identifier: Apache-2.0
"""What SQL does, what phases allow, and which scripts and triggers belong together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.migrations import numbers, phases, triggers
from wharfinger.contract.migrations.sql import classify
from wharfinger.model import Effect, Migration, Operation

STATEMENTS = [
    ("CREATE TABLE t (a int)", "adds t"),
    ("create table if not exists s.t (a int)", "adds t"),
    ("CREATE TABLE `t` AS SELECT 1", "adds t", "data t"),
    ("CREATE TEMPORARY TABLE t AS SELECT 1",),
    ("CREATE VIEW v AS SELECT * FROM t", "adds v"),
    ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "neutral i"),
    ("CREATE UNIQUE INDEX i ON t (a)", "restricts i"),
    ("CREATE EXTENSION IF NOT EXISTS citext", "neutral citext"),
    ("CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN DELETE FROM u; END;", "adds r"),
    ("CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$ DROP TABLE t; $$", "adds f"),
    ("CREATE DEFINER = me@localhost TRIGGER r BEFORE INSERT ON t SET NEW.a = 1", "adds r"),
    ("CREATE SOMETHING new", "unknown CREATE SOMETHING new"),
    ("DROP TABLE IF EXISTS t, u CASCADE", "removes t", "removes u"),
    ("DROP TRIGGER IF EXISTS r ON t", "removes r"),
    ("DROP INDEX i", "removes i"),
    ("DROP SOMETHING", "unknown DROP SOMETHING"),
    ("ALTER TABLE t ADD COLUMN a int", "adds t.a"),
    ("ALTER TABLE ONLY t ADD a int NOT NULL DEFAULT 1", "adds t.a"),
    ("ALTER TABLE t ADD a int NOT NULL", "adds t.a", "restricts t.a"),
    ("ALTER TABLE t ADD a int PRIMARY KEY", "adds t.a", "restricts t.a"),
    ("ALTER TABLE t SET (fillfactor = 70)", "neutral t"),
    ("ALTER TABLE t SET SCHEMA other", "removes t"),
    ("ALTER TABLE t ADD CONSTRAINT c UNIQUE (a, b), DROP COLUMN b", "restricts t.c", "removes t.b"),
    ("ALTER TABLE t ADD UNIQUE (a)", "restricts t.UNIQUE"),
    ("ALTER TABLE t ADD INDEX i (a)", "neutral t"),
    ("ALTER TABLE t ADD (a int, b int)", "unknown t"),
    ("ALTER TABLE t DROP PRIMARY KEY", "removes t.PRIMARY KEY"),
    ("ALTER TABLE t ALTER COLUMN a SET NOT NULL", "restricts t.a"),
    ("ALTER TABLE t ALTER a DROP NOT NULL", "neutral t.a"),
    ("ALTER TABLE t ALTER a DROP DEFAULT", "removes t.a"),
    ("ALTER TABLE t ALTER a TYPE text", "unknown t.a"),
    ("ALTER TABLE t MODIFY a int", "unknown t"),
    ("ALTER TABLE t CHANGE a b int", "removes t"),
    ("ALTER TABLE t RENAME TO u", "removes t"),
    ("ALTER TABLE t RENAME CONSTRAINT a TO b", "neutral t"),
    ("ALTER TABLE t VALIDATE CONSTRAINT c", "restricts t.c"),
    ("ALTER TABLE t ENGINE=InnoDB", "neutral t"),
    ("ALTER TYPE mood ADD VALUE 'sad'", "adds mood"),
    ("ALTER ROLE me", "neutral me"),
    ("ALTER", "unknown ALTER"),
    ("RENAME TABLE t TO u", "removes t TO u"),
    ("UPDATE ONLY s.t SET a = 'x; DROP TABLE t'", "data t"),
    ("INSERT INTO t SELECT 1; DELETE FROM u", "data t", "data u"),
    ("INSERT OR REPLACE INTO t SELECT 1", "data t"),
    ("TRUNCATE TABLE t", "data t"),
    ("REFRESH MATERIALIZED VIEW v",),
    ("WITH x AS (SELECT 1) UPDATE t SET a = 1", "data t"),
    ("WITH x AS (SELECT 1) SELECT * FROM x FOR UPDATE",),
    ("WITH x AS (SELECT 1) SELECT * FROM x FOR NO KEY UPDATE",),
    ("WITH x AS (SELECT 1) SELECT * INTO t FROM x", "unknown WITH x AS ( …"),
    ("SELECT a FROM t",),
    ("SELECT 1",),
    ("SELECT set_all_to_one()", "unknown SELECT set_all_to_one ( )"),
    ("SELECT a INTO u FROM t", "unknown SELECT a INTO u …"),
    ("-- DROP TABLE t\n/* UPDATE */ PRAGMA foreign_keys=ON;",),
    ("DO $$ BEGIN DROP TABLE t; END $$", "unknown DO $$ BEGIN DROP TABLE t; END $$"),
    ("DO $$ BEGIN\n  DROP TABLE t;\n END $$", "unknown DO $$ BEGIN DROP TABLE t; END $$"),
    (f"DO {'x' * 99}", f"unknown DO {'x' * 57} …"),
    ("{statement}", "unknown {statement}"),
    ("UPDATE {table} SET a = 1", "data {table}"),
    ("",),
]
BODY = """
CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW BEGIN
  IF NEW.a IS NULL THEN SET NEW.a = CASE WHEN NEW.b THEN 1 ELSE 2 END; END IF;
  DELETE FROM u;
END;
DROP TABLE v;
"""


@pytest.mark.parametrize("case", STATEMENTS, ids=lambda case: case[0][:40])
def test_a_statement(case: tuple[str, ...]) -> None:
    text, *expected = case
    assert [f"{item.effect} {item.name}" for item in classify(text)] == expected


def test_what_stands_in_a_body_is_not_done_now() -> None:
    found = [(item.effect, item.name) for item in classify(BODY)]
    assert found == [(Effect.ADDS, "one"), (Effect.REMOVES, "v")]


def test_a_trigger_knows_its_table() -> None:
    (item,) = classify('CREATE TRIGGER "r" AFTER INSERT ON "s"."t" BEGIN SELECT 1; END', 7)
    assert item == Operation(Effect.ADDS, "CREATE TRIGGER", "trigger", "r", 7, "t")


@given(
    st.lists(
        st.sampled_from(
            [
                *"(),;.'\"`${}[]",
                "ALTER",
                "TABLE",
                "CREATE",
                "TRIGGER",
                "BEGIN",
                "END",
                "CASE",
                "ADD",
            ]
            + ["DROP", "WITH", "SELECT", "ON", "t", "$$", "--", "/*", "\n", "RENAME", "CHANGE"]
        ),
        max_size=30,
    )
)
def test_any_text_comes_to_something(parts: list[str]) -> None:
    assert all(item.effect in Effect for item in classify(" ".join(parts)))


def script(phase: str, number: int | None, *operations: Operation, **fields: str) -> Migration:
    path = f"db/{fields.get('series', '')}/{phase}/{number}.py"
    return Migration(path, phase, "db", number=number, operations=operations, **fields)


def test_what_is_unknown_is_forbidden_nowhere() -> None:
    operations = tuple(Operation(effect, effect.value) for effect in Effect)
    found = {
        phase: {item.effect.value for item in phases.forbidden(script(phase, 1, *operations))}
        for phase in ("expand", "migrate", "contract")
    }
    assert found == {
        "expand": {"removes", "restricts", "data"},
        "migrate": {"adds", "removes", "restricts", "neutral"},
        "contract": {"adds", "data"},
    }


def test_an_operation_that_comes_twice_is_told_once_where_it_comes_first() -> None:
    twice = (Operation(Effect.DATA, "UPDATE", name="t", line=line) for line in (3, 9))
    assert [item.line for item in phases.forbidden(script("expand", 1, *twice))] == [3]


def test_each_phase_has_one_script_of_each_number() -> None:
    scripts = [script(phase, n) for phase in ("expand", "contract") for n in (1, 2)]
    assert list(numbers.mismatches(scripts)) == []
    found = numbers.mismatches([*scripts, script("expand", 3), script("migrate", 1)])
    lacking = {(item.phase, item.number) for item in found}
    assert lacking == {("migrate", 2), ("migrate", 3), ("contract", 3)}


def test_two_scripts_of_a_number_are_one_too_many() -> None:
    scripts = [script("expand", 1), Migration("db/x.py", "expand", "db", number=1)]
    (found,) = numbers.mismatches(scripts)
    assert (found.phase, found.count) == ("expand", 2)


def test_numbers_begin_anew_in_each_series_and_are_not_asked_for_elsewhere() -> None:
    one = [script(phase, 1, series="a") for phase in ("expand", "contract")]
    assert list(numbers.mismatches([*one, script("expand", None)])) == []
    (found,) = numbers.mismatches([*one, script("contract", 1, series="b")])
    assert (found.phase, found.beside.series) == ("expand", "b")


def trigger(effect: Effect, name: str, table: str = "") -> Operation:
    return Operation(effect, "TRIGGER", "trigger", name, 1, table)


CREATED, DROPPED = Effect.ADDS, Effect.REMOVES
UNKNOWN = Operation(Effect.UNKNOWN, "x")


@pytest.mark.parametrize(
    ("expand", "contract", "number", "not_dropped", "not_created"),
    [
        ([trigger(CREATED, "a")], [trigger(DROPPED, "A")], 1, 0, 0),
        ([trigger(CREATED, "a")], [trigger(DROPPED, "a")], 2, 0, 0),
        ([trigger(CREATED, "a")], [trigger(DROPPED, "a")], 0, 1, 1),
        ([trigger(CREATED, "a")], [trigger(DROPPED, "b")], 1, 1, 1),
        ([trigger(CREATED, "{t}_a")], [trigger(DROPPED, "users_a")], 1, 0, 0),
        ([trigger(CREATED, "{t}_a")], [trigger(DROPPED, "{x}_b")], 1, 1, 1),
        ([trigger(CREATED, "a")], [UNKNOWN], 1, 0, 0),
        ([UNKNOWN], [trigger(DROPPED, "a")], 1, 0, 0),
        ([trigger(CREATED, "a", "t")], [Operation(DROPPED, "drop_table", "table", "t")], 1, 0, 0),
        ([trigger(CREATED, "a", "t")], [Operation(DROPPED, "drop_table", "table", "u")], 1, 1, 0),
    ],
)
def test_triggers_pair(
    expand: list[Operation],
    contract: list[Operation],
    number: int,
    not_dropped: int,
    not_created: int,
) -> None:
    scripts = [script("expand", 1, *expand), script("contract", number, *contract)]
    assert len(list(triggers.not_dropped(scripts))) == not_dropped
    assert len(list(triggers.not_created(scripts))) == not_created
