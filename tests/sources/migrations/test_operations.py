# SPDX-License-Identifier: Apache-2.0
"""What the operations of a migration script do, one small script for each."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Effect, Operation
from wharfinger.sources.migrations.script import is_same_code, operations

TOP = """\
import sqlalchemy as sa
from alembic import op
from sqlalchemy import orm
from oslo_log import log
from demo.db import helpers

revision = "1"
LOG = log.getLogger(__name__)
NAMES = ("a", "b")
SQL = {"mysql": "UPDATE m SET a = 1", "sqlite": "UPDATE s SET a = 1"}
USERS = sa.Table("users", sa.MetaData(), sa.Column("id", sa.Integer))


def drop(table):
    op.drop_table(table)


def sentence(name):
    text = f"DROP TRIGGER {name}"
    return text


def upgrade():
"""

SCRIPTS: list[tuple[str, ...]] = [
    ("pass",),
    ("op.create_table('t', sa.Column('a', sa.Integer))", "adds t"),
    ("op.create_table('t', *helpers.COLUMNS)", "adds t"),
    ("op.drop_table('t')", "removes t"),
    ("op.drop_table(table_name='t')", "removes t"),
    ("op.rename_table('t', 'u')", "removes t"),
    ("op.create_table_comment('t', 'x')", "neutral t"),
    ("op.add_column('t', sa.Column('a', sa.Integer))", "adds t.a"),
    ("op.add_column('t', sa.Column('a', nullable=False, server_default='1'))", "adds t.a"),
    ("op.add_column('t', sa.Column('a', nullable=False))", "adds t.a", "restricts t.a"),
    ("op.add_column('t', sa.Column('a', primary_key=True))", "adds t.a", "restricts t.a"),
    ("op.add_column('t', sa.Column('a', sa.Computed('1'), nullable=False))", "adds t.a"),
    ("op.add_column('t', sa.Column('a', nullable=helpers.ON))", "unknown t.a"),
    ("op.add_column('t', helpers.column)", "unknown t"),
    ("c = sa.Column('a')\nop.add_column('t', c)", "adds t.a"),
    ("op.drop_column('t', 'a')", "removes t.a"),
    ("op.add_column('t', sa.Column('a'))\nop.drop_column('t', 'a')", "adds t.a", "neutral t.a"),
    ("op.alter_column('t', 'a', nullable=False)", "restricts t.a"),
    ("op.alter_column('t', 'a', nullable=True)", "neutral t.a"),
    ("op.alter_column('t', 'a', nullable=helpers.ON)", "unknown t.a"),
    ("op.alter_column('t', 'a', new_column_name='b')", "removes t.a"),
    ("op.alter_column('t', 'a', server_default='x')", "neutral t.a"),
    ("op.alter_column('t', 'a', server_default=None)", "removes t.a"),
    ("op.alter_column('t', 'a', server_default=None, existing_nullable=True)", "neutral t.a"),
    ("op.alter_column('t', 'a', **helpers.HOW)", "unknown t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.String(9), type_=sa.String(10))", "neutral t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.String(9), type_=sa.String(8))", "restricts t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.String(9), type_=sa.Text())", "neutral t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.Text, type_=sa.String(9))", "restricts t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.Integer, type_=sa.BigInteger)", "neutral t.a"),
    ("op.alter_column('t', 'a', existing_type=sa.String(9), type_=sa.Integer)", "restricts t.a"),
    ("op.alter_column('t', 'a', type_=sa.Integer)", "unknown t.a"),
    ("old = sa.Enum('x')\nop.alter_column('t', 'a', existing_type=old, type_=sa.Enum('x', 'y'))",)
    + ("neutral t.a",),
    ("old = sa.Enum('x')\nop.alter_column('t', 'a', existing_type=old, type_=sa.Enum('y'))",)
    + ("restricts t.a",),
    ("old = sa.Enum(*NAMES)\nop.alter_column('t', 'a', existing_type=old, type_=sa.Enum('y'))",)
    + ("unknown t.a",),
    ("op.alter_column('t', 'a', existing_type=sa.DateTime, type_=sa.Date)", "unknown t.a"),
    ("op.create_index('i', 't', ['a'])", "neutral i"),
    ("op.create_index('i', 't', ['a'], unique=True)", "restricts i"),
    ("op.create_index('i', 't', ['a'], unique=helpers.ON)", "unknown i"),
    ("op.drop_index('i')", "removes i"),
    ("op.create_unique_constraint('c', 't', ['a'])", "restricts t.c"),
    ("op.create_foreign_key(None, 't', 'u', ['a'], ['id'])", "restricts t"),
    ("op.create_check_constraint('c', 't', 'a > 0')", "restricts t.c"),
    ("op.create_primary_key('c', 't', ['a'])", "restricts t.c"),
    ("op.drop_constraint('c', 't')", "removes t.c"),
    ("op.create_table('t')\nop.create_index('i', 't', ['a'], unique=True)", "adds t", "neutral i"),
    (
        "op.add_column('t', sa.Column('a'))\nop.create_unique_constraint('c', 't', ['a'])",
        "adds t.a",
        "neutral t.c",
    ),
    ("op.create_unique_constraint('c', 't', [helpers.column, SQL])", "restricts t.c"),
    ("op.bulk_insert(USERS, [{}])", "data users"),
    ("op.run_async(helpers.x)", "unknown op.run_async(helpers.x)"),
    ("op.drop_column(*NAMES)", "unknown op.drop_column(*NAMES)"),
    # Batches.
    (
        "with op.batch_alter_table('t') as b:\n"
        "    b.add_column(sa.Column('a'))\n"
        "    b.drop_column('c')\n"
        "    b.alter_column('d', nullable=False)\n"
        "    b.create_index('i', ['a'])\n"
        "    b.create_unique_constraint('u', ['d'])\n"
        "    b.drop_constraint('k', type_='check')",
        "adds t.a",
        "removes t.c",
        "restricts t.d",
        "neutral i",
        "restricts t.u",
        "removes t.k",
    ),
    # What is executed.
    ("op.execute('UPDATE t SET a = 1')", "data t"),
    (
        "op.execute('CREATE TABLE t (a int)')\nop.execute('CREATE UNIQUE INDEX i ON t (a)')",
        "adds t",
        "neutral i",
    ),
    ("op.create_table('t')\nop.execute('ALTER TABLE t ALTER a SET NOT NULL')",)
    + ("adds t", "neutral t.a"),
    ("op.execute(sa.text('UPDATE t SET a = 1').bindparams(a=1))", "data t"),
    ("op.execute(sa.DDL('DROP TABLE t'))", "removes t"),
    ("op.get_bind().execute(sa.text('DELETE FROM t'))", "data t"),
    ("op.get_bind().exec_driver_sql('DELETE FROM t')", "data t"),
    ("bind = op.get_bind()\nbind.execute(USERS.update().values(a=1))", "data users"),
    ("op.execute(sa.insert(USERS).values(a=1))", "data users"),
    ("op.execute(sa.select(USERS))",),
    ("op.execute(sa.schema.DropTable(USERS))", "removes users"),
    ("op.execute(helpers.STATEMENT)", "unknown op.execute(helpers.STATEMENT)"),
    ("op.execute(open('x.sql').read())", "unknown op.execute(open('x.sql').read())"),
    ("USERS.create(op.get_bind())", "adds users"),
    ("USERS.drop(op.get_bind())", "removes users"),
    ("USERS.metadata.create_all(op.get_bind())", "adds {USERS.metadata}"),
    ("sa.Index('i', USERS.c.id, unique=True).create()", "restricts i"),
    ("sa.Enum('a', name='e').create(op.get_bind())", "adds e"),
    ("helpers.table.create()", "unknown helpers.table.create()"),
    ("s = orm.Session(bind=op.get_bind())\ns.add(helpers.User())", "data {orm.Session}"),
    ("s = orm.Session()\ns.query(USERS).filter().delete()", "data {orm.Session}"),
    ("s = orm.Session()\nfor u in s.query(USERS):\n    u.a = 1\ns.commit()", "unknown"),
    # Where the way leads.
    ("for name in NAMES:\n    op.drop_table(name)", "removes a", "removes b"),
    ("for name in helpers.NAMES:\n    op.drop_table(name)", "removes {name}"),
    ("[op.drop_table(name) for name in NAMES]", "removes a", "removes b"),
    ("names = []\nnames.append('x')\nfor n in names:\n    op.drop_table(n)", "removes {n}"),
    ("if op.get_bind().dialect.name == 'mysql':\n    drop('t')\nelse:\n    drop('u')",)
    + ("removes t", "removes u"),
    (
        "if helpers.ON:\n    s = 'DROP TABLE t'\nelse:\n    s = 'SELECT 1'\nop.execute(s)",
        "removes t",
    ),
    ("op.execute(SQL[op.get_bind().dialect.name])", "data m", "data s"),
    ("op.execute(SQL['mysql'])", "data m"),
    ("for k, s in SQL.items():\n    op.execute(s)", "data m", "data s"),
    ("for n in NAMES:\n    op.execute(sentence(n))", "removes a", "removes b"),
    ("for n in NAMES:\n    op.execute('DROP TABLE %s' % n)", "removes a", "removes b"),
    ("op.execute('DROP TABLE {}'.format(NAMES[1]))", "removes b"),
    ("op.execute(f'DROP TABLE {helpers.NAME}')", "removes {helpers.NAME}"),
    ("s = 'DROP '\ns += 'TABLE t'\nop.execute(s)", "removes t"),
    ("try:\n    drop('t')\nexcept Exception:\n    drop('u')", "removes t", "removes u"),
    ("while helpers.ON:\n    drop('t')", "removes t"),
    ("def inner(x='t'):\n    op.drop_table(x)\ninner()", "removes t"),
    ("remove = op.drop_table\nremove('t')", "removes t"),
    ("with op.get_context().autocommit_block():\n    drop('t')", "removes t"),
    ("try:\n    drop('t')\nexcept* ValueError:\n    drop('u')", "removes t", "removes u"),
    ("list(map(op.drop_table, NAMES))", "unknown map(op.drop_table, NAMES)"),
    ("import functools as f\nf.partial(op.drop_table, 't')()",)
    + ("unknown f.partial(op.drop_table, 't')",),
    ("list(map(drop, NAMES))", "removes {table}"),
    ("sorted(NAMES, key=sentence)",),
    ("op.get_context().impl.drop_table('t')", "unknown op.get_context().impl.drop_table('t')"),
    ("LOG.info('done')\nsorted(NAMES)\nlen(helpers.NAMES)",),
    ("helpers.rename(op, 't')", "unknown helpers.rename(op, 't')"),
    ("found = helpers.rename('t')", "unknown helpers.rename('t')"),
    ("op.create_table('t', sa.Column('a', helpers.json()))", "adds t"),
    ("getattr(op, helpers.NAME)('t')", "unknown getattr(op, helpers.NAME)('t')"),
    ("exec('x')", "unknown exec('x')"),
    ("nobody_knows()", "unknown nobody_knows()"),
    ("op.execute('DROP TRIGGER IF EXISTS r')\nop.execute('CREATE TRIGGER r AFTER INSERT ON t')",)
    + ("neutral r", "adds r"),
]


def read(body: str) -> tuple[Operation, ...]:
    found = operations((TOP + indent(body, "    ") + "\n").encode())
    assert found is not None
    return found


@pytest.mark.parametrize("case", SCRIPTS, ids=lambda case: case[0][:50])
def test_an_operation(case: tuple[str, ...]) -> None:
    body, *expected = case
    found = [f"{item.effect} {item.name}".strip() for item in read(body)]
    assert [text.split(" of a session")[0].replace(" objects", "") for text in found] == expected


def test_the_place_is_that_of_the_call() -> None:
    lines = TOP.count("\n")
    assert [item.line for item in read("pass\nop.drop_table('t')")] == [lines + 2]
    assert read("op.drop_table('t')")[0].text == "drop_table t"


def test_only_the_upgrade_is_judged() -> None:
    text = TOP + "    pass\n\n\ndef downgrade():\n    op.drop_table('t')\n"
    assert operations(text.encode()) == ()


def test_a_function_that_calls_itself_ends() -> None:
    (item,) = operations(b"def upgrade():\n    upgrade()\n") or ()
    assert item.effect is Effect.UNKNOWN


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("def helper(): ...\n", None),
        ("revision = '1'\n", [Effect.UNKNOWN]),
        ("from elsewhere import upgrade\nrevision = '1'\n", [Effect.UNKNOWN]),
        ("def migrate(engine):\n    engine.execute('UPDATE t SET a = 1')\n", [Effect.DATA]),
        ("def upgrade(:\n", [Effect.UNKNOWN]),
        ("\0", [Effect.UNKNOWN]),
        ("def upgrade(): ...\n" + "(" * 300, [Effect.UNKNOWN]),
    ],
)
def test_what_is_a_script(text: str, effects: list[Effect] | None) -> None:
    found = operations(text.encode())
    assert (found and [item.effect for item in found]) == effects


MIGRATE = """\
from migrate import ForeignKeyConstraint, UniqueConstraint
import sqlalchemy as sql


