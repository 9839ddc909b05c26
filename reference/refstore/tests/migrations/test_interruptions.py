# SPDX-License-Identifier: Apache-2.0
"""A migration that is killed is run again, and ends as if nothing had happened."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterable
from types import SimpleNamespace

from refstore.database import reading
from refstore.drivers.sql import SQLDriver
from refstore.hints import Hints
from refstore.migrations import runner
from refstore.migrations.runner import Pending, Phase
from sqlalchemy import Engine, event, text

_CHANGES = ("CREATE", "ALTER", "DROP", "UPDATE", "INSERT", "DELETE")


def test_killed_before_any_statement(
    old_database: Engine, old_rows: dict[str, dict[str, int]]
) -> None:
    for phase in Phase:
        allowed = 0
        while _killed(old_database, phase, allowed):
            assert runner.state(old_database) is Pending[phase.name]
            _assert_data(old_database, old_rows)
            allowed += 1
        assert allowed > 2
    assert runner.state(old_database) is Pending.NOTHING
    _assert_data(old_database, old_rows)


def test_several_at_once_take_turns(database: Engine) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            _migrate_and_exit(database, tuple(Phase))
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert runner.state(database) is Pending.NOTHING


def _assert_data(engine: Engine, old_rows: dict[str, dict[str, int]]) -> None:
    if runner.state(engine) is Pending.EXPAND:
        return
    store = SQLDriver(SimpleNamespace(connection=engine.url.render_as_string(hide_password=False)))
    items = store.list_records("one", Hints()).items
    assert {record.id: dict(record.attributes) for record in items} == old_rows


def _killed(engine: Engine, phase: Phase, allowed: int) -> bool:
    """Run a phase in a process that is killed after some statements; tell if it came to that."""
    child = os.fork()
    if not child:
        event.listen(engine, "before_cursor_execute", _killing_after(allowed))
        _migrate_and_exit(engine, [phase])
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status != 0


def _killing_after(allowed: int) -> Callable[..., None]:
    left = itertools.count(allowed, -1)

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.strip().startswith(_CHANGES) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def _migrate_and_exit(engine: Engine, phases: Iterable[Phase]) -> None:
    status = 1
    try:
        for phase in phases:
            runner.sync(engine, phase)
        status = 0
    finally:
        os._exit(status)


def test_each_batch_is_kept(old_database: Engine) -> None:
    runner.sync(old_database, Phase.EXPAND)
    runner.sync(old_database, Phase.MIGRATE, 1)
    assert _killed(old_database, Phase.MIGRATE, 2)
    with reading(old_database) as connection:
        assert connection.scalar(text("SELECT count(attributes) FROM records")) == 2 * 500
