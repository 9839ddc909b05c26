# SPDX-License-Identifier: Apache-2.0
"""Generated scripts are read and then really run by Alembic on SQLite: what was said holds."""

from __future__ import annotations

from textwrap import indent
from types import CodeType

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.model import Effect
from wharfinger.sources.migrations.script import operations

TOP = "import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n"
TABLES = ("ships", "crews", "new")
COLUMNS = ("id", "name", "age", "more")
Columns = dict[str, tuple[bool, bool]]
"""By name, whether a column may be empty and whether it has a default."""


def batch(table: str, call: str) -> str:
    return f"with op.batch_alter_table({table!r}) as batch:\n    batch.{call}"


@st.composite
def steps(draw: st.DrawFn) -> str:
    """Return a step of a script, which may not be possible."""
    table, column = draw(st.sampled_from(TABLES)), draw(st.sampled_from(COLUMNS))
    flags = draw(st.sampled_from(["nullable=True", "nullable=False", "server_default='1'"]))
    flags += draw(st.sampled_from(["", ", nullable=False"])) if "server" in flags else ""
    new = f"sa.Column({column!r}, sa.Integer, {flags})"
    return draw(
        st.sampled_from(
            [
                f"op.create_table({table!r}, sa.Column('id', sa.Integer), {new})",
                f"op.drop_table({table!r})",
                f"op.rename_table({table!r}, 'renamed')",
                f"op.add_column({table!r}, {new})",
                batch(table, f"add_column({new})"),
                batch(table, f"drop_column({column!r})"),
                batch(table, f"alter_column({column!r}, nullable=False)"),
                batch(table, f"alter_column({column!r}, nullable=True)"),
                batch(table, f"alter_column({column!r}, server_default=None)"),
                batch(table, f"alter_column({column!r}, new_column_name='renamed')"),
                batch(table, f"create_unique_constraint('u', [{column!r}])"),
                f"op.create_index('i', {table!r}, [{column!r}])",
                f"op.create_index('j', {table!r}, [{column!r}], unique=True)",
                f"op.execute('ALTER TABLE {table} ADD COLUMN more INTEGER DEFAULT 1')",
                f"op.execute('ALTER TABLE {table} RENAME COLUMN {column} TO other')",
                f"op.execute('ALTER TABLE {table} DROP COLUMN {column}')",
                f"op.execute('CREATE TABLE IF NOT EXISTS {table} (id INTEGER)')",
                f"op.execute('DROP TABLE IF EXISTS {table}')",
                f"op.execute(sa.text('UPDATE {table} SET {column} = 1'))",
                f"op.execute('DELETE FROM {table}')",
                f"for name in ('a', 'b'):\n    op.add_column({table!r}, sa.Column(name, sa.Text))",
                "for name in ('ships', 'new'):\n    op.execute(f'DROP TABLE IF EXISTS {name}')",
            ]
        )
    )


def state(connection: sa.Connection) -> dict[str, Columns]:
    found = sa.inspect(connection)
    return {
        table: {
            str(column["name"]): (bool(column["nullable"]), column["default"] is not None)
            for column in found.get_columns(table)
        }
        for table in found.get_table_names()
    }


def run(code: CodeType, connection: sa.Connection) -> bool:
    """Run a script; False if the database refuses it."""
    names: dict[str, object] = {}
    exec(code, names)
    try:
        with Operations.context(MigrationContext.configure(connection)):
            names["upgrade"]()  # type: ignore[operator]
    except (sa.exc.SQLAlchemyError, KeyError, ValueError):
        return False
    return True


def old_code_works(connection: sa.Connection) -> bool:
    try:
        for _ in range(2):
            connection.execute(sa.text("INSERT INTO ships (id, name) VALUES (1, 2)"))
            connection.execute(sa.text("SELECT id, name, age FROM ships"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=4))
def test_what_a_script_is_said_to_do_holds(lines: list[str]) -> None:
    text = TOP + indent("\n".join(lines), "    ") + "\n"
    effects = {item.effect for item in operations(text.encode()) or ()}
    assert Effect.UNKNOWN not in effects
    engine = sa.create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE ships (id INTEGER, name TEXT, age INTEGER)")
            connection.exec_driver_sql("CREATE TABLE crews (id INTEGER, name TEXT NOT NULL)")
            before = state(connection)
            if run(compile(text, "script", "exec"), connection):
                judge(effects, before, state(connection), connection)
    finally:
        engine.dispose()


def judge(
    effects: set[Effect],
    before: dict[str, Columns],
    after: dict[str, Columns],
    connection: sa.Connection,
) -> None:
    columns_before = {(table, name) for table, names in before.items() for name in names}
    columns_after = {(table, name) for table, names in after.items() for name in names}
    if effects <= {Effect.ADDS, Effect.NEUTRAL}:
        assert columns_before <= columns_after
        assert before.keys() <= after.keys()
        assert old_code_works(connection)
    if effects <= {Effect.DATA}:
        assert before == after
    if Effect.ADDS not in effects and Effect.REMOVES not in effects:
        assert columns_before == columns_after