def upgrade(migrate_engine):
    meta = sql.MetaData(bind=migrate_engine)
    users = sql.Table("users", meta, autoload=True)
    users.create_column(sql.Column("a", sql.Integer))
    users.create_column(sql.Column("b", sql.Integer, nullable=False))
    users.drop_column("c")
    users.c.d.alter(nullable=False)
    UniqueConstraint("a", table=users).create()
    UniqueConstraint("e", table=users).create()
    new = sql.Table("new", meta)
    new.create(migrate_engine, checkfirst=True)
    ForeignKeyConstraint(columns=[new.c.x], refcolumns=[users.c.id]).create()
    migrate_engine.execute("UPDATE users SET a = 1")
"""


def test_sqlalchemy_migrate() -> None:
    found = [f"{item.effect} {item.name}" for item in operations(MIGRATE.encode()) or ()]
    assert found == [
        "adds users.a",
        "adds users.b",
        "restricts users.b",
        "removes users.c",
        "restricts users.d",
        "neutral a",
        "restricts e",
        "adds new",
        "neutral {ForeignKeyConstraint}",
        "data users",
    ]


def test_comments_and_docstrings_are_no_code() -> None:
    old = b'"""Old."""\ndef upgrade():\n    """Do."""\n    x = 1\n'
    new = b'"""New."""\n# More.\ndef upgrade():\n    x = (1)\n'
    assert is_same_code(old, new)
    assert not is_same_code(old, new.replace(b"1", b"2"))
    assert not is_same_code(b"(", b"x")


LINES = [line for body, *_ in SCRIPTS for line in dedent(body).splitlines() if line[:1] != " "]


@given(st.lists(st.sampled_from([line for line in LINES if not line.endswith(":")]), max_size=6))
def test_whatever_follows_upon_whatever_nothing_is_lost(lines: list[str]) -> None:
    for line in lines:
        alone = {item.effect for item in read(line)} if line else set()
        together = {item.effect for item in read("\n".join(lines))}
        certain = alone - {Effect.UNKNOWN, Effect.RESTRICTS, Effect.REMOVES, Effect.NEUTRAL}
        assert certain <= together | {Effect.UNKNOWN}
