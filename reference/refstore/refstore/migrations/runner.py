# SPDX-License-Identifier: Apache-2.0
"""Running migrations, and telling what is still to do.

Alembic's parts are used directly, so there is no ``env.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cache
from itertools import takewhile
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from refstore.database import reading
from refstore.database_errors import Progress, translated
from refstore.errors import ConfigurationError
from refstore.migrations.lock import exclusive
from refstore.tables import METADATA


class Phase(StrEnum):
    """The branches of the migrations, in the order in which they run."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"


class Pending(IntEnum):
    """What is to be done next; the number is the exit status of ``db_sync --check``."""

    NOTHING = 0
    EXPAND = 2
    MIGRATE = 3
    CONTRACT = 4

    @property
    def words(self) -> str:
        """What is pending, as a sentence."""
        if self is Pending.NOTHING:
            return "the database is up to date"
        phase = Phase[self.name]
        return f"the phase {phase} is pending: run refstore-manage db_sync --{phase}"


def state(engine: Engine) -> Pending:
    """Return which phase comes next.

    Raises ConfigurationError if the database is not refstore's or is of a newer release, and
    StoreUnavailableError.
    """
    done = _done(engine)
    for phase in Phase:
        if done[phase] < _newest(phase):
            return Pending[phase.name]
    return Pending.NOTHING


def sync(engine: Engine, phase: Phase, number: int | None = None) -> None:
    """Run the scripts of a phase that were not run yet, all or up to a number.

    Each is a transaction, but for those that move much data: these can be interrupted anywhere,
    and go on where they were. Who runs this at the same time waits.

    Raises ConfigurationError if a phase before has not come as far, else as :func:`state` does.
    """
    wanted = _newest(phase) if number is None else number
    with translated(engine, Progress()), exclusive(engine):
        _check_turn(phase, wanted, _done(engine))
        with engine.connect() as connection:
            _upgrade(connection, f"{phase}_{wanted:04}")


def _check_turn(phase: Phase, wanted: int, done: Mapping[Phase, int]) -> None:
    for before in takewhile(lambda one: one is not phase, Phase):
        if done[before] < wanted:
            raise ConfigurationError(f"{phase} has to wait: {Pending[before.name].words}")


def _upgrade(connection: Connection, target: str) -> None:
    scripts = _scripts()
    environment = EnvironmentContext(
        Config(),
        scripts,
        fn=lambda heads, _: scripts._upgrade_revs(target, heads),
    )
    with environment:
        # SQLite's schema is part of its transactions, though Alembic does not expect it.
        environment.configure(
            connection=connection, transaction_per_migration=True, transactional_ddl=True
        )
        with environment.begin_transaction():
            environment.run_migrations()


def _done(engine: Engine) -> dict[Phase, int]:
    """Return the number of the last script that each phase has run, 0 for none."""
    if _is_missing(engine):
        return dict.fromkeys(Phase, 0)
    with reading(engine) as connection:
        tables = METADATA.tables.keys() & set(inspect(connection).get_table_names())
        # Read after the tables, which may be just in the making.
        heads = MigrationContext.configure(connection).get_current_heads()
    _check_origin(tables, set(heads))
    numbers = dict.fromkeys(Phase, 0)
    for head in heads:
        phase, _, number = head.partition("_")
        numbers[Phase(phase)] = int(number)
    return numbers


def _check_origin(tables: set[str], heads: set[str]) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if unknown := sorted(heads - known):
        raise ConfigurationError(
            f"the database was migrated by another release, which knows {', '.join(unknown)}: "
            "upgrade refstore, or name another database"
        )
    if tables and not heads:
        raise ConfigurationError(
            f"the database has {', '.join(sorted(tables))}, but refstore-manage db_sync did not "
            "make them: name another database, or restore this one from a backup"
        )


def _newest(phase: Phase) -> int:
    head = _scripts().get_revision(f"{phase}@head")
    return int(str(head.revision).rpartition("_")[2])


@cache
def _scripts() -> ScriptDirectory:
    folder = Path(__file__).parent
    versions = [str(folder / "versions" / phase) for phase in Phase]
    return ScriptDirectory(str(folder), version_locations=versions)


def _is_missing(engine: Engine) -> bool:
    # Connecting would make the file.
    return engine.name == "sqlite" and not Path(str(engine.url.database)).exists()
